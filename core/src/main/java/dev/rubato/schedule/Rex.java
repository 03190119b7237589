package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;

/**
 * Reflected exponential: b + (a − b)·(1 − p)/(1 − p/2). It stays high longer than linear, and falls
 * faster at the end.
 *
 * <ul>
 *   <li>{@code a -> b}: Where it starts and ends; -> b starts where the previous phrase ends. A
 *       ramp such as {@code 0.1 -> 0}, in the schedule's unit; a learning rate is at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Chen, Wolfe and Kyrillidis 2022 (arXiv:2107.04197).
 */
public final class Rex extends RampForm {
  /** The form, for {@link Call#of}. */
  public static final Rex FORM = new Rex();

  private Rex() {
    super(
        "rex",
        new CatalogueEntry(
            "stays high longer than linear, then falls faster",
            "b + (a − b)·(1 − p)/(1 − p/2)",
            "Chen, Wolfe and Kyrillidis 2022, arXiv:2107.04197",
            "",
            "sgd: rex(0.1 -> 0)"));
  }

  @Override
  protected Shape ramp(double a, double b, double length, Arguments arguments) {
    return byShares(length, (q, p) -> a * (2 * q / (1 + q)) + b * (p / (1 + q)));
  }
}
