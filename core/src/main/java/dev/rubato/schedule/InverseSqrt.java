package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Falls with the square root of time: a / √(1 + u/timescale).
 *
 * <ul>
 *   <li>{@code a}: The level at the start. A number such as 0.1, in the schedule's unit; a learning
 *       rate is at least 0.
 *   <li>{@code timescale}: The time after which the level is a/√2. A span such as 30, 5 epochs or
 *       10%, above 0, in steps, or epochs if per epoch.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The Transformer's schedule is this after a linear warm-up of {@code timescale} steps, up to
 * where the 1 is added. Vaswani 2017 (arXiv:1706.03762); Zhai 2022 (arXiv:2106.04560).
 */
public final class InverseSqrt extends Form {
  /** The form, for {@link Call#of}. */
  public static final InverseSqrt FORM = new InverseSqrt();

  private InverseSqrt() {
    super(
        Signature.of(
            "inverse-sqrt",
            Parameter.level("a", true, "The level at the start."),
            Parameter.span("timescale", "The time after which the level is a/√2.")),
        new CatalogueEntry(
            "falls with the square root of time, without end",
            "a / √(1 + u/timescale)",
            "Vaswani 2017, arXiv:1706.03762; Zhai 2022, arXiv:2106.04560",
            "fairseq's is a·√(w/t) after w warm-up steps",
            "adam: linear(0 -> 1e-3) for 5% then inverse-sqrt(1e-3, timescale=5%)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double a = arguments.number("a");
    double timescale = extent.units("timescale", arguments.span("timescale"));
    double length = extent.length();
    return new Shape() {
      @Override
      public double at(double u) {
        return a / Math.sqrt(1 + u / timescale);
      }

      @Override
      public double end() {
        return at(length);
      }
    };
  }
}
