package dev.rubato.lab;

import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Comparisons for tests: real ones in full, or with given numbers. */
final class Runs {
  static final Horizon HORIZON = Horizon.ofEpochs(4, LeastSquares.STEPS_PER_EPOCH);

  private Runs() {}

  static Trial trial(String strategy, long seed) {
    return new Trial(Notation.strategy(strategy), HORIZON, seed);
  }

  static Compare.Plan plan(int seeds, String... strategies) {
    List<Contender> contenders = new ArrayList<>();
    for (String strategy : strategies) {
      contenders.add(new Contender(Notation.strategy(strategy)));
    }
    return new Compare.Plan(contenders, HORIZON, seeds, 1, 5);
  }

  static Comparison compare(Task task, int jobs, Compare.Plan plan) {
    try (LocalRunner runner = new LocalRunner(jobs)) {
      return Compare.run(new Study(task, runner, Ledger.NONE, Progress.SILENT, true), plan);
    }
  }

  /** All that a comparison found out, down to the last bit. */
  static List<Object> everything(Comparison comparison) {
    List<Object> all = new ArrayList<>();
    all.add(comparison.stepsTrained());
    all.add(comparison.advice());
    for (Standing standing : comparison.standings()) {
      all.add(standing.name());
      standing.tried().forEach(tried -> all.add(bits(tried.results())));
      all.add(bits(standing.results()));
    }
    return all;
  }

  static List<Object> bits(List<TrialResult> results) {
    List<Object> all = new ArrayList<>();
    for (TrialResult result : results) {
      all.add(result.trial());
      all.add(result.status());
      all.add(result.reason());
      all.add(java.util.Arrays.stream(result.rates()).boxed().toList());
      all.add(java.util.Arrays.stream(result.losses()).boxed().toList());
      all.add(result.evaluations());
      all.add(result.test());
    }
    return all;
  }

  /** A standing with a given validation loss for each seed; one that is infinite diverged. */
  static Standing standing(String strategy, double... losses) {
    List<TrialResult> results = new ArrayList<>();
    for (double loss : losses) {
      boolean done = Double.isFinite(loss);
      results.add(
          new TrialResult(
              trial(strategy, results.size() + 1),
              done ? Status.DONE : Status.DIVERGED,
              done ? "" : "the loss was Infinity at step 0",
              new double[] {0.1},
              new double[] {1},
              done ? List.of(new Evaluation(1, Map.of("validation-loss", loss))) : List.of(),
              done ? Map.of("accuracy", 0.9) : Map.of()));
    }
    return new Standing(new Contender(Notation.strategy(strategy)), List.of(), Double.NaN, results);
  }

  static Comparison comparison(Standing... standings) {
    List<Long> seeds = new ArrayList<>();
    standings[0].results().forEach(result -> seeds.add(result.trial().seed()));
    return new Comparison(
        new LeastSquares().about(), HORIZON, seeds, List.of(1_000_001L), List.of(standings), 1, 1);
  }
}
