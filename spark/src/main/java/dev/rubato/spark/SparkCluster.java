package dev.rubato.spark;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** The connection of this process to one cluster, which all its studies share. */
final class SparkCluster {
  /** Whatever spark-submit was given. */
  static final String SUBMITTED = "spark";

  private static final Pattern TRIED = Pattern.compile("local-cluster\\[[^,]*,[^,]*, *(\\d+) *\\]");

  private static @Nullable SparkCluster open;

  private final String address;
  private final JavaSparkContext context;
  private final ClusterNews news = new ClusterNews();

  private SparkCluster(String address, SparkConf conf) {
    this.address = address;
    this.context = new JavaSparkContext(conf);
    context.sc().addSparkListener(news);
  }

  /**
   * The cluster at an address; opened at the first call, for as long as this process lives.
   *
   * @param options Spark's own, by their names
   * @throws IllegalArgumentException if another is open, or this can't be
   */
  static synchronized SparkCluster at(String address, Map<String, String> options) {
    if (open != null && open.context.sc().isStopped()) {
      open = null;
    }
    if (open != null && !open.address.equals(address)) {
      throw new IllegalArgumentException(
          "one process can use one cluster, and has " + open.address + " already");
    }
    if (open == null) {
      ClusterAddress.check(address, System.getenv(), new SparkConf().contains("spark.master"));
      Standalone.check(address);
      try {
        open = new SparkCluster(address, conf(address, options));
      } catch (Exception e) { // Scala declares none, and throws checked ones
        String where = address.equals(SUBMITTED) ? "spark-submit's address" : address;
        throw new IllegalArgumentException("Spark can't be used at " + where + ": " + e, e);
      }
    }
    return open;
  }

  /** Leaves the cluster, so that this process can use another. */
  static synchronized void leave() {
    if (open != null) {
      open.context.stop();
      open = null;
    }
  }

  JavaSparkContext context() {
    return context;
  }

  ClusterNews news() {
    return news;
  }

  /** What Spark is asked for; what the user or spark-submit asks for stays. */
  static SparkConf conf(String address, Map<String, String> options) {
    SparkConf conf = new SparkConf();
    if (!address.equals(SUBMITTED)) {
      conf.setMaster(address);
    }
    new TreeMap<>(options).forEach(conf::set);
    Matcher tried = TRIED.matcher(address);
    if (tried.matches()) { // each executor has the memory that its worker is given
      conf.setIfMissing("spark.executor.memory", tried.group(1) + "m");
    }
    conf.setIfMissing("spark.app.name", "rubato");
    conf.setIfMissing("spark.ui.enabled", "false"); // Rubato shows its own progress
    for (String kept : List.of("Jobs", "Stages", "Tasks", "DeadExecutors")) {
      conf.setIfMissing("spark.ui.retained" + kept, "100"); // the driver's memory stays as it is
    }
    // a lost executor is no fault of the training; what loses several is given up by the queue
    conf.setIfMissing("spark.task.maxFailures", "100");
    // with AVX-512 kernels the engine gives NaN on some machines; without it all have the same bits
    String isa = System.getenv("DNNL_MAX_CPU_ISA");
    conf.setIfMissing("spark.executorEnv.DNNL_MAX_CPU_ISA", isa == null ? "AVX2" : isa);
    conf.setIfMissing("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE");
    String python = System.getenv("PYTHONPATH");
    if (python != null) { // by which a program finds the files that are sent with it
      conf.setIfMissing("spark.executorEnv.PYTHONPATH", python);
    }
    conf.setIfMissing(
        "spark.executor.extraJavaOptions", "-Dai.djl.offline=true -XX:+UseSerialGC -Xshare:auto");
    String plugins = conf.get("spark.plugins", "");
    conf.set(
        "spark.plugins", (plugins.isEmpty() ? "" : plugins + ",") + RubatoPlugin.class.getName());
    if (!address.equals(SUBMITTED) && !conf.contains("spark.jars")) {
      conf.set("spark.jars", String.join(",", ShippedJars.ofThisProgram()));
    }
    return conf;
  }

  /**
   * Waits until executors have come, a few seconds at most.
   *
   * @return how many there are
   */
  int executors() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    int count = count();
    while (count == 0 && System.nanoTime() < until) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return count;
      }
      count = count();
    }
    return count;
  }

  private int count() {
    return Math.max(
        0, context.sc().statusTracker().getExecutorInfos().length - 1); // one is the driver
  }
}
