package dev.rubato.lab;

import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;

/** A task whose training is driven step by step in this process. */
public non-sealed interface SteppedTask extends Task {

  /**
   * A training before its first step.
   *
   * @param seed of the initial parameters and the order of the data
   */
  Training start(Strategy strategy, Horizon horizon, long seed);

  /**
   * Whether its trainings can be copied by {@link Training#snapshot} and resumed from there. If so,
   * steps that trials have in common are trained once.
   */
  default boolean branches() {
    return false;
  }
}
