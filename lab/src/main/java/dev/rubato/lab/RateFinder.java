package dev.rubato.lab;

import dev.rubato.finder.Finding;
import dev.rubato.finder.RangeTest;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Finds a learning rate for an optimizer on a task by a range test, each repeat with its own seed.
 */
public final class RateFinder {
  private RateFinder() {}

  /**
   * Runs a range test.
   *
   * @param repeats how many, at least 1
   * @param seed of the first repeat; the others follow
   * @param progress told the number of updates made, after each
   */
  public static Finding find(
      Task task,
      Optimizer optimizer,
      RangeTest test,
      int repeats,
      long seed,
      LongConsumer progress) {
    Strategy strategy =
        new Strategy(
            optimizer, Schedules.exponential(test.low(), test.high()).forSteps(test.steps() - 1));
    Horizon horizon = new Horizon(test.steps(), task.about().stepsPerEpoch());
    List<double[]> losses = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      long made = (long) repeat * test.steps();
      Trial trial = new Trial(strategy, horizon, seed + repeat);
      if (task instanceof SteppedTask stepped) {
        try (Training training = stepped.start(strategy, horizon, trial.seed())) {
          losses.add(run(training, test, made, progress));
        }
      } else {
        losses.add(whole(task, trial, test, made, progress));
      }
      progress.accept(made + test.steps());
    }
    return Finding.of(test, losses);
  }

  /** A trial that can't be stopped where it diverges. */
  private static double[] whole(
      Task task, Trial trial, RangeTest test, long before, LongConsumer progress) {
    TrialResult result = task.run(trial, made -> progress.accept(before + made));
    if (result.status() == TrialResult.Status.FAILED) {
      throw new IllegalStateException(result.reason());
    }
    double[] losses = result.losses();
    for (int made = 1; made <= losses.length; made++) {
      if (test.hasDiverged(losses, made)) {
        return Arrays.copyOf(losses, made);
      }
    }
    return losses;
  }

  private static double[] run(
      Training training, RangeTest test, long before, LongConsumer progress) {
    double[] losses = new double[test.steps()];
    for (int step = 0; step < losses.length; step++) {
      try {
        losses[step] = training.step();
      } catch (NonFiniteGradientException e) {
        return Arrays.copyOf(losses, step);
      }
      if (test.hasDiverged(losses, step + 1)) {
        return Arrays.copyOf(losses, step + 1);
      }
      progress.accept(before + step + 1);
    }
    return losses;
  }
}
