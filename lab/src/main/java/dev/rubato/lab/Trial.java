package dev.rubato.lab;

import dev.rubato.argument.Span;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.List;

/**
 * A strategy to be run once: everything that determines its result, besides the task.
 *
 * @param strategy without open values
 * @param horizon how long
 * @param seed of the initial parameters and the order of the data
 */
public record Trial(Strategy strategy, Horizon horizon, long seed) {
  /** Minimum number of evaluations per epoch; steps to a target are known to this precision. */
  private static final int VALIDATIONS_PER_EPOCH = 3;

  /**
   * The numbers of its strategy before the first step.
   *
   * @throws IllegalArgumentException if the strategy can't be resolved against the horizon
   * @throws IllegalStateException if a {@code ?} is still open
   */
  public RunningStrategy running() {
    return new RunningStrategy(strategy, horizon);
  }

  /**
   * Identifies what trials must have in common to be one training for as long as their numbers
   * {@linkplain RunningStrategy#agrees agree}.
   */
  public Object trunk() {
    return List.of(running().kind(), seed);
  }

  /**
   * Number of updates between two evaluations of a training.
   *
   * @param every the time between them, a bare number in updates
   * @throws IllegalArgumentException if that is not a whole update, or counts epochs where there
   *     are none
   */
  public static long validationInterval(Horizon horizon, Span every) {
    double steps = horizon.stepsOf(every);
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a training can be evaluated after every step at most, but "
              + every
              + " of "
              + horizon
              + " is less");
    }
    return (long) steps;
  }

  /** Number of updates between two evaluations of a training, if nothing else is asked for. */
  public static long validationInterval(Horizon horizon) {
    long epoch = horizon.stepsPerEpoch() == 0 ? horizon.steps() / 10 : horizon.stepsPerEpoch();
    return Math.max(1, epoch / VALIDATIONS_PER_EPOCH);
  }
}
