package dev.rubato.spark;

import dev.rubato.lab.Runner;
import dev.rubato.lab.spec.RunnerProvider;
import dev.rubato.lab.spec.TaskSpec;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.jspecify.annotations.Nullable;

/** Offers Spark clusters as runners, by the addresses that Spark itself knows. */
public final class SparkRunners implements RunnerProvider {
  /** The setting from how many bytes on a snapshot goes by the exchange. */
  static final String EXCHANGED_FROM = "spark.rubato.exchangedFrom";

  @Override
  public boolean accepts(String address) {
    return ClusterAddress.isMeant(address);
  }

  @Override
  public String addresses() {
    return "spark://HOST:PORT, yarn, k8s://HOST:PORT, 'local-cluster[2,1,1024]' (executors, cores and"
        + " megabytes of each), or spark for the one that spark-submit chose";
  }

  @Override
  public Runner open(String address, TaskSpec spec, Terms terms, Consumer<String> told) {
    SparkCluster cluster = SparkCluster.at(address, terms.options());
    cluster.news().tell(told);
    int executors = cluster.executors();
    told.accept(
        String.format(
            Locale.ROOT,
            "Spark %s at %s: %s",
            cluster.context().version(),
            cluster.context().master(),
            executors == 0
                ? "no executor yet"
                : executors == 1 ? "1 executor so far" : executors + " executors so far"));
    ShippedTask shipped = new TaskFiles(cluster.context(), told).ship(spec, terms.files());
    return new SparkRunner(
        cluster, shipped, exchange(cluster, terms), terms.checkpointEvery(), told);
  }

  private static @Nullable FolderExchange exchange(SparkCluster cluster, Terms terms) {
    String folder = terms.exchange();
    if (folder == null) {
      return null;
    }
    String given = terms.options().get(EXCHANGED_FROM);
    SparkConf conf = cluster.context().getConf();
    try {
      long from =
          JavaUtils.byteStringAsBytes(given == null ? conf.get(EXCHANGED_FROM, "4m") : given);
      return FolderExchange.make(folder, from, cluster.context().hadoopConfiguration());
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "--exchange: " + folder + " can't be used: " + e.getMessage(), e);
    }
  }
}
