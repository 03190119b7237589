package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;

/**
 * A straight line: a + (b − a)·p, computed as a·(1 − p) + b·p, which meets both ends exactly.
 *
 * <ul>
 *   <li>{@code a -> b}: Where it starts and ends; -> b starts where the previous phrase ends. A
 *       ramp such as {@code 0.1 -> 0}, in the schedule's unit; a learning rate is at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>A phrase of no steps is at b immediately. PyTorch's LinearLR takes factors of a base rate, and
 * Keras has none. Goyal 2017 (arXiv:1706.02677) warm up with it; Bergsma 2025 (arXiv:2502.15938)
 * decay to zero.
 */
public final class Linear extends RampForm {
  /** The form, for {@link Call#of}. */
  public static final Linear FORM = new Linear();

  private Linear() {
    super(
        "linear",
        new CatalogueEntry(
            "a straight line from a to b",
            "a + (b − a)·p",
            "Goyal 2017, arXiv:1706.02677 (warm-up); Bergsma 2025, arXiv:2502.15938 (decay to zero)",
            "PyTorch takes factors of a base rate instead of levels",
            "sgd: linear(0 -> 0.1) for 10% then linear(-> 0)"));
  }

  @Override
  protected Shape ramp(double a, double b, double length, Arguments arguments) {
    return byShares(length, (q, p) -> a * q + b * p);
  }
}
