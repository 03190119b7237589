package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import dev.rubato.argument.Signature;

/**
 * DoG: plain gradient descent whose step length is the distance from the start over the root of the
 * sum of squared gradients.
 *
 * <pre>
 * d = g + λp
 * r ← max(r, ‖p − p₀‖); first reps-rel·(1 + ‖p₀‖), over all tensors
 * G ← G + ‖d‖²; first ‖d‖² + ε
 * p ← p − lr·r/√G·d
 * </pre>
 *
 * <ul>
 *   <li>{@code reps-rel=1e-6}: The first distance, as a share of 1 and the norm of the parameters.
 *       A number, above 0.
 *   <li>{@code epsilon=1e-8}: Added to the sum of squared gradients. A number, at least 0, in the
 *       gradient's unit.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The rate is a multiplier, usually 1 all the time. The authors evaluate an average of the
 * iterates. Ivgi 2023 (arXiv:2302.12022), as the authors' code has it.
 */
public final class Dog extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Dog ALGORITHM = new Dog();

  private Dog() {
    super(
        Signature.of(
            "dog",
            Parameter.number(
                "reps-rel",
                Domain.ABOVE_0,
                1e-6,
                "The first distance, as a share of 1 and the norm of the parameters."),
            Parameter.number(
                    "epsilon", Domain.AT_LEAST_0, 1e-8, "Added to the sum of squared gradients.")
                .in(Unit.GRADIENT),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "gradient descent that finds its own rate; the given rate multiplies it, usually 1",
            """
            r ← max(r, ‖p − p₀‖)
            G ← G + ‖g‖²
            p ← p − lr·r/√G·g\
            """,
            "Ivgi 2023, arXiv:2302.12022",
            "",
            "dog: 1"));
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
    return new Loop(arguments.number("reps-rel"), arguments.number("epsilon"));
  }

  private static final class Loop extends DistanceKernel {
    private static final int SQUARES = 1; // G

    private final double share;
    private final double epsilon;

    Loop(double share, double epsilon) {
      this.share = share;
      this.epsilon = epsilon;
    }

    @Override
    public double[] memory() {
      return new double[2];
    }

    @Override
    void conclude(double[] memory, double moved, double squares, double size) {
      boolean first = memory[DISTANCE] == 0;
      memory[DISTANCE] = first ? share * (1 + size) : Math.max(memory[DISTANCE], moved);
      memory[SQUARES] += squares + (first ? epsilon : 0);
    }

    @Override
    double step(double[] memory) {
      return memory[SQUARES] > 0 ? memory[DISTANCE] / Math.sqrt(memory[SQUARES]) : 0;
    }
  }
}
