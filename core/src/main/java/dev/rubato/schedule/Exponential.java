package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Value;
import java.util.List;

/**
 * Falls or grows by the same fraction in equal times: a·e^(−rate·τ), or a·gamma^τ, τ = u/every, in
 * whole units of {@code every} if {@code staircase}; or, as a ramp, a·(b/a)^p.
 *
 * <ul>
 *   <li>{@code a}: The level at the start, or a ramp with both ends. A number such as 0.1 or a ramp
 *       such as {@code 0.1 -> 0}, in the schedule's unit; a learning rate is at least 0.
 *   <li>{@code rate}: How fast it falls: by e^−rate in a unit of time. A number, at least 0;
 *       optional.
 *   <li>{@code gamma}: Factor of the level in a unit of time; above 1 it grows. A number, above 0;
 *       optional.
 *   <li>{@code every=1}: The unit of time. A span such as 30, 5 epochs or 10%, above 0, in steps,
 *       or epochs if per epoch.
 *   <li>{@code staircase=false}: Whether only whole units of time count. One of true, false.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>One of rate and gamma is given, and with a ramp nothing else. The ends of a ramp are not 0 and
 * of one sign; {@code -> b} is held to that when the schedule is resolved and the start is known.
 *
 * <p>The first two are the same curve with gamma = e^−rate: rate = 0.1 is gamma = 0.904837…, not
 * 0.9. PyTorch's ExponentialLR is the second; many texts write the first.
 */
public final class Exponential extends Form {
  /** The form, for {@link Call#of}. */
  public static final Exponential FORM = new Exponential();

  private Exponential() {
    super(
        Signature.of(
            "exponential",
            Parameter.of(
                "a",
                Parameter.Kind.LEVEL_OR_RAMP,
                Domain.FINITE,
                null,
                true,
                "The level at the start, or a ramp with both ends."),
            Parameter.number(
                "rate",
                Domain.AT_LEAST_0,
                false,
                "How fast it falls: by e^−rate in a unit of time."),
            Parameter.number(
                "gamma",
                Domain.GROWTH,
                false,
                "Factor of the level in a unit of time; above 1 it grows."),
            Parameter.span("every", 1, "The unit of time."),
            Parameter.flag("staircase", false, "Whether only whole units of time count.")),
        new CatalogueEntry(
            "falls or grows by the same fraction in equal times",
            "a·e^(−rate·τ) or a·gamma^τ, τ = u/every, floored if staircase; as a ramp a·(b/a)^p",
            "practice",
            "the two forms are one curve with gamma = e^−rate; PyTorch has only gamma",
            "sgd: exponential(0.1, gamma=0.95) per epoch"));
  }

  @Override
  protected void check(Arguments arguments) {
    if (arguments.get("a") instanceof Ramp ramp) {
      for (String name : List.of("rate", "gamma", "every", "staircase")) {
        if (arguments.has(name)) {
          throw new IllegalArgumentException(
              name + " can't be used with a ramp, which is as long as its phrase: leave it out");
        }
      }
      if (ramp.from() != null) {
        checkSigns(ramp.from(), ramp.to());
      } else if (ramp.to() instanceof Value.Known to && to.number() == 0) {
        throw new IllegalArgumentException(
            "an exponential ramp must end on its start's side of 0, was -> 0");
      }
    } else if (arguments.has("rate") == arguments.has("gamma")) {
      throw new IllegalArgumentException(
          "exponential takes exactly one of rate and gamma, was given "
              + (arguments.has("rate") ? "both" : "neither"));
    }
  }

  private static void checkSigns(Value from, Value to) {
    if (!from.isOpen() && !to.isOpen() && !(from.number() * Math.signum(to.number()) > 0)) {
      throw new IllegalArgumentException(
          "an exponential ramp must have both ends on one side of 0, was " + from + " -> " + to);
    }
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    if (arguments.get("a") instanceof Ramp ramp) {
      return ramp(from(ramp, extent), ramp.to().number(), extent.length());
    }
    double a = arguments.number("a");
    // both forms are one curve: gamma^τ = e^(τ·ln gamma)
    double slope =
        arguments.has("gamma") ? Math.log(arguments.number("gamma")) : -arguments.number("rate");
    Clock clock = Clock.of(arguments, extent);
    return new Shape() {
      @Override
      public double at(double u) {
        return value(clock.at(u));
      }

      @Override
      public double end() {
        return value(clock.end());
      }

      private double value(double tau) {
        return a * Math.exp(slope * tau);
      }
    };
  }

  private static Shape ramp(double a, double b, double length) {
    checkSigns(Value.of(a), Value.of(b));
    // not the logarithm of b/a, which may be too large or too small for a double
    double slope = Math.log(Math.abs(b)) - Math.log(Math.abs(a));
    return new Shape() {
      @Override
      public double at(double u) {
        return a * Math.exp(slope * (u / length));
      }

      @Override
      public double end() {
        return b;
      }
    };
  }
}
