package dev.rubato.spark;

import com.sun.management.OperatingSystemMXBean;
import dev.rubato.lab.Runner;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.RunnerProvider;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints what a driver spends on trials that take no time: milliseconds each, and memory. */
final class TinyTrials {
  private TinyTrials() {}

  /** Argument: how many trials. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("rubato-tiny");
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
      try (Runner runner =
          RunnerProvider.find(
              cluster.address(),
              new ClassSpec(Valley.class.getName(), null),
              new RunnerProvider.Terms(cluster.options(), Duration.ofSeconds(30)),
              TinyTrials::print)) {
        Study study = new Study(new Valley(), runner, Ledger.NONE, List.of(counting()), true);
        study.run("warm-up", trials(0, 200));
        System.out.printf(Locale.ROOT, "%d MB at the start%n", megabytes());
        double cpu = cpu();
        long begin = System.nanoTime();
        study.run("tiny", trials(200, 200 + count));
        System.out.printf(
            Locale.ROOT,
            "%d trials: %.2f ms of the driver's processor time each, %.2f ms elapsed each, %d MB"
                + " at the end%n",
            count,
            (cpu() - cpu) / 1e6 / count,
            (System.nanoTime() - begin) / 1e6 / count,
            megabytes());
      }
      SparkCluster.leave();
    }
  }

  private static List<Trial> trials(int from, int until) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = from; seed < until; seed++) {
      trials.add(new Trial(Notation.strategy("sgd: 0.05"), Horizon.ofSteps(10), seed));
    }
    return trials;
  }

  private static TrialListener counting() {
    return new TrialListener() {
      private int ended;

      @Override
      public void ended(TrialEvent.Ended event) {
        if (++ended % 1000 == 0) {
          System.out.printf(Locale.ROOT, "%d trials ended, %d MB%n", ended, megabytes());
        }
      }
    };
  }

  private static void print(String text) {
    System.out.println(text);
  }

  private static double cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long megabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }
}
