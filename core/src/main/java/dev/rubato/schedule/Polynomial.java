package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;

/**
 * A power of what is left: b + (a − b)·(1 − p)^power; power 1 is {@link Linear}. Keras adds {@code
 * cycle}, which stretches the horizon; Hugging Face divides by zero when warm-up is the whole.
 *
 * <p>The power is above 0, else an error says so; below 1 the fall is steepest at its end. The
 * length D is the phrase's.
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
    double inverse = 1 / length;
    return new Shape() {
      @Override
      public double at(double u) {
        // a division would cost as much as all the rest; at 0 it must be exact
        double q = u == 0 ? 1 : (length - u) * inverse;
        double p = u * inverse;
        double gone = power == 2 ? p * (1 + q) : -Math.expm1(power * Math.log1p(-p));
        return a * (power == 2 ? q * q : Math.pow(q, power)) + b * gone;
      }

      @Override
      public double end() {
        return b;
      }
    };
  }
}
