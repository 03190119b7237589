package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;

/**
 * Comes near a level, ever more slowly: b + (a − b)·e^(−u/timescale). It ends at e^(−D/timescale)
 * of the way before b, however long it lasts.
 *
 * <ul>
 *   <li>{@code a -> b}: Where it starts, and what it comes near. A ramp such as {@code 0.1 -> 0},
 *       in the schedule's unit; a learning rate is at least 0.
 *   <li>{@code timescale}: The time in which all but 1/e of the way is gone. A span such as 30, 5
 *       epochs or 10%, above 0, in steps, or epochs if per epoch.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Warm-ups by 1 − e^(−t/τ) are Ma and Yarats 2021 (arXiv:1910.04209), with τ = 1/(1 − beta2)
 * steps; {@code exponential} with a floor added is the same on the way down.
 */
public final class Saturating extends Form {
  /** The form, for {@link Call#of}. */
  public static final Saturating FORM = new Saturating();

  private Saturating() {
    super(
        Signature.of(
            "saturating",
            Parameter.ramp("a -> b", "Where it starts, and what it comes near."),
            Parameter.span("timescale", "The time in which all but 1/e of the way is gone.")),
        new CatalogueEntry(
            "comes near a level, ever more slowly",
            "b + (a − b)·e^(−u/timescale)",
            "Ma and Yarats 2021, arXiv:1910.04209 (untuned exponential warm-up)",
            "",
            "adam: saturating(0 -> 1e-3, timescale=5%) for 20% then linear(-> 0)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp(Parameter.RAMP);
    double a = from(ramp, extent);
    double b = ramp.to().number();
    double timescale = extent.units("timescale", arguments.span("timescale"));
    double length = extent.length();
    return new Shape() {
      @Override
      public double at(double u) {
        double time = -u / timescale;
        return a * Math.exp(time) + b * -Math.expm1(time);
      }

      @Override
      public double end() {
        return at(length);
      }
    };
  }
}
