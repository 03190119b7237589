package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Value;
import java.util.List;

/**
 * Falls by the same share in the same time: a·e^(−rate·τ), or a·gamma^τ, τ = u/every, in whole
 * units of {@code every} where {@code staircase}; or, as a ramp, a·(b/a)^p.
 *
 * <p>The two forms are the same curve with gamma = e^−rate: rate = 0.1 is gamma = 0.904837…, not
 * 0.9. PyTorch's ExponentialLR is the second; many texts write the first.
 *
 * <p>The rate is at least 0, gamma in (0, 1], one of them is given, and {@code every} is a span of
 * at least a step. The ends of a ramp are not 0 and of one sign. Anything else is an error that
 * says so, for {@code -> b} when the schedule is resolved and the start is known.
 */
public final class Exponential extends Form {
  static final Exponential FORM = new Exponential();

  private Exponential() {
    super(
        Signature.of(
            "exponential",
            new Parameter("a", Parameter.Kind.LEVEL_OR_RAMP, Domain.FINITE, List.of(), null, true),
            Parameter.number("rate", Domain.AT_LEAST_0, false),
            Parameter.number("gamma", Domain.FACTOR, false),
            Parameter.span("every", 1),
            Parameter.flag("staircase", false)),
        new About(
            "falls by the same share in the same time",
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
              name + " does not go with a ramp, whose length is the phrase's: leave it out");
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
