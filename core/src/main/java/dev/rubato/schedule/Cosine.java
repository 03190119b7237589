package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;

/**
 * Cosine annealing: b + ½(a − b)(1 + cos πp), computed as a·sin²(½π(1 − p)) + b·sin²(½πp), which
 * meets both ends exactly and is accurate near them.
 *
 * <ul>
 *   <li>{@code a -> b}: Where it starts and ends; -> b starts where the previous phrase ends. A
 *       ramp such as {@code 0.1 -> 0}, in the schedule's unit; a learning rate is at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Loshchilov and Hutter 2017 (arXiv:1608.03983). PyTorch's CosineAnnealingLR climbs again after
 * its end; this holds b.
 */
public final class Cosine extends RampForm {
  /** The form, for {@link Call#of}. */
  public static final Cosine FORM = new Cosine();

  private Cosine() {
    super(
        "cosine",
        new CatalogueEntry(
            "half a cosine wave from a to b: slow, fast, slow",
            "b + ½(a − b)(1 + cos πp)",
            "Loshchilov and Hutter 2017, arXiv:1608.03983",
            "PyTorch's climbs back after its end; Optax's and Keras' take b as a fraction of a",
            "sgd: linear(0 -> 0.1) for 5% then cosine(-> 0)"));
  }

  @Override
  protected Shape ramp(double a, double b, double length, Arguments arguments) {
    return byShares(length, (q, p) -> HalfWave.between(a, b, q, p));
  }
}
