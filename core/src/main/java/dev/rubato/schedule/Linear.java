package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;

/**
 * A straight line from a to b: a + (b − a)·p, computed as a·(1 − p) + b·p, which meets both ends
 * exactly. PyTorch's LinearLR takes factors of a base rate, and Keras has none.
 *
 * <p>The length D is the phrase's, in steps or {@code per epoch} in epochs; a phrase of no steps is
 * at b at once. The ends are finite, and of a learning rate at least 0, else an error says so.
 */
public final class Linear extends Form {
  static final Linear FORM = new Linear();

  private Linear() {
    super(
        Signature.of("linear", Parameter.ramp("a -> b")),
        new About(
            "a straight line from a to b",
            "a + (b − a)·p",
            "Goyal 2017 (warm-up); Bergsma 2025 (decay to zero)",
            "PyTorch takes factors of a base rate instead of levels",
            "sgd: linear(0 -> 0.1) for 10% then linear(-> 0)"));
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
        return a * q + b * (u / length);
      }

      @Override
      public double end() {
        return b;
      }
    };
  }
}
