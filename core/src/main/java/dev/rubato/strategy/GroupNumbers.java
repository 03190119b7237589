package dev.rubato.strategy;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The numbers of the parameters that the same groups match, in a {@link RunningStrategy}, as they
 * are at one step: factors multiply, of all else the last group that says something counts.
 */
final class GroupNumbers {
  private static final String DECAY = "weight-decay";

  private final List<ParameterGroup> settings;
  private final Optimizer base;
  private final Optimizer optimizer;
  private final Hyperparameters hyperparameters;
  private final RunningNumber rate;
  private final RunningNumber[] factors;
  private final Map<String, RunningNumber> own;
  private final RunningNumber[] moving; // the same, as an iterator may be allocated
  private final long frozenUntil;
  private final long frozenFrom;
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
    this.base = optimizer;
    this.optimizer = with(optimizer, settings);
    this.hyperparameters = hyperparameters;
    this.rate = rate;
    this.factors = new RunningNumber[] {RunningNumber.rate(group.factor(), horizon)};
    this.own = new LinkedHashMap<>();
    group
        .numbers()
        .forEach(
            (name, number) -> {
              Parameter parameter = optimizer.algorithm().signature().find(name);
              Domain domain = parameter == null ? Domain.AT_LEAST_0 : parameter.domain();
              own.put(name, RunningNumber.of(name, domain, number, horizon));
            });
    this.moving = own.values().toArray(RunningNumber[]::new);
    Long until = group.firstStep(horizon);
    this.frozenUntil = until == null ? 0 : until;
    Long from = group.lastStep(horizon);
    this.frozenFrom = from == null ? ParameterGroup.FOR_EVER : from;
  }

  /** The optimizer with the numbers of groups, by which a kernel decides what it remembers. */
  private static Optimizer with(Optimizer base, List<ParameterGroup> settings) {
    Optimizer changed = base;
    for (ParameterGroup group : settings) {
      for (Map.Entry<String, Schedule> each : group.numbers().entrySet()) {
        boolean known = base.algorithm().signature().find(each.getKey()) != null;
        if (known && !each.getKey().equals(DECAY)) {
          changed = changed.with(each.getKey(), each.getValue());
        }
      }
    }
    return changed;
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
    GroupNumbers last = parts.get(0);
    this.own = new LinkedHashMap<>();
    long until = 0;
    long from = ParameterGroup.FOR_EVER;
    for (GroupNumbers part : parts) {
      ParameterGroup group = part.settings.get(0);
      last = group.optimizer() == null ? last : part;
      own.putAll(part.own);
      until = group.frozenUntil() == null ? until : part.frozenUntil;
      from = group.frozenFrom() == null ? from : part.frozenFrom;
    }
    this.base = last.base;
    this.optimizer = with(base, settings);
    this.hyperparameters = last.hyperparameters;
    this.moving = own.values().toArray(RunningNumber[]::new);
    this.frozenUntil = until;
    this.frozenFrom = from;
  }

  /**
   * Looks whether the optimizer has the numbers that are set.
   *
   * @throws IllegalArgumentException where it does not
   */
  void check() {
    Schedule none = new Constant(0);
    for (ParameterGroup group : settings) {
      group
          .numbers()
          .forEach(
              (name, number) -> {
                boolean noDecay = name.equals(DECAY) && number.equals(none);
                if (!noDecay && optimizer.algorithm().signature().find(name) == null) {
                  throw new IllegalArgumentException(
                      "%s has no %s, but the group \"%s\" sets it"
                          .formatted(optimizer.name(), name, label()));
                }
              });
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

  /** The group's own numbers, in place of the optimizer's. */
  Collection<RunningNumber> own() {
    return own.values();
  }

  /** The weight decay of update {@code t}, or NaN where the optimizer has none. */
  double decayAt(long t) {
    RunningNumber decay = own.get(DECAY);
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
    return frozenUntil >= frozenFrom;
  }

  /** Whether the parameters move in update {@code t}. */
  boolean movesAt(long t) {
    return t >= frozenUntil && t < frozenFrom;
  }

  /** The step from which they stay. */
  long frozenFrom() {
    return frozenFrom;
  }

  /** How many of {@code t} updates moved the parameters. */
  long movesBefore(long t) {
    return Math.max(0, Math.min(t, frozenFrom) - frozenUntil);
  }

  /** Takes the numbers of update {@code t}; those of the optimizer are taken already. */
  void moveTo(long t) {
    count = movesBefore(t) + 1;
    rateNow = rateAt(t);
    for (RunningNumber each : moving) {
      each.moveTo(t);
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
    RunningNumber number = own.get(name);
    return number == null ? hyperparameters.number(name) : number.now();
  }
}
