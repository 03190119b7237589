package dev.rubato.strategy;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Span;
import dev.rubato.argument.Text;
import dev.rubato.argument.Value;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that are trained differently from the rest: at another rate, with other weight decay,
 * by another optimizer, or not before some step. An immutable value:
 *
 * <pre>{@code
 * ParameterGroup biases = ParameterGroup.of("*bias, @norm").weightDecay(0);
 * ParameterGroup encoder = ParameterGroup.of("encoder.*").rate(0.1).frozenUntil(500);
 * encoder.matches("encoder.1.weight"); // true
 * }</pre>
 *
 * <p>Groups that are part of a {@link Strategy} print as the notation, {@code with "*bias, @norm"
 * (weight-decay=0)}. Every group that matches a parameter applies: their factors multiply, and of all other
 * settings the last group that has one counts.
 *
 * @param pattern a name with {@code *} for any characters and {@code ?} for one, or a kind: {@code
 *     @vector} (at most one dimension), {@code @weight}, {@code @bias}, {@code @scale} and {@code
 *     @shift} of a normalization, {@code @norm} for either, {@code @embedding}; several are
 *     separated by commas
 * @param factor what the strategy's rate is multiplied by
 * @param numbers numbers of the optimizer that are others than its own, by name, such as {@code
 *     weight-decay}
 * @param optimizer the optimizer, or null for the strategy's; only in Java, not in a strategy
 * @param frozenUntil the time of its first update, whose bias corrections count from there; {@link
 *     #FOR_EVER} steps for none; null for the first, where no other group says otherwise
 * @param frozenFrom the time from which it stays, or null for never
 * @param statistics whether running averages of the data that match are held while it is frozen
 * @param optional whether it may match nothing
 */
public record ParameterGroup(
    String pattern,
    Schedule factor,
    Map<String, Schedule> numbers,
    @Nullable Optimizer optimizer,
    @Nullable Span frozenUntil,
    @Nullable Span frozenFrom,
    boolean statistics,
    boolean optional) {

  /** A step that never comes. */
  public static final long FOR_EVER = Long.MAX_VALUE;

  private static final String DECAY = "weight-decay";
  private static final Schedule ONE = new Constant(1);

  public ParameterGroup {
    Pattern.checkAll(pattern);
    checkNumber("a group's rate", factor);
    numbers = Collections.unmodifiableMap(new TreeMap<>(numbers)); // in one order, to be printed
    Schedule decay = numbers.get(DECAY);
    if (decay != null) {
      checkNumber("a group's weight-decay", decay);
    }
    for (Schedule each : numbers.values()) {
      checkStart(each);
    }
    checkStart(factor);
    if (frozenUntil != null) {
      frozenUntil.checkSteps("frozen-until");
    }
    if (frozenFrom != null) {
      frozenFrom.checkSteps("frozen-from");
    }
    if (optimizer != null) {
      for (String name : Algorithm.commonNames()) {
        if (optimizer.arguments().has(name)) {
          throw new IllegalArgumentException(
              name
                  + " concerns all parameters: give it to the strategy's optimizer, not to that of"
                  + " the group "
                  + pattern);
        }
      }
    }
  }

  private static void checkNumber(String name, Schedule schedule) {
    if (schedule instanceof Constant constant && constant.value() instanceof Value.Known known) {
      Domain.AT_LEAST_0.check(name, known.number());
    }
  }

  private static void checkStart(Schedule schedule) {
    if (schedule.continues()) {
      throw new IllegalArgumentException("in a group " + Schedule.NO_START);
    }
  }

  /** The parameters whose names match, trained like the rest as yet. */
  public static ParameterGroup of(String pattern) {
    return new ParameterGroup(pattern, ONE, Map.of(), null, null, null, false, false);
  }

  /** These parameters at a rate multiplied by a number. */
  public ParameterGroup rate(double times) {
    return rate(new Constant(times));
  }

  /** These parameters at a rate multiplied by a schedule, over the whole horizon. */
  public ParameterGroup rate(Schedule times) {
    return new ParameterGroup(
        pattern, times, numbers, optimizer, frozenUntil, frozenFrom, statistics, optional);
  }

  /** These parameters with this weight decay. */
  public ParameterGroup weightDecay(double value) {
    return weightDecay(new Constant(value));
  }

  /** These parameters with this weight decay over the horizon. */
  public ParameterGroup weightDecay(Schedule value) {
    return number(DECAY, value);
  }

  /** These parameters with another number of the optimizer, such as {@code momentum}. */
  public ParameterGroup number(String name, double value) {
    return number(name, new Constant(value));
  }

  /** These parameters with another number of the optimizer over the horizon. */
  public ParameterGroup number(String name, Schedule value) {
    Map<String, Schedule> more = new TreeMap<>(numbers);
    more.put(name, value);
    return new ParameterGroup(
        pattern, factor, more, optimizer, frozenUntil, frozenFrom, statistics, optional);
  }

  /** These parameters moved by an optimizer of their own, at the strategy's rate. */
  public ParameterGroup optimizer(Optimizer own) {
    return new ParameterGroup(
        pattern, factor, numbers, own, frozenUntil, frozenFrom, statistics, optional);
  }

  /** These parameters left as they are before step {@code t}. */
  public ParameterGroup frozenUntil(long t) {
    if (t < 0) {
      throw new IllegalArgumentException("a group's first step must be at least 0, was " + t);
    }
    return frozenUntil(Span.of(t));
  }

  /** These parameters left as they are before a time of the training. */
  public ParameterGroup frozenUntil(Span time) {
    return new ParameterGroup(
        pattern, factor, numbers, optimizer, time, frozenFrom, statistics, optional);
  }

  /** These parameters left as they are from step {@code t} on. */
  public ParameterGroup frozenFrom(long t) {
    return frozenFrom(Span.of(t));
  }

  /** These parameters left as they are from a time of the training on. */
  public ParameterGroup frozenFrom(Span time) {
    return new ParameterGroup(
        pattern, factor, numbers, optimizer, frozenUntil, time, statistics, optional);
  }

  /** These parameters left as they are. */
  public ParameterGroup frozen() {
    return frozenUntil(FOR_EVER);
  }

  /**
   * These parameters, and with them running averages of the data whose names match (those of batch
   * normalization), which stay as they are while the group is frozen.
   */
  public ParameterGroup withStatistics() {
    return new ParameterGroup(
        pattern, factor, numbers, optimizer, frozenUntil, frozenFrom, true, optional);
  }

  /** These parameters, if there are any; otherwise a group that matches nothing is an error. */
  public ParameterGroup mayBeEmpty() {
    return new ParameterGroup(
        pattern, factor, numbers, optimizer, frozenUntil, frozenFrom, statistics, true);
  }

  /** The step of its first update, {@link #FOR_EVER} for none; null where the group doesn't say. */
  public @Nullable Long firstStep(Horizon horizon) {
    return frozenUntil == null ? null : (Long) step(frozenUntil, horizon);
  }

  /** The step from which it stays; null where the group doesn't say. */
  public @Nullable Long lastStep(Horizon horizon) {
    return frozenFrom == null ? null : (Long) step(frozenFrom, horizon);
  }

  private static long step(Span time, Horizon horizon) {
    return isForEver(time) ? FOR_EVER : (long) horizon.stepsOf(time);
  }

  private static boolean isForEver(Span time) {
    return time.amount() instanceof Value.Known known && known.number() >= FOR_EVER;
  }

  /**
   * Groups for layers whose rates fall by a factor from each to the one before it: the last moves
   * at the strategy's rate, the first at factorⁿ⁻¹ of it (Howard and Ruder 2018; Clark et al.
   * 2020).
   *
   * @param patterns of the layers, from the first to the last
   * @param factor above 0
   */
  public static List<ParameterGroup> layerwise(List<String> patterns, double factor) {
    if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a layer's factor must be above 0, was " + factor);
    }
    List<ParameterGroup> groups = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      groups.add(of(patterns.get(i)).rate(Math.pow(factor, patterns.size() - 1 - i)));
    }
    return List.copyOf(groups);
  }

  /** Whether the pattern fits a whole name; of a kind it fits none. */
  public boolean matches(String name) {
    return Pattern.matches(pattern, name);
  }

  /** Whether the pattern fits one of a tensor's names, or its kind. */
  public boolean matches(Tensor tensor) {
    List<String> names = new ArrayList<>(tensor.otherNames());
    names.add(tensor.name());
    return matches(names, tensor.kind(), tensor.shape().size());
  }

  /** Whether the pattern fits one of a parameter's names, its kind or its number of dimensions. */
  public boolean matches(List<String> names, ParameterKind kind, int dimensions) {
    return Pattern.matches(pattern, names, kind, dimensions);
  }

  /** Whether its parameters are trained as all others are. */
  boolean changesNothing() {
    return factor.equals(ONE)
        && numbers.isEmpty()
        && optimizer == null
        && frozenUntil == null
        && frozenFrom == null
        && !statistics;
  }

  /** This group without the times at which it is frozen. */
  ParameterGroup untimed() {
    return new ParameterGroup(pattern, factor, numbers, optimizer, null, null, statistics, true);
  }

  /** Whether the pattern has kinds only, which a network may lack, and no name. */
  boolean isOfKinds() {
    return Pattern.isOfKinds(pattern);
  }

  /** This group with every value in it, in the order of its notation, replaced. */
  ParameterGroup map(UnaryOperator<Value> replacement) {
    Schedule times = factor.map(replacement);
    Map<String, Schedule> mapped = new TreeMap<>();
    numbers.forEach((name, number) -> mapped.put(name, number.map(replacement)));
    return new ParameterGroup(
        pattern,
        times,
        mapped,
        optimizer,
        frozenUntil == null ? null : frozenUntil.map(replacement),
        frozenFrom == null ? null : frozenFrom.map(replacement),
        statistics,
        optional);
  }

  /** What the notation says of the group: {@code with "*bias" (weight-decay=0)}. */
  String notation() {
    StringJoiner inside = new StringJoiner(", ", "with " + Text.quoted(pattern) + " (", ")");
    if (!factor.equals(ONE)) {
      inside.add("rate=" + factor);
    }
    numbers.forEach((name, number) -> inside.add(name + "=" + number));
    if (frozenUntil != null) {
      inside.add(isForEver(frozenUntil) ? "frozen=true" : "frozen-until=" + frozenUntil);
    }
    if (frozenFrom != null) {
      inside.add("frozen-from=" + frozenFrom);
    }
    if (statistics) {
      inside.add("statistics=true");
    }
    return inside.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(pattern);
    if (optimizer != null) {
      text.append(", ").append(optimizer);
    }
    if (!factor.equals(ONE)) {
      text.append(", rate times ").append(factor);
    }
    numbers.forEach((name, number) -> text.append(", ").append(name).append(' ').append(number));
    if (frozenUntil != null) {
      text.append(isForEver(frozenUntil) ? ", frozen" : ", frozen until " + said(frozenUntil));
    }
    if (frozenFrom != null) {
      text.append(", frozen from ").append(said(frozenFrom));
    }
    if (statistics) {
      text.append(" with statistics");
    }
    return text.toString();
  }

  private static String said(Span time) {
    return (time.unit() == Span.Unit.BARE ? "step " : "") + time;
  }
}
