package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import dev.rubato.strategy.RunningNumber;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A strategy over a horizon as formulas, with how far they are from its own numbers.
 *
 * @param rate the learning rate
 * @param scheduled hyperparameters that move, by their names
 * @param constant hyperparameters that don't, flags as 1 or 0
 * @param difference the largest between a formula and the number that it stands for, over all steps
 */
record Exported(
    Strategy strategy,
    Horizon horizon,
    Term rate,
    Map<String, Term> scheduled,
    Map<String, Double> constant,
    double difference) {
  /** How far a formula may be from its numbers, as a share of the largest of them. */
  static final double TOLERANCE = 1e-12;

  private static final long MOST_STEPS = 10_000_000;

  /**
   * A strategy as formulas.
   *
   * @throws Inexpressible if there are none, with the reason
   * @throws IllegalArgumentException if it can't be resolved against the horizon
   */
  static Exported of(Strategy strategy, Horizon horizon) throws Inexpressible {
    checkSteps(horizon);
    RunningStrategy running = new RunningStrategy(strategy, horizon);
    if (!running.metrics().isEmpty()) {
      throw new Inexpressible(
          "it watches "
              + String.join(", ", running.metrics())
              + ", so its numbers are not known before the training");
    }
    if (!strategy.groups().isEmpty()) {
      throw new Inexpressible(
          "it has groups of parameters, which only csv and json say: rubato.py obeys them");
    }
    Optimizer optimizer = strategy.optimizerOrSgd();
    Term rate = Translation.of(strategy.rate(), horizon);
    double difference = difference("rate", rate, running.rate(), horizon);
    Map<String, Term> scheduled = new LinkedHashMap<>();
    Map<String, Double> constant = new LinkedHashMap<>();
    for (RunningNumber each : running.hyperparameters()) {
      if (each.isScheduled()) {
        Schedule schedule =
            (Schedule) Objects.requireNonNull(optimizer.arguments().find(each.name()));
        Term term = Translation.of(schedule, horizon);
        difference = Math.max(difference, difference(each.name(), term, each, horizon));
        scheduled.put(each.name(), term);
      } else {
        constant.put(each.name(), each.at(0));
      }
    }
    return new Exported(strategy, horizon, rate, scheduled, constant, difference);
  }

  static void checkSteps(Horizon horizon) throws Inexpressible {
    if (horizon.steps() > MOST_STEPS) {
      throw new Inexpressible(
          "it has more than %s steps, which are too many to compare or to write"
              .formatted(Numbers.print(MOST_STEPS)));
    }
  }

  private static double difference(String name, Term term, RunningNumber number, Horizon horizon)
      throws Inexpressible {
    double difference = 0;
    double largest = 0;
    for (long t = 0; t < horizon.steps(); t++) {
      double value = number.at(t);
      largest = Math.max(largest, Math.abs(value));
      double own = Math.abs(term.at(t) - value);
      difference = Double.isNaN(own) ? own : Math.max(difference, own);
    }
    if (!(difference <= TOLERANCE * largest)) {
      throw new Inexpressible(
          "the formula for its %s is up to %s from its numbers, because of rounding: use csv"
              .formatted(name, Numbers.print(difference)));
    }
    return difference;
  }

  /** The optimizer's name. */
  String optimizer() {
    return strategy.optimizerOrSgd().name();
  }

  /**
   * Checks that a target's optimizer has all that this one is given.
   *
   * @param known the hyperparameters that it has
   * @param fixed what it does always, by the names of numbers
   * @throws Inexpressible if it lacks one that makes a difference
   */
  void check(Target target, Set<String> known, Map<String, Double> fixed) throws Inexpressible {
    Set<String> lacking = new TreeSet<>();
    for (String name : strategy.optimizerOrSgd().arguments().given().keySet()) {
      if (!known.contains(name) && !fixed.containsKey(name)) {
        lacking.add(name);
      }
    }
    fixed.forEach(
        (name, value) -> {
          if (scheduled.containsKey(name)
              || (constant.containsKey(name) && !value.equals(constant.get(name)))) {
            lacking.add(name);
          }
        });
    if (!lacking.isEmpty()) {
      throw new Inexpressible(
          "%s has no %s for %s".formatted(target, String.join(" and no ", lacking), optimizer()));
    }
  }

  /** What stands at the top of the code: what it is and how true. */
  String[] about() {
    return new String[] {
      "Strategy: " + strategy,
      "Steps: "
          + horizon.steps()
          + (horizon.stepsPerEpoch() > 0 ? ", of " + horizon.stepsPerEpoch() + " an epoch" : ""),
      "Largest difference from Rubato's numbers, over all of these steps in double precision: "
          + Numbers.print(Numbers.round(difference, 2))
    };
  }
}
