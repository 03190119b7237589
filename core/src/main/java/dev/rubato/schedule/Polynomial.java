package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;

/**
 * A power of what is left: b + (a − b)·(1 − p)^power; power 1 is {@link Linear}. Keras adds {@code
 * cycle}, which stretches the horizon; Hugging Face divides by zero when warm-up is the whole.
 */
public final class Polynomial extends Form {
  static final Polynomial FORM = new Polynomial();

  private Polynomial() {
    super(
        Signature.of(
            "polynomial", Parameter.ramp("a -> b"), Parameter.number("power", Domain.ABOVE_0, 2)),
        new About(
            "falls as a power of the time left",
            "b + (a − b)·(1 − p)^power",
            "Chen 2017 (DeepLab's \"poly\")",
            "PyTorch's default power is 1, Keras' 1",
            "sgd: polynomial(0.1 -> 0, power=2)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp("a -> b");
    double a = from(ramp, extent);
    double b = ramp.to().number();
    double length = extent.length();
    double power = arguments.number("power");
    return new Shape() {
      @Override
      public double at(double u) {
        double q = Math.max(0, (length - u) / length);
        return b + (a - b) * (power == 2 ? q * q : Math.pow(q, power));
      }

      @Override
      public double end() {
        return b;
      }
    };
  }
}
