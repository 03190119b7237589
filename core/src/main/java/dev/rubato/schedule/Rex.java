package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;

/**
 * Reflected exponential: b + (a − b)·(1 − p)/(1 − p/2); stays high longer than linear, and falls
 * faster at the end.
 *
 * <p>The length D is the phrase's. The ends are finite, and of a learning rate at least 0, else an
 * error says so.
 */
public final class Rex extends Form {
  static final Rex FORM = new Rex();

  private Rex() {
    super(
        Signature.of("rex", Parameter.ramp("a -> b")),
        new About(
            "stays high longer than linear, then falls faster",
            "b + (a − b)·(1 − p)/(1 − p/2)",
            "Chen, Wolfe and Kyrillidis 2022",
            "",
            "sgd: rex(0.1 -> 0)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp("a -> b");
    double a = from(ramp, extent);
    double b = ramp.to().number();
    double length = extent.length();
    return new Shape() {
      @Override
      public double at(double u) {
        double q = (length - u) / length;
        return a * (2 * q / (1 + q)) + b * (u / length / (1 + q));
      }

      @Override
      public double end() {
        return b;
      }
    };
  }
}
