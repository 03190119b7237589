package dev.rubato.battery;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes the truths that a file lacks, and keeps each in it as soon as it is known. */
final class TruthTable {
  private TruthTable() {}

  /** What is to be known. */
  private record Wanted(MeasuredTask task, String optimizer) {}

  static void make(
      Path file,
      List<? extends MeasuredTask> tasks,
      List<String> optimizers,
      int seeds,
      int jobs,
      PrintStream out)
      throws IOException, InterruptedException {
    TruthFile truths = Files.exists(file) ? read(file) : new TruthFile();
    List<Wanted> missing = new ArrayList<>();
    for (MeasuredTask task : tasks) {
      for (String optimizer : optimizers) {
        Truth known = truths.find(task.name(), task.times(), optimizer);
        if (known == null || !known.fingerprint().equals(task.fingerprint())) {
          missing.add(new Wanted(task, optimizer));
        }
      }
    }
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Truth>> futures = new ArrayList<>();
      for (Wanted wanted : missing) {
        futures.add(pool.submit(() -> TruthScan.of(wanted.task(), wanted.optimizer(), seeds)));
      }
      for (int i = 0; i < missing.size(); i++) {
        Truth truth = futures.get(i).get();
        truths.put(truth);
        truths.write(file);
        out.println(line(missing.get(i).task(), truth));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the truth can't be found: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static TruthFile read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return TruthFile.read(in);
    }
  }

  /** A truth for people to read. */
  static String line(MeasuredTask task, Truth truth) {
    RateTruth best = truth.best(task);
    List<RateTruth> tied = truth.rates().stream().filter(RateTruth::tied).toList();
    return String.format(
        Locale.ROOT,
        "%-26s x%-3d %-17s best %.1e  tied %.1e to %.1e  %.6g, untrained %.6g%s",
        truth.task(),
        truth.times(),
        truth.optimizer(),
        best.rate(),
        tied.get(0).rate(),
        tied.get(tied.size() - 1).rate(),
        best.mean(),
        truth.untrained(),
        best.diverged() > 0 ? ", " + best.diverged() + " diverged" : "");
  }
}
