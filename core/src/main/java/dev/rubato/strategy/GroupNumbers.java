package dev.rubato.strategy;

import dev.rubato.argument.Parameter;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/** The numbers of one parameter group in a {@link RunningStrategy}, as they are at one step. */
final class GroupNumbers {
  private static final String DECAY = "weight-decay";

  private final ParameterGroup settings;
  private final Optimizer optimizer;
  private final Hyperparameters hyperparameters;
  private final RunningNumber rate;
  private final RunningNumber factor;
  private final @Nullable RunningNumber decay;
  private double rateNow;
  private long count;

  /**
   * A group before its first step.
   *
   * @param optimizer the group's own, or the strategy's
   * @param hyperparameters of that optimizer, which groups without one of their own share
   * @param rate the strategy's
   */
  GroupNumbers(
      ParameterGroup settings,
      Optimizer optimizer,
      Hyperparameters hyperparameters,
      RunningNumber rate,
      Horizon horizon) {
    this.settings = settings;
    this.optimizer = optimizer;
    this.hyperparameters = hyperparameters;
    this.rate = rate;
    this.factor = RunningNumber.rate(settings.factor(), horizon);
    Schedule ownDecay = settings.decay();
    Parameter parameter = optimizer.algorithm().signature().find(DECAY);
    if (ownDecay != null && parameter == null) {
      throw new IllegalArgumentException(
          optimizer.name() + " has no weight-decay, but the group \"" + settings + "\" sets it");
    }
    this.decay =
        ownDecay == null || parameter == null
            ? null
            : RunningNumber.of(DECAY, parameter.domain(), ownDecay, horizon);
  }

  ParameterGroup settings() {
    return settings;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** Those of the optimizer, which groups without an optimizer of their own share. */
  Hyperparameters hyperparameters() {
    return hyperparameters;
  }

  /** What the strategy's rate is multiplied by. */
  RunningNumber factor() {
    return factor;
  }

  /** The group's own weight decay, or null. */
  @Nullable RunningNumber decay() {
    return decay;
  }

  /** Whether the parameters never move. */
  boolean isFrozen() {
    return settings.frozenUntil() == ParameterGroup.FOR_EVER;
  }

  /** Whether the parameters move in update {@code t}. */
  boolean movesAt(long t) {
    return t >= settings.frozenUntil();
  }

  /** How many of {@code t} updates moved the parameters. */
  long movesBefore(long t) {
    return Math.max(0, t - settings.frozenUntil());
  }

  /** Takes the numbers of update {@code t}; those of the optimizer are taken already. */
  void moveTo(long t) {
    count = movesBefore(t) + 1;
    rateNow = rate.check(rate.uncheckedAt(t) * factor.uncheckedAt(t), t);
    if (decay != null) {
      decay.moveTo(t);
    }
  }

  double rate() {
    return rateNow;
  }

  /** Which update of these parameters it is, from 1. */
  long count() {
    return count;
  }

  double number(String name) {
    return decay != null && name.equals(DECAY) ? decay.now() : hyperparameters.number(name);
  }
}
