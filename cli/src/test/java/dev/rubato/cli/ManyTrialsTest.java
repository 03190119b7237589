package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.lab.store.StudyLedger;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store with ten thousand trials opens soon: its times are printed, its contents held. */
@Tag("long")
@Timeout(600)
class ManyTrialsTest {
  private static final int TRIALS = 10_000;
  private static final int SEEDS = 5;
  private static final int BETWEEN = 22; // steps between evaluations
  private static final Horizon HORIZON = new Horizon(400, 66);
  private static final StudyKey KEY =
      new StudyKey(
          "compare",
          "digits",
          "digits 1",
          "rubato compare",
          new Metric("validation-loss", true),
          "Rubato 0, Java 0");

  @TempDir private Path folder;

  /**
   * Curves like those of a classifier: single precision, noisy, falling, now and then diverging.
   */
  private static TrialResult result(Trial trial, SplittableRandom random) {
    boolean diverges = random.nextInt(20) == 0;
    int made = diverges ? 1 + random.nextInt(200) : (int) HORIZON.steps();
    double[] rates = new double[made];
    double[] losses = new double[made];
    List<Evaluation> evaluations = new ArrayList<>();
    RunningSchedule schedule = new RunningSchedule(trial.strategy().rate(), HORIZON);
    double slowness = 20 + random.nextDouble(200);
    for (int t = 0; t < made; t++) {
      rates[t] = schedule.at(t);
      double mean = 0.1 + 2.3 * Math.exp(-t / slowness);
      losses[t] = (float) (mean * (0.7 + random.nextDouble(0.6)));
      if ((t + 1) % BETWEEN == 0) {
        Map<String, Double> metrics =
            Map.of(
                "validation-loss",
                (double) (float) (mean + random.nextDouble(0.02)),
                "accuracy",
                1 - mean / 2.6);
        evaluations.add(new Evaluation(t + 1, metrics));
      }
    }
    if (diverges) {
      losses[made - 1] = Double.POSITIVE_INFINITY;
    }
    return new TrialResult(
        trial,
        diverges ? Status.DIVERGED : Status.DONE,
        diverges ? "the loss was Infinity at step " + (made - 1) : "",
        rates,
        losses,
        evaluations,
        diverges ? Map.of() : Map.of("loss", 0.1 + random.nextDouble(), "accuracy", 0.9));
  }

  private static List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < TRIALS; i++) {
      trials.add(
          new Trial(
              Notation.strategy("adam: cosine(%s -> 0)".formatted(1e-4 * (1 + i / SEEDS))),
              HORIZON,
              i % SEEDS));
    }
    return trials;
  }

  private Cli.Outcome timed(String... args) throws Exception {
    long start = System.nanoTime();
    Cli.Outcome outcome = StudyProcess.run(folder, args).succeeds();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    System.out.printf("rubato %s: %d ms%n", String.join(" ", args), millis);
    return outcome;
  }

  @Test
  void tenThousandTrialsAreShownAndReported() throws Exception {
    long seed = 20_000;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Trial> trials = trials();
    List<TrialResult> results = trials.stream().map(trial -> result(trial, random)).toList();
    try (Store store = Store.open(folder.resolve(".rubato"), "a test")) {
      StudyLedger ledger = store.study(KEY, "here");
      ledger.phase("peaks", trials, 0);
      ledger.begun(new TrialEvent.Begun(trials, 0));
      results.forEach(result -> ledger.ended(new TrialEvent.Ended(result)));
      ledger.finish(true);
    }
    System.out.printf(
        "%,d trials, %,d bytes%n",
        TRIALS, Files.size(folder.resolve(".rubato").resolve("rubato.db")));
    long done = results.stream().filter(result -> result.status() == Status.DONE).count();
    // the best by the mean over its seeds, which is infinite where one diverged
    Map<String, Double> sums = new HashMap<>();
    results.forEach(
        result ->
            sums.merge(
                result.trial().strategy().toString(), result.last(KEY.judged()), Double::sum));
    String strategy =
        sums.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();

    assertThat(timed("studies").out()).contains("10000 of 10000");
    String shown = timed("studies", "show", "1").out();
    assertThat(shown)
        .contains("10000, ")
        .contains(done + " done")
        .contains((TRIALS - done) + " diverged")
        .contains("and " + (TRIALS - done - 10) + " more");
    List<String> lines = shown.lines().toList();
    int rule =
        lines.indexOf(lines.stream().filter(line -> line.startsWith("──")).findFirst().get());
    assertThat(lines.get(rule + 1)).endsWith(strategy);

    assertThat(timed("studies", "report", "1", "--out=page.html").err()).contains("page.html");
    String page = Files.readString(folder.resolve("page.html"));
    Cli.checkPage(page);
    assertThat(page)
        .contains(strategy.replace("->", "<span class=\"whole\">-&gt;</span>"))
        .contains(done + " done");
    assertThat(timed("studies", "export", "1", "--format=csv").out().lines()).hasSize(TRIALS + 1);
  }
}
