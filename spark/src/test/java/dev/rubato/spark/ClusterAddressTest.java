package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.Runner;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.RunnerProvider;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody is told who mistypes the address of a cluster. */
class ClusterAddressTest {
  private static Runner open(String address) {
    RunnerProvider.Terms terms = new RunnerProvider.Terms(Map.of(), Duration.ofSeconds(30));
    return RunnerProvider.find(
        address, new ClassSpec(Valley.class.getName(), null), terms, text -> {});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spark:/host            | it must begin with spark://
          spark:host:7077        | it must begin with spark://
          spark://               | after spark:// come a host and its port, and nothing else
          spark://host:7077/x    | after spark:// come a host and its port, and nothing else
          spark://host           | "host" is no host with a port
          spark://one:7077,two   | "two" is no host with a port
          spark://:7077          | ":7077" is no host with a port
          spark://host:70777     | there is no port 70777
          """)
  void aMasterIsAHostAndAPort(String address, String wrong) {
    assertThatThrownBy(() -> open(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the address of a Spark master is like spark://host:7077, as its web page and its log"
                + " say; was \"%s\": %s",
            address, wrong);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local-cluster",
        "local-cluster[2,1]",
        "local-cluster[2,1,1g]",
        "local-cluster[0,1,1024]"
      })
  void aClusterHereHasThreeNumbers(String address) {
    assertThatThrownBy(() -> open(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'local-cluster[EXECUTORS,CORES,MEGABYTES]', three whole numbers")
        .hasMessageContaining("in quotes for the shell")
        .hasMessageContaining("was \"" + address + "\"");
  }

  @Test
  void yarnNeedsItsSettingsAndAWholeSpark() {
    assertThatThrownBy(() -> ClusterAddress.check("yarn", Map.of("YARN_CONF_DIR", " "), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Spark finds YARN by the settings in the folder that HADOOP_CONF_DIR or YARN_CONF_DIR"
                + " names, but neither is set: export one, such as"
                + " HADOOP_CONF_DIR=/etc/hadoop/conf");
    assertThatThrownBy(() -> ClusterAddress.check("yarn", Map.of("YARN_CONF_DIR", "/etc"), false))
        .hasMessage(
            "this Spark has no part for YARN: set SPARK_HOME to a whole Spark 4.1, or use"
                + " spark-submit (docs/cluster.md)");
    assertThatThrownBy(() -> ClusterAddress.check("k8s://https://host:443", Map.of(), false))
        .hasMessageContaining("no part for Kubernetes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Spark://host:7077", "sparks", "spark-submit", "k8s:host", "yarn-client"})
  void whatIsNearlyAnAddressIsToldWhatOneIs(String address) {
    assertThatThrownBy(() -> open(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spark://HOST:PORT, yarn, k8s://")
        .hasMessageContaining("was \"" + address + "\"");
  }

  @Test
  void sparkAloneIsForSparkSubmit() {
    assertThatThrownBy(() -> ClusterAddress.check("spark", Map.of(), false))
        .hasMessageContaining("this was not started by spark-submit: name the cluster");
    ClusterAddress.check("spark", Map.of(), true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark://127.0.0.1:7077",
        "spark://[::1]:7077",
        "spark://one:7077,two:7077",
        "local-cluster[2, 1, 1024]",
        "local[2,3]",
        "local[*]"
      })
  void whatSparkKnowsIsAccepted(String address) {
    assertThat(new SparkRunners().accepts(address)).isTrue();
    ClusterAddress.check(address, Map.of(), false);
  }

  @Test
  void anAddressAtWhichNobodyListensIsToldSoAtOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
      Standalone.check("spark://127.0.0.1:" + port);
    }
    assertThatThrownBy(() -> open("spark://127.0.0.1:" + port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no Spark master answers at spark://127.0.0.1:%d (Connection refused): is it up? Its"
                + " web page and its log say its address",
            port);
  }
}
