package dev.rubato.lab.spec;

import dev.rubato.lab.Runner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kind of runner on other machines, chosen by its address. A module that has one names its
 * provider in {@code META-INF/services/dev.rubato.lab.spec.RunnerProvider}.
 */
public interface RunnerProvider {
  /** Whether an address is of this kind, such as {@code spark://host:7077}. */
  boolean accepts(String address);

  /** The addresses that it accepts, in words for a person. */
  String addresses();

  /**
   * How a runner is to be opened.
   *
   * @param options of that kind alone, by their names there
   * @param files and folders below the current one that a task reads, and that are sent along
   * @param exchange a folder that all machines see, for what is too large for messages; or null
   * @param checkpointEvery how often running trials are checkpointed
   */
  record Terms(
      Map<String, String> options,
      List<String> files,
      @Nullable String exchange,
      Duration checkpointEvery) {
    public Terms {
      options = Map.copyOf(options);
      files = List.copyOf(files);
    }

    /** Terms without files to send. */
    public Terms(Map<String, String> options, Duration checkpointEvery) {
      this(options, List.of(), null, checkpointEvery);
    }
  }

  /**
   * Opens a runner.
   *
   * @param address where
   * @param spec opens the task there that the runner is then given here
   * @param told of what happens to the machines, in words for a person; from any thread
   * @throws IllegalArgumentException if the task can't be run there, or there is nothing at the
   *     address; the message says what to do
   */
  Runner open(String address, TaskSpec spec, Terms terms, Consumer<String> told);

  /**
   * The runner of the first provider on the class path that accepts an address.
   *
   * @throws IllegalArgumentException if none does
   */
  static Runner find(String address, TaskSpec spec, Terms terms, Consumer<String> told) {
    List<String> accepted = new ArrayList<>();
    for (RunnerProvider provider :
        ServiceLoader.load(RunnerProvider.class, RunnerProvider.class.getClassLoader())) {
      if (provider.accepts(address)) {
        return provider.open(address, spec, terms, told);
      }
      accepted.add(provider.addresses());
    }
    if (!accepted.isEmpty()) {
      throw new IllegalArgumentException(
          "an address is like " + String.join(", or ", accepted) + "; was \"" + address + "\"");
    }
    throw new IllegalArgumentException(
        "no runner for \""
            + address
            + "\" is on the class path: for Spark say spark://HOST:PORT, 'local-cluster[2,1,1024]'"
            + " or yarn, and start ./rubato of a checkout, which fetches Spark, or use"
            + " spark-submit");
  }
}
