package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Signature;

/**
 * Adam with D-adaptation: estimates its own rate from a lower bound d of the distance to the
 * solution that only grows.
 *
 * <pre>
 * δ = d·lr
 * m ← β₁m + (1 − β₁)δ·g
 * v ← β₂v + (1 − β₂)g²
 * r ← √β₂·r + (1 − √β₂)·δ·⟨g, s/(√v + ε)⟩
 * s ← √β₂·s + (1 − √β₂)·δ·g
 * p ← p − m/(√v + ε)
 * d ← max(d, r/((1 − √β₂)·‖s‖₁)), at most d·growth-rate, r and ‖s‖₁ over all tensors
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 *   <li>{@code d0=1e-6}: The first estimate of the distance to the solution. A number, above 0, in
 *       the model parameters' unit.
 *   <li>{@code growth-rate=inf}: Largest factor by which a step may grow the estimate. A number, at
 *       least 1.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The rate is a multiplier, usually 1. Defazio and Mishchenko 2023 (arXiv:2301.07733), Algorithm
 * 5. The authors' code takes ⟨g, s⟩ with the previous step's v, the paper and Rubato with this
 * step's.
 */
public final class DAdaptAdam extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final DAdaptAdam ALGORITHM = new DAdaptAdam();

  private DAdaptAdam() {
    super(
        Signature.of(
            "dadapt-adam",
            Usual.beta1(0.9),
            Usual.beta2(0.999),
            Usual.epsilon(1e-8),
            Usual.decayInGradient(0),
            Prodigy.firstEstimate(),
            Prodigy.growthRate()),
        new CatalogueEntry(
            "Adam that estimates its own rate; the given rate multiplies it and is usually 1",
            """
            m ← beta1·m + (1 − beta1)·d·lr·g
            r ← √beta2·r + (1 − √beta2)·d·lr·⟨g, s/(√v + epsilon)⟩
            p ← p − m/(√v + epsilon)
            d ← max(d, r/((1 − √beta2)·‖s‖₁))\
            """,
            "Defazio and Mishchenko 2023, arXiv:2301.07733",
            "the authors' code uses the previous step's v in ⟨g, s⟩",
            "dadapt-adam: cosine(1 -> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(arguments.number("d0"), arguments.number("growth-rate"));
  }

  private static final class Loop extends MeasuringKernel {
    // what is remembered: d and r
    private static final int D = 0;
    private static final int R = 1;

    private final double first; // d₀
    private final double growth;
    private boolean idle;
    private double[] memory = new double[2];
    private double root2; // √β₂
    private double rate; // δ
    private float epsilon;
    private float weightDecay;
    private float keep1;
    private float fresh1;
    private float keep2;
    private float fresh2;
    private float keepS;
    private float freshS;

    Loop(double first, double growth) {
      this.first = first;
      this.growth = growth;
    }

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public double[] memory() {
      return new double[] {first, 0};
    }

    @Override
    public Over over() {
      return Over.OPTIMIZER;
    }

    @Override
    public int sums() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      memory = step.memory();
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      root2 = Math.sqrt(b2);
      idle = step.rate() == 0;
      rate = memory[D] * step.rate();
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
      keep1 = (float) b1;
      fresh1 = (float) (rate * (1 - b1));
      keep2 = (float) b2;
      fresh2 = (float) (1 - b2);
      keepS = (float) root2;
      freshS = (float) (rate * (1 - root2));
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
      if (idle) {
        return;
      }
      float[] mean = state[0];
      float[] square = state[1];
      float[] s = state[2];
      for (int at = from; at < to; at += Sums.PIECE) {
        int end = Math.min(at + Sums.PIECE, to);
        for (int i = at; i < end; i++) {
          float d = g[i] + weightDecay * p[i];
          mean[i] = keep1 * mean[i] + fresh1 * d;
          square[i] = keep2 * square[i] + fresh2 * d * d;
        }
        float[] u =
            weightDecay == 0
                ? sums.steps(g, square, g, at, end, 1, 1, epsilon, 0)
                : steps(p, g, square, at, end, sums);
        sums.add(0, rate * sums.ofProducts(s, u, at, end));
        for (int i = at; i < end; i++) {
          s[i] = keepS * s[i] + freshS * (g[i] + weightDecay * p[i]);
        }
      }
      sums.add(1, sums.ofSizes(s, from, to));
    }

    /** (g + λp)/(√v + ε) of a piece. */
    private float[] steps(float[] p, float[] g, float[] square, int from, int to, Sums sums) {
      float[] u = sums.copy(0, g, from, to);
      float[] x = sums.copy(1, p, from, to);
      float[] v = sums.copy(2, square, from, to);
      for (int i = 0; i < to - from; i++) {
        u[i] = (u[i] + weightDecay * x[i]) / ((float) Math.sqrt(v[i]) + epsilon);
      }
      return u;
    }

    @Override
    public void conclude(double[] sums) {
      if (sums[1] > 0) {
        double d = memory[D];
        memory[R] = root2 * memory[R] + (1 - root2) * sums[0];
        double estimate = memory[R] / ((1 - root2) * sums[1]);
        memory[D] = Math.max(d, Math.min(estimate, d * growth));
      }
    }

    @Override
    public boolean updatesByGradient() {
      return false;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      if (idle) {
        return;
      }
      float[] mean = state[0];
      float[] square = state[1];
      for (int i = from; i < to; i++) {
        p[i] -= mean[i] / ((float) Math.sqrt(square[i]) + epsilon);
      }
    }
  }
}
