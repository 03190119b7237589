package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * DoWG: DoG whose sum of squared gradients is weighted by the distance, so that late gradients
 * count more and steps are longer.
 *
 * <pre>
 * d = g + λp
 * r² ← max(r², ‖p − p₀‖²), first ε, over all tensors
 * v ← v + r²‖d‖²
 * p ← p − lr·r²/(√v + ε)·d
 * </pre>
 *
 * <ul>
 *   <li>{@code epsilon=1e-4}: The first squared distance; also added to the denominator. A number,
 *       above 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The rate is a multiplier, usually 1 all the time. Khaled 2023 (arXiv:2305.16284), Algorithm 1,
 * whose first distance is the root of epsilon as in the authors' code, which also adds epsilon to
 * the root, and has neither a rate nor a weight decay.
 */
public final class Dowg extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Dowg ALGORITHM = new Dowg();

  private Dowg() {
    super(
        Signature.of(
            "dowg",
            Parameter.number(
                "epsilon",
                Domain.ABOVE_0,
                1e-4,
                "The first squared distance; also added to the denominator."),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "gradient descent that finds its own rate; the given rate multiplies it, usually 1",
            """
            r² ← max(r², ‖p − p₀‖²)
            v ← v + r²·‖g‖²
            p ← p − lr·r²/(√v + epsilon)·g\
            """,
            "Khaled 2023, arXiv:2305.16284",
            "the paper adds nothing to the root; the authors' code has no rate and no weight decay",
            "dowg: 1"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1;
  }

  @Override
  protected String needsItsMemoryWhole(Arguments arguments) {
    return remembersPoints();
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(arguments.number("epsilon"));
  }

  private static final class Loop extends DistanceKernel {
    private static final int WEIGHTED_SQUARES = 1; // v

    private final double epsilon;

    Loop(double epsilon) {
      this.epsilon = epsilon;
    }

    @Override
    public double[] memory() {
      return new double[] {Math.sqrt(epsilon), 0};
    }

    @Override
    void conclude(double[] memory, double moved, double squares, double size) {
      memory[DISTANCE] = Math.max(memory[DISTANCE], moved);
      memory[WEIGHTED_SQUARES] += memory[DISTANCE] * memory[DISTANCE] * squares;
    }

    @Override
    double step(double[] memory) {
      double distance = memory[DISTANCE];
      return distance * distance / (Math.sqrt(memory[WEIGHTED_SQUARES]) + epsilon);
    }
  }
}
