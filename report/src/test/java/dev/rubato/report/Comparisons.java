package dev.rubato.report;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.compare.RankedEntrant.Tried;
import dev.rubato.notation.Labelled;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Comparisons with given outcomes: six steps and three evaluations a training. */
final class Comparisons {
  static final double DIVERGED = Double.POSITIVE_INFINITY;

  private static final int STEPS = 6;

  private Comparisons() {}

  static Comparison of(RankedEntrant... ranking) {
    List<Long> seeds = new ArrayList<>();
    ranking[0].results().forEach(result -> seeds.add(result.trial().seed()));
    Task.About task =
        new Task.About(
            "digits",
            "digits <8×8>",
            "real & small",
            2,
            3,
            new Metric("validation-loss", true),
            new Metric("accuracy", false),
            0.95);
    return new Comparison(
        task, new Horizon(STEPS, 2), seeds, List.of(1_000_001L), List.of(ranking), 1500, 1234);
  }

  /** A strategy with all its numbers given, and the loss of each seed at the end. */
  static RankedEntrant given(String strategy, double... losses) {
    Labelled labelled = Notation.labelled(strategy);
    Entrant entrant = new Entrant(labelled.label(), labelled.strategy());
    return new RankedEntrant(
        entrant, List.of(), Double.NaN, results(entrant.strategy(), 1, losses));
  }

  /** A strategy whose peak was found on a grid, 0.1, 0.2, 0.4, … with these losses. */
  static RankedEntrant found(String strategy, double[] grid, double... losses) {
    Entrant entrant = new Entrant(Notation.strategy(strategy));
    List<Tried> tried = new ArrayList<>();
    Tried best = new Tried(Double.NaN, List.of());
    for (int i = 0; i < grid.length; i++) {
      double peak = 0.1 * (1 << i);
      Tried next = new Tried(peak, results(entrant.at(peak), 1_000_001, grid[i]));
      best = i == 0 || grid[i] < lowest(grid, i) ? next : best;
      tried.add(next);
    }
    return new RankedEntrant(
        entrant, tried, best.peak(), results(entrant.at(best.peak()), 1, losses));
  }

  private static double lowest(double[] values, int end) {
    return Arrays.stream(values, 0, end).min().orElseThrow();
  }

  private static List<TrialResult> results(Strategy strategy, long firstSeed, double... losses) {
    List<TrialResult> results = new ArrayList<>();
    for (double loss : losses) {
      Trial trial = new Trial(strategy, new Horizon(STEPS, 2), firstSeed + results.size());
      results.add(Double.isFinite(loss) ? done(trial, loss) : diverged(trial));
    }
    return results;
  }

  private static TrialResult done(Trial trial, double loss) {
    double[] rates = new double[STEPS];
    double[] losses = new double[STEPS];
    for (int t = 0; t < STEPS; t++) {
      rates[t] = 0.1 * (STEPS - t);
      losses[t] = loss + STEPS - t;
    }
    List<Evaluation> evaluations = new ArrayList<>();
    for (int t = 2; t <= STEPS; t += 2) {
      // 0.95 is reached at step 4 with a loss of 1, at step 6 with one of 2
      double accuracy = Math.min(1, 0.75 + t * 0.05 + (1 - loss) * 0.1);
      evaluations.add(
          new Evaluation(t, Map.of("validation-loss", loss + STEPS - t, "accuracy", accuracy)));
    }
    return new TrialResult(
        trial,
        Status.DONE,
        "",
        rates,
        losses,
        evaluations,
        Map.of("loss", loss + 0.5, "accuracy", 0.875));
  }

  /** A strategy whose one seed goes to a value, and diverges then. */
  static RankedEntrant away(String strategy, double value) {
    Entrant entrant = new Entrant(Notation.strategy(strategy));
    TrialResult end = diverged(new Trial(entrant.strategy(), new Horizon(STEPS, 2), 1));
    TrialResult result =
        new TrialResult(
            end.trial(),
            Status.DIVERGED,
            "the loss was NaN at step 4",
            new double[] {9, 9, 9, 9, 9},
            new double[] {3, 4, value, value, Double.NaN},
            List.of(
                new Evaluation(2, Map.of("validation-loss", 3.0, "accuracy", 0.1)),
                new Evaluation(4, Map.of("validation-loss", value, "accuracy", 0.1))),
            Map.of());
    return new RankedEntrant(entrant, List.of(), Double.NaN, List.of(result));
  }

  private static TrialResult diverged(Trial trial) {
    return new TrialResult(
        trial,
        Status.DIVERGED,
        "the loss was NaN at step 2",
        new double[] {0.6, 0.5, 0.4},
        new double[] {9, 99, Double.NaN},
        List.of(new Evaluation(2, Map.of("validation-loss", 77.0, "accuracy", 0.1))),
        Map.of());
  }
}
