package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Stochastic Polyak step size: gradient descent whose step length follows from the loss f of the
 * batch and the norm of its gradient; the given rate is the longest step.
 *
 * <pre>
 * γ = (f − f*)/(c·‖g‖² + ε), the norm over all tensors; 0 where f is below f*
 * γ ← min(γ, growth-rate·the γ before), the first of which is 1
 * p ← p − min(lr, γ)·g
 * </pre>
 *
 * <ul>
 *   <li>{@code c=0.5}: Divides the step length; ½ is what a quadratic loss wants. A number or a
 *       schedule, above 0.
 *   <li>{@code lower-bound=0}: What the loss of a batch can't be below, f*. A number or a schedule,
 *       finite.
 *   <li>{@code growth-rate=inf}: Largest factor by which a step may be longer than the one before.
 *       A number, at least 1.
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Each step is told the loss, by {@code step(loss)}; with {@code maximize} f is the loss times
 * −1. A gradient whose norm is below 1e-8 moves nothing. Loizou 2021 (arXiv:2002.10542), SPS_max,
 * whose bound γ_b is the rate here. The authors' code by default has no such bound but a
 * growth-rate of 2^(1/batches per epoch), with which it leaves f* out, and once a loss was 0 it
 * never moves again; here the last length above 0 counts. Optax' polyak_sgd has c = 1, a longest
 * step of 1 and epsilon 0.
 */
public final class Polyak extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Polyak ALGORITHM = new Polyak();

  private static final double NO_GRADIENT = 1e-16; // the square of a norm

  private Polyak() {
    super(
        Signature.of(
            "polyak",
            Parameter.hyperparameter(
                "c",
                Domain.ABOVE_0,
                0.5,
                "Divides the step length; ½ is what a quadratic loss wants."),
            lowerBound(),
            Parameter.number(
                "growth-rate",
                Prodigy.growthRate().domain(),
                Double.POSITIVE_INFINITY,
                "Largest factor by which a step may be longer than the one before."),
            Usual.epsilon(1e-8)),
        new CatalogueEntry(
            "gradient descent whose step length follows from the loss; the rate is the longest"
                + " step",
            """
            γ = (loss − lower-bound)/(c·‖g‖² + epsilon), ‖g‖ over all tensors
            p ← p − min(lr, γ)·g\
            """,
            "Loizou 2021, arXiv:2002.10542",
            "the authors' code bounds a step's growth instead of its length; Optax' c is 1",
            "polyak: 1"));
  }

  /** What no loss is below, as a parameter. */
  static Parameter lowerBound() {
    return Parameter.hyperparameter(
        "lower-bound", Domain.FINITE, 0, "What the loss of a batch can't be below, f*.");
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1;
  }

  @Override
  public boolean needsLoss() {
    return true;
  }

  @Override
  protected String needsItsMemoryWhole(Arguments arguments) {
    return "it remembers nothing of each parameter";
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(arguments.number("growth-rate"));
  }

  private static final class Loop extends MeasuringKernel {
    // what is remembered: the length of this step, and of the last one above 0
    private static final int LENGTH = 0;
    private static final int BEFORE = 1;

    private final double growth;
    private double c;
    private double bound;
    private double epsilon;
    private double loss;
    private double rate;
    private double[] memory = new double[2];

    Loop(double growth) {
      this.growth = growth;
    }

    @Override
    public int slots() {
      return 0;
    }

    @Override
    public double[] memory() {
      return new double[] {0, 1};
    }

    @Override
    public Over over() {
      return Over.OPTIMIZER;
    }

    @Override
    public int sums() {
      return 1;
    }

    @Override
    public void begin(StepContext step) {
      c = step.number("c");
      bound = step.number("lower-bound");
      epsilon = step.number("epsilon");
      loss = step.loss();
      rate = step.rate();
      memory = step.memory();
    }

    @Override
    public boolean measuresOnly(StepContext step) {
      return true;
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
      sums.add(0, sums.ofSquares(g, from, to));
    }

    @Override
    public void conclude(double[] sums) {
      double above = sums[0] < NO_GRADIENT ? 0 : Math.max(0, loss - bound);
      double length = Math.min(above / (c * sums[0] + epsilon), growth * memory[BEFORE]);
      memory[LENGTH] = above > 0 ? length : 0;
      memory[BEFORE] = memory[LENGTH] > 0 ? memory[LENGTH] : memory[BEFORE];
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float length = (float) Math.min(rate, memory[LENGTH]);
      for (int i = from; i < to; i++) {
        p[i] -= length * g[i];
      }
    }
  }
}
