package dev.rubato.lab;

import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.List;

/**
 * A strategy to be run once: all that decides its result, beside the task.
 *
 * @param strategy without open values
 * @param horizon how long
 * @param seed of the first parameters and of the order of the data
 */
public record Trial(Strategy strategy, Horizon horizon, long seed) {
  /** Validations in an epoch, at least; a step to a target is known to this precision. */
  private static final int VALIDATIONS_PER_EPOCH = 3;

  /**
   * The numbers of its strategy before the first step.
   *
   * @throws IllegalArgumentException where the strategy can't be resolved against the horizon
   * @throws IllegalStateException where a {@code ?} is still open
   */
  public RunningStrategy running() {
    return new RunningStrategy(strategy, horizon);
  }

  /**
   * Stands for what trials must have in common to be one training for as long as their numbers
   * {@linkplain RunningStrategy#agrees agree}.
   */
  public Object trunk() {
    return List.of(running().kind(), seed);
  }

  /** How many updates lie between two validations of a training. */
  public static long validationInterval(Horizon horizon) {
    long epoch = horizon.stepsPerEpoch() == 0 ? horizon.steps() / 10 : horizon.stepsPerEpoch();
    return Math.max(1, epoch / VALIDATIONS_PER_EPOCH);
  }
}
