package dev.rubato.spark;

import dev.rubato.lab.Runner;
import dev.rubato.lab.spec.CommandSpec;
import dev.rubato.lab.spec.EvaluatedSpec;
import dev.rubato.lab.spec.RunnerProvider;
import dev.rubato.lab.spec.TaskSpec;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Offers Spark clusters as runners, by the addresses that Spark itself knows. */
public final class SparkRunners implements RunnerProvider {
  private static final Pattern ADDRESS =
      Pattern.compile("spark|spark://.+|yarn|k8s://.+|local-cluster\\[.*\\]|local\\[.*\\]");

  @Override
  public boolean accepts(String address) {
    return ADDRESS.matcher(address).matches();
  }

  @Override
  public Runner open(
      String address,
      TaskSpec spec,
      Map<String, String> options,
      Duration checkpointEvery,
      Consumer<String> told) {
    TaskSpec plain = spec instanceof EvaluatedSpec evaluated ? evaluated.of() : spec;
    if (plain instanceof CommandSpec) {
      throw new IllegalArgumentException(
          "a program (--command) can't be run on Spark, as its files are here alone: run it with"
              + " --jobs on this machine, or make it a class of your own (--task, --classpath)");
    }
    SparkCluster cluster = SparkCluster.at(address, options);
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
    return new SparkRunner(cluster, spec.toJson(), ship(cluster, spec), checkpointEvery, told);
  }

  /** Sends the class path of one's own class to the executors; returns the names of its jars. */
  private static List<String> ship(SparkCluster cluster, TaskSpec spec) {
    String classPath = ShippedTask.classPath(spec);
    Set<String> names = new LinkedHashSet<>();
    if (classPath == null) {
      return List.of();
    }
    for (String part : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
      Path file = Path.of(part).toAbsolutePath();
      Path jar = Files.isDirectory(file) ? FolderJar.of(file) : file;
      if (!names.add(String.valueOf(jar.getFileName()))) {
        throw new IllegalArgumentException(
            "the class path has two files called "
                + jar.getFileName()
                + ", which Spark can't tell apart: rename one");
      }
      cluster.context().addFile(jar.toUri().toString());
    }
    return new ArrayList<>(names);
  }
}
