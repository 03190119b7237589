package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Adam with D-adaptation: finds its own rate, from a lower bound d of the distance to the solution
 * that only grows. With δ = d·lr: m ← β₁m + (1 − β₁)δ·g; v ← β₂v + (1 − β₂)g²; r ← √β₂·r + (1 −
 * √β₂)·δ·⟨g, s/(√v + ε)⟩; s ← √β₂·s + (1 − √β₂)·δ·g; p ← p − m/(√v + ε); then d ← max(d, r/((1 −
 * √β₂)·‖s‖₁)), at most d·growth-rate; r and ‖s‖₁ over all tensors. Defazio and Mishchenko 2023,
 * Algorithm 5. Weight decay is added to the gradient.
 *
 * <p>The rate is a multiplier, usually 1. The authors' code takes ⟨g, s⟩ with the v of the step
 * before, the paper and we with that of this step.
 */
public final class DAdaptAdam extends Algorithm {
  static final DAdaptAdam ALGORITHM = new DAdaptAdam();

  private DAdaptAdam() {
    super(
        Signature.of(
            "dadapt-adam",
            Parameter.hyperparameter("beta1", Domain.AVERAGE, 0.9),
            Parameter.hyperparameter("beta2", Domain.AVERAGE, 0.999),
            Parameter.hyperparameter("epsilon", Domain.AT_LEAST_0, 1e-8),
            Parameter.hyperparameter("weight-decay", Domain.AT_LEAST_0, 0),
            Parameter.number("d0", Domain.ABOVE_0, 1e-6),
            Parameter.number("growth-rate", Prodigy.GROWTH, Double.POSITIVE_INFINITY)),
        new About(
            "Adam that finds its own rate; the rate given multiplies it, and is usually 1",
            "d ← max(d, r/((1 − √beta2)·‖s‖₁)); p ← p − m/(√v + epsilon),"
                + " m the average of d·lr·g, r that of d·lr·⟨g, s/(√v + epsilon)⟩",
            "Defazio and Mishchenko 2023",
            "the authors' code takes the v of the step before in ⟨g, s⟩"));
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
    public void measure(float[] p, float[] g, float[][] state, int from, int to, double[] sums) {
      if (idle) {
        return;
      }
      float[] mean = state[0];
      float[] square = state[1];
      float[] s = state[2];
      float[] product = g;
      for (int i = from; i < to; i++) {
        float d = g[i] + weightDecay * p[i];
        mean[i] = keep1 * mean[i] + fresh1 * d;
        square[i] = keep2 * square[i] + fresh2 * d * d;
      }
      for (int i = from; i < to; i++) {
        float d = g[i] + weightDecay * p[i];
        float sum = s[i];
        product[i] = d / ((float) Math.sqrt(square[i]) + epsilon) * sum;
        s[i] = keepS * sum + freshS * d;
      }
      sums[0] += rate * Sums.of(product, from, to);
      sums[1] += Sums.ofSizes(s, from, to);
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
