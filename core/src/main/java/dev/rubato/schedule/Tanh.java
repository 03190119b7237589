package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Value;

/**
 * A hyperbolic tangent between {@code from} and {@code to}: b + ½(a − b)(1 − tanh(from·(1 − p) +
 * to·p)). It starts a little below a and ends a little above b: with the defaults by 1e-6 and
 * 2.5e-3 of their distance.
 *
 * <p>{@code from} and {@code to} are places on the curve, without a unit; from is below to, else an
 * error says so. The length D is the phrase's.
 */
public final class Tanh extends Form {
  static final Tanh FORM = new Tanh();

  private Tanh() {
    super(
        Signature.of(
            "tanh",
            Parameter.ramp("a -> b"),
            Parameter.number("from", Domain.FINITE, -7),
            Parameter.number("to", Domain.FINITE, 3)),
        new About(
            "an S-shaped fall, flat at the beginning",
            "b + ½(a − b)(1 − tanh(from·(1 − p) + to·p))",
            "Hsueh, Li and Wu 2019",
            "timm's lower bound is a share of the cycle",
            "sgd: tanh(0.1 -> 0)"));
  }

  @Override
  protected void check(Arguments arguments) {
    if (!(arguments.get("from") instanceof Value.Open)
        && !(arguments.get("to") instanceof Value.Open)
        && arguments.number("from") >= arguments.number("to")) {
      throw new IllegalArgumentException(
          "from must be below to, was from="
              + arguments.get("from")
              + ", to="
              + arguments.get("to"));
    }
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp("a -> b");
    double a = from(ramp, extent);
    double b = ramp.to().number();
    double length = extent.length();
    double left = arguments.number("from");
    double right = arguments.number("to");
    return new Shape() {
      @Override
      public double at(double u) {
        double p = u / length;
        return value(a, b, left * (1 - p) + right * p);
      }

      @Override
      public double end() {
        return value(a, b, right);
      }
    };
  }

  private static double value(double a, double b, double x) {
    // ½(1 − tanh x) = 1/(1 + e^2x), ½(1 + tanh x) = 1/(1 + e^−2x)
    return a / (1 + Math.exp(2 * x)) + b / (1 + Math.exp(-2 * x));
  }
}
