package dev.rubato.lab;

import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Comparisons for tests: real ones in full, or with given numbers. */
public final class Runs {
  public static final Horizon HORIZON = Horizon.ofEpochs(4, LeastSquares.STEPS_PER_EPOCH);

  private Runs() {}

  public static Trial trial(String strategy, long seed) {
    return new Trial(Notation.strategy(strategy), HORIZON, seed);
  }

  public static Compare.Plan plan(int seeds, String... strategies) {
    List<Entrant> entrants = new ArrayList<>();
    for (String strategy : strategies) {
      entrants.add(new Entrant(Notation.strategy(strategy)));
    }
    return new Compare.Plan(entrants, HORIZON, seeds, 1, 5);
  }

  public static Comparison compare(Task task, int jobs, Compare.Plan plan) {
    try (LocalRunner runner = new LocalRunner(jobs)) {
      return Compare.run(new Study(task, runner, Ledger.NONE, List.of(), true), plan);
    }
  }

  /** All that a comparison found out, down to the last bit. */
  public static List<Object> everything(Comparison comparison) {
    List<Object> all = new ArrayList<>();
    all.add(comparison.stepsTrained());
    all.add(comparison.advice());
    for (RankedEntrant ranked : comparison.ranking()) {
      all.add(ranked.name());
      ranked.tried().forEach(tried -> all.add(bits(tried.results())));
      all.add(bits(ranked.results()));
    }
    return all;
  }

  public static List<Object> bits(List<TrialResult> results) {
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

  /** A ranked with a given validation loss for each seed; one that is infinite diverged. */
  public static RankedEntrant ranked(String strategy, double... losses) {
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
    return new RankedEntrant(
        new Entrant(Notation.strategy(strategy)), List.of(), Double.NaN, results);
  }

  public static Comparison comparison(RankedEntrant... ranking) {
    List<Long> seeds = new ArrayList<>();
    ranking[0].results().forEach(result -> seeds.add(result.trial().seed()));
    return new Comparison(
        new LeastSquares().about(), HORIZON, seeds, List.of(1_000_001L), List.of(ranking), 1, 1);
  }
}
