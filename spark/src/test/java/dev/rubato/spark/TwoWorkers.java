package dev.rubato.spark;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.lab.spec.RunnerProvider;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints how much faster two workers of one core each train than one, on a real standalone cluster
 * of this machine, which should do nothing else meanwhile.
 */
final class TwoWorkers {
  private static final List<String> STRATEGIES =
      List.of("sgd(momentum=0.9): linear(0.1 -> 0)", "adam: cosine(0.002 -> 0)");

  /** Trainings of each strategy for each worker that are not measured. */
  private static final long WARM_UP = 12;

  private TwoWorkers() {}

  /** Arguments: a bundled task's name, and how many trainings of each of two strategies. */
  public static void main(String[] arguments) throws Exception {
    BundledSpec spec = new BundledSpec(arguments[0]);
    int seeds = Integer.parseInt(arguments[1]);
    Task task = spec.open();
    long epoch = task.about().stepsPerEpoch();
    List<Double> seconds = new ArrayList<>();
    List<String> bits = new ArrayList<>();
    try (StandaloneCluster cluster =
        new StandaloneCluster(Files.createTempDirectory("rubato-two"), 2)) {
      for (int cores : new int[] {1, 2}) {
        Map<String, String> options = new HashMap<>(cluster.options());
        options.put("spark.cores.max", Integer.toString(cores));
        options.put("spark.executor.extraJavaOptions", "-Dai.djl.offline=true -XX:+UseSerialGC");
        try (Runner runner =
            RunnerProvider.find(
                cluster.address(),
                spec,
                new RunnerProvider.Terms(options, Duration.ofSeconds(30)),
                TwoWorkers::print)) {
          Study study = new Study(task, runner, Ledger.NONE, List.of(), true);
          Horizon whole = Horizon.ofEpochs(task.about().epochs(), epoch);
          study.run("warm-up", trials(whole, 1000, 1000 + WARM_UP * cores)); // they compile
          long begin = System.nanoTime();
          bits.add(Studies.bits(study.run("measured", trials(whole, 0, seeds))));
          seconds.add((System.nanoTime() - begin) / 1e9);
        }
        SparkCluster.leave();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d trainings of %s: %.1f s on one worker, %.1f s on two, %.2f times as fast; %s%n",
        seeds * STRATEGIES.size(),
        spec.name(),
        seconds.get(0),
        seconds.get(1),
        seconds.get(0) / seconds.get(1),
        bits.get(0).equals(bits.get(1)) ? "the same bits" : "BUT OTHER BITS");
    System.exit(0);
  }

  private static List<Trial> trials(Horizon horizon, long from, long until) {
    List<Trial> trials = new ArrayList<>();
    for (String strategy : STRATEGIES) {
      for (long seed = from; seed < until; seed++) {
        trials.add(new Trial(Notation.strategy(strategy), horizon, seed));
      }
    }
    return trials;
  }

  private static void print(String text) {
    System.out.println(text);
  }
}
