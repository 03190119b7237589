package dev.rubato.lab;

import dev.rubato.finder.Finding;
import dev.rubato.finder.RangeTest;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds a learning rate for an optimizer on a task by range tests: trials whose rate rises step by
 * step, each with its own seed.
 */
public final class RateFinder {
  private RateFinder() {}

  /**
   * Runs a range test.
   *
   * @param repeats how many, at least 1
   * @param seed of the first repeat; the others follow
   * @throws IllegalStateException where a trial failed
   */
  public static Finding find(
      Study study, Optimizer optimizer, RangeTest test, int repeats, long seed) {
    Strategy strategy =
        new Strategy(
            optimizer, Schedules.exponential(test.low(), test.high()).forSteps(test.steps() - 1));
    Horizon horizon = new Horizon(test.steps(), study.task().about().stepsPerEpoch());
    List<Trial> trials = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      trials.add(new Trial(strategy, horizon, seed + repeat));
    }
    List<double[]> losses = new ArrayList<>();
    for (TrialResult result : study.run("range test", trials)) {
      if (result.status() == Status.FAILED || result.status() == Status.CANCELLED) {
        throw new IllegalStateException(result.reason());
      }
      losses.add(untilItDiverged(result, test));
    }
    return Finding.of(test, losses);
  }

  private static double[] untilItDiverged(TrialResult result, RangeTest test) {
    double[] losses = result.losses();
    if (result.status() == Status.DONE && Arrays.stream(losses).anyMatch(Double::isNaN)) {
      throw new IllegalStateException(
          "a range test needs the loss of every step, but the program told only some");
    }
    for (int made = 1; made <= losses.length; made++) {
      if (test.hasDiverged(losses, made)) {
        return Arrays.copyOf(losses, made);
      }
    }
    return losses;
  }
}
