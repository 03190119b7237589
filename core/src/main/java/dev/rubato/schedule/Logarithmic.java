package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;

/**
 * The logarithm of time: a + (b − a)·ln(1 + u)/ln D, fast at first; at b from u = D − 1 on.
 *
 * <ul>
 *   <li>{@code a -> b}: Where it starts and ends; -> b starts where the previous phrase ends. A
 *       ramp such as {@code 0.1 -> 0}, in the schedule's unit; a learning rate is at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>A phrase of one step is at b immediately. DeepSpeed's WarmupLR and WarmupDecayLR warm up with
 * it by default (Rajbhandari 2020, arXiv:1910.02054, is the paper of the library).
 */
public final class Logarithmic extends RampForm {
  /** The form, for {@link Call#of}. */
  public static final Logarithmic FORM = new Logarithmic();

  private Logarithmic() {
    super(
        "logarithmic",
        new CatalogueEntry(
            "the logarithm of time: fast at first",
            "a + (b − a)·ln(1 + u)/ln D, b from u = D − 1 on",
            "practice; DeepSpeed's WarmupLR",
            "",
            "adam: logarithmic(0 -> 1e-3) for 10% then linear(-> 0)"));
  }

  @Override
  protected Shape ramp(double a, double b, double length, Arguments arguments) {
    double last = length - 1;
    double logarithm = Math.log(length);
    return new Shape() {
      @Override
      public double at(double u) {
        if (u >= last) {
          return b;
        }
        double gone = Math.log1p(u) / logarithm;
        return a * (1 - gone) + b * gone;
      }

      @Override
      public double end() {
        return b;
      }
    };
  }
}
