package dev.rubato.strategy;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the parameters that the same groups match, in a {@link RunningStrategy}, as they
 * are at one step: factors multiply, of all else the last group that says something counts.
 */
final class GroupNumbers {
  private static final String DECAY = "weight-decay";

  private final List<ParameterGroup> settings;
  private final Optimizer optimizer;
  private final Hyperparameters hyperparameters;
  private final RunningNumber rate;
  private final RunningNumber[] factors;
  private final @Nullable RunningNumber decay;
  private final long frozenUntil;
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
      ParameterGroup group,
      Optimizer optimizer,
      Hyperparameters hyperparameters,
      RunningNumber rate,
      Horizon horizon) {
    this.settings = List.of(group);
    this.optimizer = optimizer;
    this.hyperparameters = hyperparameters;
    this.rate = rate;
    this.factors = new RunningNumber[] {RunningNumber.rate(group.factor(), horizon)};
    Schedule ownDecay = group.decay();
    Parameter parameter = optimizer.algorithm().signature().find(DECAY);
    Domain domain = parameter == null ? Domain.AT_LEAST_0 : parameter.domain();
    this.decay = ownDecay == null ? null : RunningNumber.of(DECAY, domain, ownDecay, horizon);
    Long until = group.frozenUntil();
    this.frozenUntil = until == null ? 0 : until;
  }

  /**
   * Several groups together.
   *
   * @param parts at least two, in their order
   */
  GroupNumbers(List<GroupNumbers> parts) {
    this.settings = parts.stream().flatMap(part -> part.settings.stream()).toList();
    this.rate = parts.get(0).rate;
    this.factors =
        parts.stream().flatMap(part -> Arrays.stream(part.factors)).toArray(RunningNumber[]::new);
    GroupNumbers own = parts.get(0);
    RunningNumber lastDecay = null;
    long until = 0;
    for (GroupNumbers part : parts) {
      own = part.settings.get(0).optimizer() == null ? own : part;
      lastDecay = part.decay == null ? lastDecay : part.decay;
      until = part.settings.get(0).frozenUntil() == null ? until : part.frozenUntil;
    }
    this.optimizer = own.optimizer;
    this.hyperparameters = own.hyperparameters;
    this.decay = lastDecay;
    this.frozenUntil = until;
  }

  /**
   * Looks whether the optimizer has the weight decay that is set.
   *
   * @throws IllegalArgumentException where it does not
   */
  void check() {
    Schedule none = new Constant(0);
    boolean set =
        settings.stream().anyMatch(each -> each.decay() != null && !none.equals(each.decay()));
    if (set && optimizer.algorithm().signature().find(DECAY) == null) {
      throw new IllegalArgumentException(
          optimizer.name() + " has no weight-decay, but the group \"" + label() + "\" sets it");
    }
  }

  /** The groups, in their order. */
  List<ParameterGroup> settings() {
    return settings;
  }

  /** The groups in words. */
  String label() {
    return settings.stream().map(ParameterGroup::toString).collect(Collectors.joining("; "));
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** Those of the optimizer, which groups without an optimizer of their own share. */
  Hyperparameters hyperparameters() {
    return hyperparameters;
  }

  /** What the strategy's rate is multiplied by, in a group alone. */
  RunningNumber factor() {
    return factors[0];
  }

  /** The rate of update {@code t}. */
  double rateAt(long t) {
    double product = rate.uncheckedAt(t);
    for (RunningNumber factor : factors) {
      product *= factor.uncheckedAt(t);
    }
    return rate.check(product, t);
  }

  /** The group's own weight decay, or null. */
  @Nullable RunningNumber decay() {
    return decay;
  }

  /** The weight decay of update {@code t}, or NaN where the optimizer has none. */
  double decayAt(long t) {
    if (decay != null) {
      return decay.at(t);
    }
    return hyperparameters.all().stream()
        .filter(number -> number.name().equals(DECAY))
        .mapToDouble(number -> number.at(t))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The step of the first update. */
  long frozenUntil() {
    return frozenUntil;
  }

  /** Whether the parameters never move. */
  boolean isFrozen() {
    return frozenUntil == ParameterGroup.FOR_EVER;
  }

  /** Whether the parameters move in update {@code t}. */
  boolean movesAt(long t) {
    return t >= frozenUntil;
  }

  /** How many of {@code t} updates moved the parameters. */
  long movesBefore(long t) {
    return Math.max(0, t - frozenUntil);
  }

  /** Takes the numbers of update {@code t}; those of the optimizer are taken already. */
  void moveTo(long t) {
    count = movesBefore(t) + 1;
    rateNow = rateAt(t);
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
