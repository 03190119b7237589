package dev.rubato.spark;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.ExternalClusterManager;

/** Checks the address of a cluster, before Spark spends minutes on one that can't be meant. */
final class ClusterAddress {
  private static final Pattern MASTERS = Pattern.compile("spark://([^,/]+)(,[^,/]+)*");
  private static final Pattern MASTER =
      Pattern.compile("[^:/]+:([0-9]{1,5})|\\[.+\\]:([0-9]{1,5})");
  private static final Pattern TRIED =
      Pattern.compile("local-cluster\\[ *[1-9]\\d* *, *[1-9]\\d* *, *[1-9]\\d* *\\]");
  private static final Pattern HERE = Pattern.compile("local\\[[\\d*, ]+\\]");
  private static final int MOST = 65_535;

  private ClusterAddress() {}

  /** Whether somebody who typed it means a Spark cluster, however it is misspelt. */
  static boolean isMeant(String address) {
    return address.matches("(?i)(spark|yarn|k8s|local)\\b.*");
  }

  /**
   * Checks an address.
   *
   * @param environment of this process
   * @param submitted whether spark-submit started this process
   * @throws IllegalArgumentException what is wrong with it, and what to type instead
   */
  static void check(String address, Map<String, String> environment, boolean submitted) {
    if (address.equals(SparkCluster.SUBMITTED)) {
      if (!submitted) {
        throw new IllegalArgumentException(
            "\"spark\" means the cluster that spark-submit chose, but this was not started by"
                + " spark-submit: name the cluster, such as spark://host:7077");
      }
    } else if (address.startsWith("spark:")) {
      checkMasters(address);
    } else if (address.startsWith("local-cluster")) {
      if (!TRIED.matcher(address).matches()) {
        throw new IllegalArgumentException(
            "a cluster on this machine is 'local-cluster[EXECUTORS,CORES,MEGABYTES]', three whole"
                + " numbers from 1 and in quotes for the shell, such as 'local-cluster[2,1,1024]';"
                + " was \""
                + address
                + "\"");
      }
    } else if (address.equals("yarn")) {
      checkYarn(environment);
    } else if (address.matches("k8s://.+")) {
      checkManager(address, "Kubernetes");
    } else if (!HERE.matcher(address).matches()) {
      throw new IllegalArgumentException(
          "the address of a cluster is like spark://HOST:PORT, yarn, k8s://https://HOST:PORT or"
              + " 'local-cluster[2,1,1024]'; was \""
              + address
              + "\"");
    }
  }

  private static void checkMasters(String address) {
    if (!MASTERS.matcher(address).matches()) {
      throw master(
          address,
          address.startsWith("spark://")
              ? "after spark:// come a host and its port, and nothing else"
              : "it must begin with spark://");
    }
    for (String each : address.substring("spark://".length()).split(",", -1)) {
      Matcher master = MASTER.matcher(each);
      if (!master.matches()) {
        throw master(address, "\"" + each + "\" is no host with a port");
      }
      String port = master.group(1) == null ? master.group(2) : master.group(1);
      if (Integer.parseInt(port) < 1 || Integer.parseInt(port) > MOST) {
        throw master(address, "there is no port " + port);
      }
    }
  }

  private static IllegalArgumentException master(String address, String wrong) {
    return new IllegalArgumentException(
        "the address of a Spark master is like spark://host:7077, as its web page and its log say;"
            + " was \""
            + address
            + "\": "
            + wrong);
  }

  private static void checkYarn(Map<String, String> environment) {
    if (isUnset(environment, "HADOOP_CONF_DIR") && isUnset(environment, "YARN_CONF_DIR")) {
      throw new IllegalArgumentException(
          "Spark finds YARN by the settings in the folder that HADOOP_CONF_DIR or YARN_CONF_DIR"
              + " names, but neither is set: export one, such as HADOOP_CONF_DIR=/etc/hadoop/conf");
    }
    checkManager("yarn", "YARN");
  }

  private static boolean isUnset(Map<String, String> environment, String name) {
    return environment.getOrDefault(name, "").isBlank();
  }

  /** The Spark that Maven fetches has only what is needed for standalone clusters. */
  private static void checkManager(String address, String name) {
    for (ExternalClusterManager each : ServiceLoader.load(ExternalClusterManager.class)) {
      if (each.canCreate(address)) {
        return;
      }
    }
    throw new IllegalArgumentException(
        "this Spark has no part for "
            + name
            + ": set SPARK_HOME to a whole Spark 4.1, or use spark-submit (docs/cluster.md)");
  }
}
