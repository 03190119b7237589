package dev.rubato.lab;

import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;

/**
 * Something to learn: data, a model and a loss. A task is the same at every call; what chance there
 * is comes from the seed of a training.
 */
public interface Task {

  /** What the task is. */
  About about();

  /**
   * A training before its first step. Trainings of one task may run side by side, each on a thread
   * of its own.
   *
   * @param seed of the first parameters and of the order of the data
   */
  Training start(Strategy strategy, Horizon horizon, long seed);

  /**
   * What a task is.
   *
   * @param name as the command line writes it
   * @param summary one line
   * @param data where the data come from and how they are split, one line
   * @param stepsPerEpoch optimizer updates in an epoch
   * @param epochs how long to train where nobody says
   * @param judged the validation metric by which strategies are ranked
   * @param target a validation metric to reach, the sooner the better
   * @param targetValue the value to reach
   */
  record About(
      String name,
      String summary,
      String data,
      long stepsPerEpoch,
      long epochs,
      Metric judged,
      Metric target,
      double targetValue) {}
}
