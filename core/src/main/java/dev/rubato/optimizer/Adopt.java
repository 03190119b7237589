package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * ADOPT: Adam that divides a gradient by previous ones, not by itself, and so converges for any β₂.
 *
 * <pre>
 * c = (t − 1)^¼
 * m ← β₁m + (1 − β₁)·clip(g/max(√v, ε), c)
 * p ← p − lr·m
 * v ← β₂v + (1 − β₂)g²
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.9999}: Fraction of the running mean of squared gradients kept at each step.
 *       A number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-6}: Smallest number that gradients are divided by. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The first gradient only sets v = g². Taniguchi 2024 (arXiv:2411.02853), with the clip of the
 * second version.
 */
public final class Adopt extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Adopt ALGORITHM = new Adopt();

  private Adopt() {
    super(
        Signature.of(
            "adopt",
            Usual.beta1(0.9),
            Usual.beta2(0.9999),
            Parameter.hyperparameter(
                "epsilon",
                Domain.AT_LEAST_0,
                1e-6,
                "Smallest number that gradients are divided by."),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "Adam that normalizes a gradient by previous ones only, and converges for any beta2",
            """
            m ← beta1·m + (1 − beta1)·clip(g/max(√v, epsilon), (t − 1)^¼)
            p ← p − lr·m
            v ← beta2·v + (1 − beta2)·g²; the first gradient only sets v""",
            "Taniguchi 2024, arXiv:2411.02853",
            "the paper's first version does not clip",
            "adopt: linear(0 -> 1e-3) for 5% then cosine(-> 0)"));
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends Kernel {
    private boolean first;
    private float rate;
    private float beta1;
    private float fresh1;
    private float beta2;
    private float fresh2;
    private float epsilon;
    private float weightDecay;
    private float bound;

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      first = step.count() == 1;
      rate = (float) step.rate();
      beta1 = (float) step.number("beta1");
      fresh1 = (float) (1 - step.number("beta1"));
      beta2 = (float) step.number("beta2");
      fresh2 = (float) (1 - step.number("beta2"));
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
      bound = (float) Math.sqrt(Math.sqrt(step.count() - 1));
    }

    @Override
    public boolean onlyRemembers() {
      return first;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      float[] square = state[1];
      if (first) {
        for (int i = from; i < to; i++) {
          float d = g[i] + weightDecay * p[i];
          square[i] = d * d;
        }
        return;
      }
      for (int i = from; i < to; i++) {
        float d = g[i] + weightDecay * p[i];
        float v = square[i];
        float normed = d / Math.max((float) Math.sqrt(v), epsilon);
        float m = beta1 * mean[i] + fresh1 * Math.max(-bound, Math.min(bound, normed));
        mean[i] = m;
        square[i] = beta2 * v + fresh2 * d * d;
        p[i] -= rate * m;
      }
    }
  }
}
