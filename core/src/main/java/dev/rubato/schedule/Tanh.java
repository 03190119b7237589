package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Value;

/**
 * A hyperbolic tangent: b + ½(a − b)(1 − tanh(from·(1 − p) + to·p)). It starts a little below a and
 * ends a little above b: with the defaults by 1e-6 and 2.5e-3 of their distance.
 *
 * <ul>
 *   <li>{@code a -> b}: Where it starts and ends; -> b starts where the previous phrase ends. A
 *       ramp such as {@code 0.1 -> 0}, in the schedule's unit; a learning rate is at least 0.
 *   <li>{@code from=-7}: Where on the tanh curve the phrase starts. A number, finite.
 *   <li>{@code to=3}: Where on the tanh curve the phrase ends. A number, finite.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>{@code from} at or above {@code to} is an error too. Hsueh, Li and Wu 2019 (arXiv:1806.01593).
 */
public final class Tanh extends RampForm {
  /** The form, for {@link Call#of}. */
  public static final Tanh FORM = new Tanh();

  private Tanh() {
    super(
        "tanh",
        new CatalogueEntry(
            "an S-shaped fall, flat at the beginning",
            "b + ½(a − b)(1 − tanh(from·(1 − p) + to·p))",
            "Hsueh, Li and Wu 2019, arXiv:1806.01593",
            "timm's lower bound is a share of the cycle",
            "sgd: tanh(0.1 -> 0)"),
        Parameter.number("from", Domain.FINITE, -7, "Where on the tanh curve the phrase starts."),
        Parameter.number("to", Domain.FINITE, 3, "Where on the tanh curve the phrase ends."));
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
  protected Shape ramp(double a, double b, double length, Arguments arguments) {
    double from = arguments.number("from");
    double to = arguments.number("to");
    return byShares(length, (q, p) -> value(a, b, from * (1 - p) + to * p));
  }

  private static double value(double a, double b, double x) {
    // ½(1 − tanh x) = 1/(1 + e^2x), ½(1 + tanh x) = 1/(1 + e^−2x)
    return a / (1 + Math.exp(2 * x)) + b / (1 + Math.exp(-2 * x));
  }
}
