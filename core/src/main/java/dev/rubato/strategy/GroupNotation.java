package dev.rubato.strategy;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Span;
import dev.rubato.argument.Text;
import dev.rubato.argument.Value;
import dev.rubato.argument.Word;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a group says in a strategy: {@code with "head*" (rate=10, weight-decay=0, frozen-until=5%)}.
 */
public final class GroupNotation {
  private static final String RATE = "rate";
  private static final String FROZEN = "frozen";
  private static final String UNTIL = "frozen-until";
  private static final String FROM = "frozen-from";
  private static final String STATISTICS = "statistics";

  private GroupNotation() {}

  /** What a group may set beside an algorithm: its rate, its numbers, and when it is frozen. */
  public static Signature signature(Algorithm algorithm) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        Parameter.hyperparameter(RATE, Domain.AT_LEAST_0, "Factor of the learning rate."));
    for (Parameter each : algorithm.ownParameters()) {
      if (each.kind() == Parameter.Kind.HYPERPARAMETER) {
        // without a default: here it is the number that stands in the optimizer's parentheses
        parameters.add(Parameter.hyperparameter(each.name(), each.domain(), each.meaning()));
      }
    }
    parameters.add(Parameter.flag(FROZEN, false, "Whether it is left as it is."));
    parameters.add(
        Parameter.of(
            UNTIL,
            Parameter.Kind.SPAN,
            Domain.AT_LEAST_0,
            null,
            false,
            "The time of its first update."));
    parameters.add(Parameter.optionalSpan(FROM, "The time from which it is left as it is."));
    parameters.add(
        Parameter.flag(STATISTICS, false, "Whether freezing holds running statistics too."));
    return new Signature("a group", parameters);
  }

  /**
   * A group from its arguments.
   *
   * @throws IllegalArgumentException where nothing is different, or the arguments contradict
   *     themselves
   */
  public static ParameterGroup group(
      String pattern, Map<String, ? extends Argument> byName, Algorithm algorithm) {
    Arguments arguments = Arguments.of(signature(algorithm), byName);
    Map<String, Argument> given = new LinkedHashMap<>(arguments.given());
    given.remove(RATE, Value.of(1));
    given.remove(RATE, new Constant(1));
    if (given.isEmpty()) {
      throw new IllegalArgumentException(
          "a group must say what is different, such as (rate=0.1) or (weight-decay=0)");
    }
    if (arguments.flag(FROZEN) && (arguments.has(UNTIL) || arguments.has(FROM))) {
      throw new IllegalArgumentException(
          "a group that is frozen has no frozen-until or frozen-from: leave one out");
    }
    Map<String, Schedule> numbers = new TreeMap<>();
    arguments
        .given()
        .forEach(
            (name, argument) -> {
              if (argument instanceof Value || argument instanceof Schedule) {
                numbers.put(name, schedule(argument));
              }
            });
    Schedule rate = numbers.remove(RATE);
    return new ParameterGroup(
        pattern,
        rate == null ? new Constant(1) : rate,
        numbers,
        null,
        arguments.flag(FROZEN)
            ? Span.of(ParameterGroup.FOR_EVER)
            : arguments.has(UNTIL) ? arguments.span(UNTIL) : null,
        arguments.has(FROM) ? arguments.span(FROM) : null,
        arguments.flag(STATISTICS),
        false);
  }

  private static Schedule schedule(Argument argument) {
    return argument instanceof Value value ? new Constant(value) : (Schedule) argument;
  }

  /** A group of Java as the notation would read it, for an algorithm. */
  static ParameterGroup checked(ParameterGroup group, Algorithm algorithm) {
    Text.check(group.pattern());
    if (group.optimizer() != null) {
      throw new IllegalArgumentException(
          "a group with an optimizer of its own can't be part of a strategy: give it to the"
              + " stepper, was "
              + group);
    }
    Map<String, Argument> arguments = new LinkedHashMap<>(group.numbers());
    if (!group.factor().equals(new Constant(1))) {
      arguments.put(RATE, group.factor());
    }
    Span until = group.frozenUntil();
    if (until != null) {
      boolean ever = until.equals(Span.of(ParameterGroup.FOR_EVER));
      arguments.put(ever ? FROZEN : UNTIL, ever ? Word.TRUE : until);
    }
    if (group.frozenFrom() != null) {
      arguments.put(FROM, group.frozenFrom());
    }
    if (group.statistics()) {
      arguments.put(STATISTICS, Word.TRUE);
    }
    ParameterGroup read = group(group.pattern(), arguments, algorithm);
    return read.isOfKinds() ? read.mayBeEmpty() : read;
  }
}
