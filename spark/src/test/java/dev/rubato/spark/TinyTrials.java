package dev.rubato.spark;

import com.sun.management.OperatingSystemMXBean;
import dev.rubato.lab.Runner;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.RunnerProvider;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.management.ObjectName;

/** Prints what a driver spends on trials that take no time: milliseconds each, and memory. */
final class TinyTrials {
  private static final int CLASSES = 12;

  /** The serial collector closes all gaps only in each fourth of its collections. */
  private static final int COLLECTIONS = 4;

  private TinyTrials() {}

  /** Arguments: how many trials, of how many steps. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    Horizon horizon = Horizon.ofSteps(Integer.parseInt(arguments[1]));
    Path folder = Files.createTempDirectory("rubato-tiny");
    Valley task = new Valley();
    StudyKey key =
        new StudyKey("test", "valley", task.fingerprint(), "tiny", task.about().judged(), "0");
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2);
        Store store = Store.open(folder.resolve("store"), "test")) {
      RunnerProvider.Terms terms =
          new RunnerProvider.Terms(cluster.options(), Duration.ofSeconds(30));
      ClassSpec spec = new ClassSpec(Valley.class.getName(), null);
      try (Runner runner = RunnerProvider.find(cluster.address(), spec, terms, TinyTrials::print)) {
        Study study =
            new Study(task, runner, store.study(key, "here"), List.of(counting(count)), true);
        study.run("warm-up", trials(0, 200, horizon));
        System.out.printf(Locale.ROOT, "%.1f MB at the start%n", megabytes());
        double cpu = cpu();
        long begin = System.nanoTime();
        List<TrialResult> results = study.run("tiny", trials(200, 200 + count, horizon));
        System.out.printf(
            Locale.ROOT,
            "%d trials: %.2f ms of the driver's processor time each, %.2f ms elapsed each, %.1f MB"
                + " at the end%n%s",
            results.size(),
            (cpu() - cpu) / 1e6 / count,
            (System.nanoTime() - begin) / 1e6 / count,
            megabytes(),
            classes());
      }
      SparkCluster.leave();
    }
  }

  private static List<Trial> trials(int from, int until, Horizon horizon) {
    Strategy strategy = Notation.strategy("sgd: 0.05");
    List<Trial> trials = new ArrayList<>();
    for (int seed = from; seed < until; seed++) {
      trials.add(new Trial(strategy, horizon, seed));
    }
    return trials;
  }

  private static TrialListener counting(int count) {
    int every = Math.max(1, count / 10);
    return new TrialListener() {
      private int ended;

      @Override
      public void ended(TrialEvent.Ended event) {
        if (++ended % every == 0) {
          System.out.printf(Locale.ROOT, "%d trials ended, %.1f MB%n", ended, megabytes());
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

  /** What lives after a collection. */
  private static double megabytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
  }

  /** The classes whose objects take the most memory. */
  private static String classes() throws Exception {
    String all =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    StringBuilder first = new StringBuilder();
    all.lines().limit(CLASSES).forEach(line -> first.append(line).append('\n'));
    return first.toString();
  }
}
