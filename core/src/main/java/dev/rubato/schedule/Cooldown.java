package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import java.util.List;

/**
 * The decay that ends a constant rate: b + (a − b)·s, where s goes from 1 to 0 as the shape says.
 *
 * <pre>
 * sqrt    s = 1 − √p
 * linear  s = 1 − p
 * cosine  s = ½(1 + cos πp)
 * square  s = 1 − p²
 * power   s = 1 − p^power
 * </pre>
 *
 * <ul>
 *   <li>{@code a -> b}: Where it starts and ends; -> b starts where the previous phrase ends. A
 *       ramp such as {@code 0.1 -> 0}, in the schedule's unit; a learning rate is at least 0.
 *   <li>{@code shape=sqrt}: How it falls: fast at first, evenly, as a half cosine, or fast at the
 *       end. One of sqrt, linear, cosine, square.
 *   <li>{@code power}: In place of a shape: it falls as 1 − p^power. A number, above 0; optional.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>A shape and a power exclude each other; power=0.5 is sqrt, 1 linear, 2 square. Hägele 2024
 * (arXiv:2405.18392); Zhai 2022 (arXiv:2106.04560).
 */
public final class Cooldown extends RampForm {
  /** The form, for {@link Call#of}. */
  public static final Cooldown FORM = new Cooldown();

  private Cooldown() {
    super(
        "cooldown",
        new CatalogueEntry(
            "the decay that ends a constant rate",
            """
            b + (a − b)·s
            s = 1 − √p (sqrt), 1 − p (linear), ½(1 + cos πp) (cosine), 1 − p² (square), 1 − p^power\
            """,
            "Hägele 2024, arXiv:2405.18392; Zhai 2022, arXiv:2106.04560",
            "",
            "sgd: 0.1 for 80% then cooldown(-> 0)"),
        Parameter.choice(
            "shape",
            List.of("sqrt", "linear", "cosine", "square"),
            "How it falls: fast at first, evenly, as a half cosine, or fast at the end."),
        Parameter.number(
            "power", Domain.ABOVE_0, false, "In place of a shape: it falls as 1 − p^power."));
  }

  @Override
  protected void check(Arguments arguments) {
    if (arguments.has("shape") && arguments.has("power")) {
      throw new IllegalArgumentException(
          "cooldown takes a shape or a power, was given both: leave one out");
    }
  }

  @Override
  protected Shape ramp(double a, double b, double length, Arguments arguments) {
    if (arguments.has("power")) {
      double power = arguments.number("power");
      return byShares(
          length,
          (q, p) -> {
            // ln p, and 1 − p^power without cancelling
            double logarithm = power * (p < 0.5 ? Math.log(p) : Math.log1p(-q));
            return a * -Math.expm1(logarithm) + b * Math.exp(logarithm);
          });
    }
    return switch (arguments.word("shape")) {
      case "linear" -> Linear.FORM.ramp(a, b, length, arguments);
      case "cosine" -> Cosine.FORM.ramp(a, b, length, arguments);
      case "square" -> // 1 − p² = (1 − p)(1 + p)
          byShares(length, (q, p) -> a * (q * (1 + p)) + b * (p * p));
      default -> // 1 − √p without cancelling
          byShares(
              length,
              (q, p) -> {
                double root = Math.sqrt(p);
                return a * (q / (1 + root)) + b * root;
              });
    };
  }
}
