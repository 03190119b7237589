package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;

/**
 * A power of the remaining fraction: b + (a − b)·(1 − p)^power; power 1 is {@link Linear}.
 *
 * <ul>
 *   <li>{@code a -> b}: Where it starts and ends; -> b starts where the previous phrase ends. A
 *       ramp such as {@code 0.1 -> 0}, in the schedule's unit; a learning rate is at least 0.
 *   <li>{@code power=2}: The exponent; below 1 the fall is steepest at its end. A number, above 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Keras adds {@code cycle}, which stretches the horizon; Hugging Face divides by zero if the
 * whole training is warm-up. Chen 2017 (arXiv:1606.00915).
 */
public final class Polynomial extends RampForm {
  /** The form, for {@link Call#of}. */
  public static final Polynomial FORM = new Polynomial();

  private Polynomial() {
    super(
        "polynomial",
        new CatalogueEntry(
            "falls as a power of the time left",
            "b + (a − b)·(1 − p)^power",
            "Chen 2017, arXiv:1606.00915 (DeepLab's \"poly\")",
            "PyTorch's and Keras' default power is 1",
            "sgd: polynomial(0.1 -> 0, power=2)"),
        Parameter.number(
            "power", Domain.ABOVE_0, 2, "The exponent; below 1 the fall is steepest at its end."));
  }

  @Override
  protected Shape ramp(double a, double b, double length, Arguments arguments) {
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
