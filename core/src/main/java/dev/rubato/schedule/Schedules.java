package dev.rubato.schedule;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Items;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schedules, by name, for Java programs; each one's class documents what it computes. Less
 * common arguments are set with {@link Call#with(String, double)}.
 *
 * <pre>{@code
 * Schedule drops = step(0.1, 30, 0.1).perEpoch();
 * drops.over(Horizon.ofEpochs(90, 500)).at(30 * 500); // 0.01
 * Schedule floored = max(exponentialGamma(0.1, 0.9), constant(1e-4));
 * floored.over(Horizon.ofSteps(1000)).at(999); // 1e-4
 * Schedule cycle = oneCycle(0.5).with("anneal", "linear");
 * cycle.toString(); // one-cycle(0.5, anneal=linear)
 * }</pre>
 */
public final class Schedules {
  private Schedules() {}

  /** The same value at every step. */
  public static Schedule constant(double value) {
    return new Constant(value);
  }

  /** {@link TimeDecay}: a / (1 + rate·u). */
  public static Call timeDecay(double a, double rate) {
    return call(TimeDecay.FORM, "a", Value.of(a), "rate", Value.of(rate));
  }

  /** {@link Step}: a·gamma^⌊u/every⌋. */
  public static Call step(double a, long every, double gamma) {
    return call(Step.FORM, "a", Value.of(a), "every", Span.of(every), "gamma", Value.of(gamma));
  }

  /** {@link Multistep}: a·gamma^(number of times that have passed). */
  public static Call multistep(double a, double gamma, long... at) {
    List<Argument> times = new ArrayList<>();
    Arrays.stream(at).forEach(time -> times.add(Span.of(time)));
    return call(
        Multistep.FORM, "a", Value.of(a), "at", new Items(times, true), "gamma", Value.of(gamma));
  }

  /** {@link Exponential}: a·e^(−rate·u). */
  public static Call exponentialRate(double a, double rate) {
    return call(Exponential.FORM, "a", Value.of(a), "rate", Value.of(rate));
  }

  /** {@link Exponential}: a·gamma^u. */
  public static Call exponentialGamma(double a, double gamma) {
    return call(Exponential.FORM, "a", Value.of(a), "gamma", Value.of(gamma));
  }

  /** {@link Exponential}: a·(b/a)^p. */
  public static Call exponential(double a, double b) {
    return call(Exponential.FORM, "a", Ramp.of(a, b));
  }

  /** {@link Linear}: a + (b − a)·p. */
  public static Call linear(double a, double b) {
    return ramp(Linear.FORM, Ramp.of(a, b));
  }

  /** {@link Linear} from where the previous phrase ends. */
  public static Call linearTo(double b) {
    return ramp(Linear.FORM, Ramp.to(b));
  }

  /** {@link Polynomial}: b + (a − b)·(1 − p)^power. */
  public static Call polynomial(double a, double b, double power) {
    return ramp(Polynomial.FORM, Ramp.of(a, b)).with("power", power);
  }

  /** {@link Cosine}: b + ½(a − b)(1 + cos πp). */
  public static Call cosine(double a, double b) {
    return ramp(Cosine.FORM, Ramp.of(a, b));
  }

  /** {@link Cosine} from where the previous phrase ends. */
  public static Call cosineTo(double b) {
    return ramp(Cosine.FORM, Ramp.to(b));
  }

  /** {@link CosineRestarts}: cycles of first·multiplyⁱ steps, from a to b by cosine. */
  public static Call cosineRestarts(double a, double b, long first, double multiply) {
    return call(
        CosineRestarts.FORM,
        Parameter.RAMP,
        Ramp.of(a, b),
        "first",
        Span.of(first),
        "multiply",
        Value.of(multiply));
  }

  /** {@link Cyclic}: triangles of {@code up} and {@code down} steps. */
  public static Call cyclic(double base, double max, long up, long down) {
    return call(
        Cyclic.FORM, Parameter.RAMP, Ramp.of(base, max), "up", Span.of(up), "down", Span.of(down));
  }

  /** {@link OneCycle} with its defaults. */
  public static Call oneCycle(double max) {
    return call(OneCycle.FORM, "max", Value.of(max));
  }

  /** {@link InverseSqrt}: a / √(1 + u/timescale). */
  public static Call inverseSqrt(double a, long timescale) {
    return call(InverseSqrt.FORM, "a", Value.of(a), "timescale", Span.of(timescale));
  }

  /** {@link Cooldown} from where the previous phrase ends: 1 − √p. */
  public static Call cooldownTo(double b) {
    return ramp(Cooldown.FORM, Ramp.to(b));
  }

  /** {@link Logarithmic}: a + (b − a)·ln(1 + u)/ln D. */
  public static Call logarithmic(double a, double b) {
    return ramp(Logarithmic.FORM, Ramp.of(a, b));
  }

  /** {@link Saturating}: b + (a − b)·e^(−u/timescale). */
  public static Call saturating(double a, double b, long timescale) {
    return call(Saturating.FORM, Parameter.RAMP, Ramp.of(a, b), "timescale", Span.of(timescale));
  }

  /** {@link Rex}: b + (a − b)·(1 − p)/(1 − p/2). */
  public static Call rex(double a, double b) {
    return ramp(Rex.FORM, Ramp.of(a, b));
  }

  /** {@link Tanh} with its defaults. */
  public static Call tanh(double a, double b) {
    return ramp(Tanh.FORM, Ramp.of(a, b));
  }

  /** {@link Repeat}: a schedule restarted every given number of steps. */
  public static Call repeat(Schedule schedule, long every) {
    return call(Repeat.FORM, "schedule", schedule, "every", Span.of(every));
  }

  /** {@link Extremum}: the highest of several schedules. */
  public static Call max(Schedule... schedules) {
    return call(Extremum.MAX, "schedules", new Items(List.of(schedules), false));
  }

  /** {@link Extremum}: the lowest of several schedules. */
  public static Call min(Schedule... schedules) {
    return call(Extremum.MIN, "schedules", new Items(List.of(schedules), false));
  }

  /** {@link Plateau}: a·factor^n, lowered when the validation loss stops improving. */
  public static Call plateau(double a, double factor, int patience) {
    return call(
        Plateau.FORM, "a", Value.of(a), "factor", Value.of(factor), "patience", Value.of(patience));
  }

  /** {@link Plateau} from where the previous phrase ends. */
  public static Call plateauFrom(double factor, int patience) {
    return call(Plateau.FORM, "factor", Value.of(factor), "patience", Value.of(patience));
  }

  /** {@link Greedy} between two levels: divided by factor on improvement, times factor without. */
  public static Call greedy(double a, double factor, int patience, double min, double max) {
    return call(
        Greedy.FORM,
        "a",
        Value.of(a),
        "factor",
        Value.of(factor),
        "patience",
        Value.of(patience),
        "min",
        Value.of(min),
        "max",
        Value.of(max));
  }

  private static Call ramp(Form form, Ramp ramp) {
    return call(form, Parameter.RAMP, ramp);
  }

  private static Call call(Form form, Object... namesAndArguments) {
    Map<String, Argument> arguments = new LinkedHashMap<>();
    for (int i = 0; i < namesAndArguments.length; i += 2) {
      arguments.put((String) namesAndArguments[i], (Argument) namesAndArguments[i + 1]);
    }
    return Call.of(form, arguments);
  }
}
