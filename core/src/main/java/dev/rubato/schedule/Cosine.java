package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;

/**
 * Cosine annealing: b + ½(a − b)(1 + cos πp), computed as a·sin²(½π(1 − p)) + b·sin²(½πp), which
 * meets both ends exactly and keeps its digits near them. PyTorch's CosineAnnealingLR climbs again
 * after its end; this holds b.
 *
 * <p>The length D is the phrase's, in steps or {@code per epoch} in epochs. The ends are finite,
 * and of a learning rate at least 0, else an error says so.
 */
public final class Cosine extends Form {
  static final Cosine FORM = new Cosine();

  private Cosine() {
    super(
        Signature.of("cosine", Parameter.ramp("a -> b")),
        new About(
            "half a cosine wave from a to b: slow, fast, slow",
            "b + ½(a − b)(1 + cos πp)",
            "Loshchilov and Hutter 2017",
            "PyTorch's climbs back after its end; Optax's and Keras' take b as a share of a",
            "sgd: linear(0 -> 0.1) for 5% then cosine(-> 0)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp("a -> b");
    double a = from(ramp, extent);
    double b = ramp.to().number();
    double length = extent.length();
    return new Shape() {
      @Override
      public double at(double u) {
        return HalfWave.between(a, b, (length - u) / length, u / length);
      }

      @Override
      public double end() {
        return b;
      }
    };
  }
}
