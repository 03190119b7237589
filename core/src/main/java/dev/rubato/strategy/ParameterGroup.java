package dev.rubato.strategy;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Value;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that are trained otherwise than the rest, by a pattern of their names: at another
 * rate, with other weight decay, by another optimizer, or not before some step. An immutable value:
 *
 * <pre>{@code
 * ParameterGroup biases = ParameterGroup.of("*bias").weightDecay(0);
 * ParameterGroup encoder = ParameterGroup.of("encoder.*").rate(0.1).frozenUntil(500);
 * encoder.matches("encoder.1.weight"); // true
 * }</pre>
 *
 * <p>A parameter belongs to the first group that matches its name.
 *
 * @param pattern the whole name, {@code *} for any characters and {@code ?} for one
 * @param factor what the strategy's rate is multiplied by
 * @param decay the weight decay, or null for the optimizer's own
 * @param optimizer the optimizer, or null for the strategy's
 * @param frozenUntil the step of its first update, whose bias corrections count from there; {@link
 *     #FOR_EVER} for none
 */
public record ParameterGroup(
    String pattern,
    Schedule factor,
    @Nullable Schedule decay,
    @Nullable Optimizer optimizer,
    long frozenUntil) {

  /** A step that never comes. */
  public static final long FOR_EVER = Long.MAX_VALUE;

  public ParameterGroup {
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException(
          "a group's pattern must not be empty: write a name, or * for any");
    }
    checkNumber("a group's rate", factor);
    if (decay != null) {
      checkNumber("a group's weight-decay", decay);
    }
    if (frozenUntil < 0) {
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
    return new ParameterGroup(pattern, new Constant(1), null, null, 0);
  }

  /** These parameters at a rate multiplied by a number. */
  public ParameterGroup rate(double times) {
    return rate(new Constant(times));
  }

  /** These parameters at a rate multiplied by a schedule, over the whole horizon. */
  public ParameterGroup rate(Schedule times) {
    return new ParameterGroup(pattern, times, decay, optimizer, frozenUntil);
  }

  /** These parameters with this weight decay. */
  public ParameterGroup weightDecay(double value) {
    return weightDecay(new Constant(value));
  }

  /** These parameters with this weight decay over the horizon. */
  public ParameterGroup weightDecay(Schedule value) {
    return new ParameterGroup(pattern, factor, value, optimizer, frozenUntil);
  }

  /** These parameters moved by an optimizer of their own, at the strategy's rate. */
  public ParameterGroup optimizer(Optimizer own) {
    return new ParameterGroup(pattern, factor, decay, own, frozenUntil);
  }

  /** These parameters left as they are before step {@code t}. */
  public ParameterGroup frozenUntil(long t) {
    return new ParameterGroup(pattern, factor, decay, optimizer, t);
  }

  /** These parameters left as they are. */
  public ParameterGroup frozen() {
    return frozenUntil(FOR_EVER);
  }

  /** Whether the pattern fits a whole name. */
  public boolean matches(String name) {
    int n = 0;
    int p = 0;
    int star = -1; // the last * seen, which takes one more character when what follows does not fit
    int taken = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        taken = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++taken;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
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
    if (frozenUntil == FOR_EVER) {
      text.append(", frozen");
    } else if (frozenUntil > 0) {
      text.append(", frozen until step ").append(frozenUntil);
    }
    return text.toString();
  }
}
