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
    long made = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
      try (Training training = task.start(strategy, horizon, seed + repeat)) {
        losses.add(run(training, test, made, progress));
      }
      made += test.steps();
      progress.accept(made);
    }
    return Finding.of(test, losses);
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
