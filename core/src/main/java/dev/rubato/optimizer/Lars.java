package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * LARS: momentum with a rate for each tensor proportional to its norm, for large batches.
 *
 * <pre>
 * local = trust·‖p‖/(‖g‖ + λ‖p‖ + ε), 1 where a norm is 0
 * b ← μb + local·(g + λp)
 * p ← p − lr·b
 * </pre>
 *
 * <ul>
 *   <li>{@code momentum=0.9}: Fraction of the momentum kept at each step. A number or a schedule,
 *       in [0, 1).
 *   <li>{@code trust=0.001}: Size of a tensor's step as a fraction of its norm. A number or a
 *       schedule, above 0.
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>You 2017 (arXiv:1708.03888). The rate multiplies the buffer, as in {@link Sgd} and PyTorch's
 * ports; the paper has it inside, which differs when the rate changes.
 */
public final class Lars extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Lars ALGORITHM = new Lars();

  private Lars() {
    super(
        Signature.of(
            "lars",
            Usual.momentum(0.9),
            Parameter.hyperparameter(
                "trust",
                Domain.ABOVE_0,
                1e-3,
                "Size of a tensor's step as a fraction of its norm."),
            Usual.epsilon(1e-8),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "momentum with steps proportional to each tensor's norm, for large batches",
            """
            local = trust·‖p‖/(‖g‖ + weight-decay·‖p‖ + epsilon)
            b ← momentum·b + local·(g + weight-decay·p)
            p ← p − lr·b\
            """,
            "You 2017, arXiv:1708.03888",
            "the paper has the rate inside the buffer",
            "lars: linear(0 -> 10) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends MeasuringKernel {
    private float rate;
    private float momentum;
    private double trust;
    private double epsilon;
    private double weightDecay;
    private float ofGradient; // local
    private float ofParameter; // local·λ

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int sums() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      momentum = (float) step.number("momentum");
      trust = step.number("trust");
      epsilon = step.number("epsilon");
      weightDecay = step.number("weight-decay");
    }

    @Override
    public boolean measuresOnly(StepContext step) {
      return true;
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
      sums.add(0, sums.ofSquares(p, from, to));
      sums.add(1, sums.ofSquares(g, from, to));
    }

    @Override
    public void conclude(double[] sums) {
      double size = Math.sqrt(sums[0]);
      double slope = Math.sqrt(sums[1]);
      double local =
          size > 0 && slope > 0 ? trust * size / (slope + weightDecay * size + epsilon) : 1;
      ofGradient = Floats.finite(local);
      ofParameter = Floats.finite(local * weightDecay);
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] buffer = state[0];
      for (int i = from; i < to; i++) {
        float b = momentum * buffer[i] + ofGradient * g[i] + ofParameter * p[i];
        buffer[i] = b;
        p[i] -= rate * b;
      }
    }
  }
}
