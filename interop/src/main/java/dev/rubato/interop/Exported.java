package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.schedule.Schedule;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.RunningNumber;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongToDoubleFunction;

/**
 * A strategy over a horizon as formulas, with how far they are from its own numbers.
 *
 * @param rate the learning rate
 * @param scheduled hyperparameters that move, by their names
 * @param constant hyperparameters that don't, flags as 1 or 0
 * @param groups of parameters, in their order
 * @param watched what watches a metric, in the order of reading
 * @param difference the largest between a formula and the number that it stands for, over all steps
 */
record Exported(
    Strategy strategy,
    Horizon horizon,
    Term rate,
    Map<String, Term> scheduled,
    Map<String, Double> constant,
    List<ExportedGroup> groups,
    List<Watched> watched,
    double difference) {
  /** How far a formula may be from its numbers, as a share of the largest of them. */
  static final double TOLERANCE = 1e-12;

  private static final double MOST_EPSILON = 1e-6;
  private static final long MOST_STEPS = 10_000_000;

  /** Makes formulas of schedules, and remembers what they watch and how far they are off. */
  static final class Reader {
    private final Horizon horizon;
    private final List<Watched> watched = new ArrayList<>();
    private double difference;

    private Reader(Horizon horizon) {
      this.horizon = horizon;
    }

    Horizon horizon() {
      return horizon;
    }

    /** The formula of a number of this name. */
    Term read(String name, Schedule schedule) throws Inexpressible {
      RunningSchedule running = new RunningSchedule(schedule, horizon);
      Term term = Translation.of(schedule, horizon, watched);
      if (!(term instanceof Term.Num) || !(schedule instanceof Constant)) {
        difference = Math.max(difference, difference(name, term, running::at, horizon));
      }
      return term;
    }
  }

  /**
   * A strategy as formulas.
   *
   * @throws Inexpressible if there are none, with the reason
   * @throws IllegalArgumentException if it can't be resolved against the horizon
   */
  static Exported of(Strategy strategy, Horizon horizon) throws Inexpressible {
    checkSteps(horizon);
    RunningStrategy running = new RunningStrategy(strategy, horizon);
    Optimizer optimizer = strategy.optimizerOrSgd();
    Reader reader = new Reader(horizon);
    Term rate = reader.read("rate", strategy.rate());
    Map<String, Term> scheduled = new LinkedHashMap<>();
    Map<String, Double> constant = new LinkedHashMap<>();
    for (RunningNumber each : running.hyperparameters()) {
      if (each.isScheduled()) {
        Schedule schedule =
            (Schedule) Objects.requireNonNull(optimizer.arguments().find(each.name()));
        scheduled.put(each.name(), reader.read(each.name(), schedule));
      } else {
        constant.put(each.name(), each.at(0));
      }
    }
    List<ExportedGroup> groups = new ArrayList<>();
    for (ParameterGroup each : strategy.groups()) {
      groups.add(ExportedGroup.of(groups.size() + 1, each, reader));
    }
    return new Exported(
        strategy, horizon, rate, scheduled, constant, groups, reader.watched, reader.difference);
  }

  static void checkSteps(Horizon horizon) throws Inexpressible {
    if (horizon.steps() > MOST_STEPS) {
      throw new Inexpressible(
          "it has more than %s steps, which are too many to compare or to write"
              .formatted(Numbers.print(MOST_STEPS)));
    }
  }

  private static double difference(
      String name, Term term, LongToDoubleFunction number, Horizon horizon) throws Inexpressible {
    double difference = 0;
    double largest = 0;
    for (long t = 0; t < horizon.steps(); t++) {
      double value = number.applyAsDouble(t);
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

  /** Refuses a strategy that watches a metric, for a target that can't. */
  Exported unwatched(Target target, String instead) throws Inexpressible {
    if (!watched.isEmpty()) {
      throw new Inexpressible(
          "it watches %s, so its numbers are not known before the training, and %s %s"
              .formatted(watched.get(0).metric(), target, instead));
    }
    return this;
  }

  /** Refuses groups of parameters, for a target that has none. */
  Exported ungrouped(Target target, String instead) throws Inexpressible {
    if (!groups.isEmpty()) {
      throw new Inexpressible("it has groups of parameters, and %s %s".formatted(target, instead));
    }
    return this;
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

  /** Whether the optimizer divides by a root to which an epsilon is added. */
  private boolean isAdam() {
    return optimizer().equals("adam") || optimizer().equals("adamw");
  }

  /**
   * Refuses an epsilon that is not small, for a target whose Adam adds it before the correction of
   * the bias: with it the updates would be others.
   */
  void checkEpsilon(Target target) throws Inexpressible {
    double epsilon = constant.getOrDefault("epsilon", 0.0);
    if (isAdam() && epsilon > MOST_EPSILON) {
      throw new Inexpressible(
          "%s adds epsilon before the bias is corrected, and so would make other updates with %s"
              .formatted(target, Numbers.print(epsilon)));
    }
  }

  /** What a target does otherwise, behind what else is to be noted. */
  String[] notes(Target target, String... others) {
    List<String> notes = new ArrayList<>(List.of(others));
    if (isAdam()) {
      notes.add(
          "%s adds epsilon before the bias is corrected: gradients as small as epsilon move less."
              .formatted(target == Target.KERAS ? "Keras" : "DJL"));
    }
    return notes.toArray(String[]::new);
  }

  /** What stands at the top of the code: what it is and how true. */
  String[] about() {
    return new String[] {
      "Strategy: " + strategy,
      "Steps: "
          + horizon.steps()
          + (horizon.stepsPerEpoch() > 0 ? ", of " + horizon.stepsPerEpoch() + " an epoch" : ""),
      "Largest difference of the rate and the hyperparameters from Rubato's, over all of these"
          + " steps in double precision"
          + (watched.isEmpty() ? ": " : ", where nothing was evaluated: ")
          + Numbers.print(Numbers.round(difference, 2))
    };
  }
}
