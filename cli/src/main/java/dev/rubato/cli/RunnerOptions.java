package dev.rubato.cli;

import dev.rubato.lab.Runner;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.spec.RunnerProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say on which machines trainings run, and how often they are saved. */
final class RunnerOptions {
  private static final int MOST_JOBS = 1000;
  private static final long LONGEST = Duration.ofDays(1).toSeconds();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Trainings run in parallel; results do not depend on it. Default: one per core.")
  private @Nullable Integer jobs;

  @Option(
      names = "--runner",
      paramLabel = "ADDRESS",
      description =
          "Runs the trainings on a Spark cluster (docs/cluster.md): spark://HOST:PORT, yarn,"
              + " 'local-cluster[2,1,1024]', or spark for the one that spark-submit chose. Results"
              + " do not depend on it. Default: this machine.")
  private @Nullable String address;

  @Option(
      names = "--runner-option",
      paramLabel = "NAME=VALUE",
      description = "A setting of Spark, such as spark.executor.memory=4g. May be repeated.")
  private Map<String, String> runnerOptions = Map.of();

  @Option(
      names = "--files",
      split = ",",
      paramLabel = "PATH",
      description =
          "Files and folders below this one that the task reads, sent to the machines of --runner"
              + " under the same names. (A program's watched files are sent anyway.)")
  private List<String> files = List.of();

  @Option(
      names = "--exchange",
      paramLabel = "FOLDER",
      description =
          "Folder that all machines of --runner see, such as /shared/tmp or hdfs://host/tmp, for"
              + " snapshots too large for messages.")
  private @Nullable String exchange;

  @Option(
      names = "--checkpoint-every",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description =
          "How often running trainings are saved, so that a stopped study loses no more than that."
              + " (A program's training can't be; it starts again.) Default: 30.")
  private long checkpointSeconds;

  int jobs() {
    int sideBySide = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    Input.atLeast1("--jobs", sideBySide);
    if (sideBySide > MOST_JOBS) {
      throw new BadInput("--jobs must be at most " + MOST_JOBS + ", was " + sideBySide);
    }
    return sideBySide;
  }

  /** Checks whether the options can be combined. */
  void check() {
    jobs();
    Input.atLeast1("--checkpoint-every", checkpointSeconds);
    if (address != null && jobs != null) {
      throw new BadInput("--jobs is for this machine, --runner for others: give one of them");
    }
    if (address == null && (!runnerOptions.isEmpty() || !files.isEmpty() || exchange != null)) {
      throw new BadInput(
          (runnerOptions.isEmpty() ? files.isEmpty() ? "--exchange" : "--files" : "--runner-option")
              + " needs --runner");
    }
  }

  /** The words for a command that is to run where this one ran. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (address != null) {
      words.addAll(List.of("--runner", address));
      runnerOptions.forEach(
          (name, value) -> words.addAll(List.of("--runner-option", name + "=" + value)));
    }
    return words;
  }

  /**
   * What runs the trainings of a task.
   *
   * @param told is given what there is to say meanwhile
   */
  Runner runner(OpenedTask opened, Consumer<String> told) {
    Duration every = Duration.ofSeconds(Math.min(checkpointSeconds, LONGEST));
    if (address == null) {
      return new LocalRunner(jobs(), every);
    }
    try {
      RunnerProvider.Terms terms = new RunnerProvider.Terms(runnerOptions, files, exchange, every);
      return RunnerProvider.find(address, opened.spec(), terms, told);
    } catch (IllegalArgumentException e) {
      throw BadInput.of("--runner: ", e);
    }
  }
}
