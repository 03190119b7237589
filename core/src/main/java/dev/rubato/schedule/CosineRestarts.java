package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;

/**
 * Cosine annealing with warm restarts: cycle i lasts first·multiplyⁱ, starts from b + (a −
 * b)·decayⁱ and falls to b.
 *
 * <p>The cycle is found in closed form and then set right, so that boundaries are exact and the
 * cost does not grow with time. PyTorch takes the rounded logarithm as it is, and so misplaces
 * boundaries (T_0 = 1, T_mult = 3, epoch 121); it has no decay.
 */
public final class CosineRestarts extends Form {
  private static final Domain MULTIPLY = new Domain(1, true, 1000, true, false);

  static final CosineRestarts FORM = new CosineRestarts();

  private CosineRestarts() {
    super(
        Signature.of(
            "cosine-restarts",
            Parameter.ramp("a -> b"),
            Parameter.span("first"),
            Parameter.number("multiply", MULTIPLY, 1),
            Parameter.number("decay", Domain.FACTOR, 1)),
        new About(
            "cosine annealing that starts anew, each cycle longer or lower if asked",
            "cycle i lasts first·multiplyⁱ, from b + (a − b)·decayⁱ to b by cosine",
            "Loshchilov and Hutter 2017 (SGDR)",
            "PyTorch misplaces exact cycle boundaries and has no decay",
            "sgd: cosine-restarts(0.1 -> 0, first=10%, multiply=2)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp("a -> b");
    return new Cycles(
        from(ramp, extent),
        ramp.to().number(),
        extent.units("first", arguments.span("first")),
        arguments.number("multiply"),
        arguments.number("decay"),
        extent.length());
  }

  private static final class Cycles extends Shape {
    private final double a;
    private final double b;
    private final double first;
    private final double multiply;
    private final double logMultiply;
    private final double decay;
    private final double length;

    Cycles(double a, double b, double first, double multiply, double decay, double length) {
      this.a = a;
      this.b = b;
      this.first = first;
      this.multiply = multiply;
      this.logMultiply = Math.log(multiply);
      this.decay = decay;
      this.length = length;
    }

    @Override
    public double at(double u) {
      double cycle = cycle(u);
      double cycleLength = multiply == 1 ? first : first * Math.pow(multiply, cycle);
      double left = 1 - (u - start(cycle)) / cycleLength;
      double sine = Math.sin(Math.PI / 2 * left);
      double peak = decay == 1 ? a - b : (a - b) * Math.pow(decay, cycle);
      return b + peak * (sine * sine);
    }

    @Override
    public double end() {
      // a phrase that ends with a cycle ends in its trough, not on the next peak
      return length > 0 && start(cycle(length)) == length ? b : at(length);
    }

    private double cycle(double u) {
      if (multiply == 1) {
        return Math.floor(u / first);
      }
      double cycle = Math.floor(Math.log1p(u / first * (multiply - 1)) / logMultiply);
      // the logarithm is rounded: step to the cycle that really contains u
      if (cycle > 0 && start(cycle) > u) {
        cycle--;
      } else if (start(cycle + 1) <= u) {
        cycle++;
      }
      return cycle;
    }

    private double start(double cycle) {
      return multiply == 1
          ? first * cycle
          : first * (Math.pow(multiply, cycle) - 1) / (multiply - 1);
    }
  }
}
