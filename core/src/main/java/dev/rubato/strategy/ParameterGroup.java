package dev.rubato.strategy;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Value;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
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
 * <p>Every group that matches a parameter applies: their factors multiply, and of all other
 * settings the last group that has one counts.
 *
 * @param pattern a name with {@code *} for any characters and {@code ?} for one, or a kind: {@code
 *     @vector} (at most one dimension), {@code @weight}, {@code @bias}, {@code @scale} and {@code
 *     @shift} of a normalization, {@code @norm} for either, {@code @embedding}; several are
 *     separated by commas
 * @param factor what the strategy's rate is multiplied by
 * @param decay the weight decay, or null for the optimizer's own
 * @param optimizer the optimizer, or null for the strategy's
 * @param frozenUntil the step of its first update, whose bias corrections count from there; {@link
 *     #FOR_EVER} for none; null for the first, where no other group says otherwise
 * @param statistics whether running averages of the data that match are held while it is frozen
 * @param optional whether it may match nothing
 */
public record ParameterGroup(
    String pattern,
    Schedule factor,
    @Nullable Schedule decay,
    @Nullable Optimizer optimizer,
    @Nullable Long frozenUntil,
    boolean statistics,
    boolean optional) {

  /** A step that never comes. */
  public static final long FOR_EVER = Long.MAX_VALUE;

  public ParameterGroup {
    Pattern.checkAll(pattern);
    checkNumber("a group's rate", factor);
    if (decay != null) {
      checkNumber("a group's weight-decay", decay);
    }
    if (frozenUntil != null && frozenUntil < 0) {
      throw new IllegalArgumentException(
          "a group's first step must be at least 0, was " + frozenUntil);
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

  /** The parameters whose names match, trained like the rest as yet. */
  public static ParameterGroup of(String pattern) {
    return new ParameterGroup(pattern, new Constant(1), null, null, null, false, false);
  }

  /** These parameters at a rate multiplied by a number. */
  public ParameterGroup rate(double times) {
    return rate(new Constant(times));
  }

  /** These parameters at a rate multiplied by a schedule, over the whole horizon. */
  public ParameterGroup rate(Schedule times) {
    return new ParameterGroup(pattern, times, decay, optimizer, frozenUntil, statistics, optional);
  }

  /** These parameters with this weight decay. */
  public ParameterGroup weightDecay(double value) {
    return weightDecay(new Constant(value));
  }

  /** These parameters with this weight decay over the horizon. */
  public ParameterGroup weightDecay(Schedule value) {
    return new ParameterGroup(pattern, factor, value, optimizer, frozenUntil, statistics, optional);
  }

  /** These parameters moved by an optimizer of their own, at the strategy's rate. */
  public ParameterGroup optimizer(Optimizer own) {
    return new ParameterGroup(pattern, factor, decay, own, frozenUntil, statistics, optional);
  }

  /** These parameters left as they are before step {@code t}. */
  public ParameterGroup frozenUntil(long t) {
    return new ParameterGroup(pattern, factor, decay, optimizer, t, statistics, optional);
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
    return new ParameterGroup(pattern, factor, decay, optimizer, frozenUntil, true, optional);
  }

  /** These parameters, if there are any; otherwise a group that matches nothing is an error. */
  public ParameterGroup mayBeEmpty() {
    return new ParameterGroup(pattern, factor, decay, optimizer, frozenUntil, statistics, true);
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

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(pattern);
    if (optimizer != null) {
      text.append(", ").append(optimizer);
    }
    if (!factor.equals(new Constant(1))) {
      text.append(", rate times ").append(factor);
    }
    if (decay != null) {
      text.append(", weight-decay ").append(decay);
    }
    if (frozenUntil != null && frozenUntil == FOR_EVER) {
      text.append(", frozen");
    } else if (frozenUntil != null) {
      text.append(", frozen until step ").append(frozenUntil);
    }
    if (statistics) {
      text.append(" with statistics");
    }
    return text.toString();
  }
}
