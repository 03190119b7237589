package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Signature;

/**
 * Schedule-free AdamW: evaluated and saved at the average of its iterates; needs no schedule beyond
 * a warm-up.
 *
 * <pre>
 * v ← β₂v + (1 − β₂)g²
 * v̂ = v/(1 − β₂ᵗ)
 * z ← z − lr·(g/(√v̂ + ε) + λy)
 * x ← the average of all z, each with the weight tʳ·(largest rate so far)^power
 * y = (1 − β₁)z + β₁x
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: How close to the average gradients are evaluated. A number or a
 *       schedule, in (0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 *   <li>{@code r=0}: Power of the step number in a step's weight in the average. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-lr-power=2}: Power of the largest rate so far in a step's weight in the
 *       average. A number or a schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Gradients are taken at y, which is what the parameters hold; x is what is evaluated. Defazio
 * 2024 (arXiv:2405.15682). v is corrected for its bias as in the authors' code; the paper's
 * experiments put the correction into the rate, and with it into the weights.
 */
public final class ScheduleFreeAdamW extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final ScheduleFreeAdamW ALGORITHM = new ScheduleFreeAdamW();

  private ScheduleFreeAdamW() {
    super(
        Signature.of(
            "schedule-free-adamw",
            ScheduleFree.beta("beta1"),
            Usual.beta2(0.999),
            Usual.epsilon(1e-8),
            Usual.decayOfWeights(0),
            ScheduleFree.r(),
            ScheduleFree.weightLrPower()),
        new CatalogueEntry(
            "AdamW evaluated at the average of its iterates; needs no schedule beyond a warm-up",
            """
            z ← z − lr·(g(y)/(√v̂ + epsilon) + weight-decay·y)
            x ← average of z
            y = (1 − beta1)·z + beta1·x""",
            "Defazio 2024, arXiv:2405.15682",
            "in the paper's experiments the bias correction is part of the rate",
            "schedule-free-adamw: linear(0 -> 2.5e-3) for 5% then 2.5e-3"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 2.5e-3;
  }

  @Override
  protected boolean averages() {
    return true;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends ScheduleFree {
    private float beta2;
    private float fresh2;
    private float epsilon;
    private float weightDecay;
    private float unbias; // 1 / √(1 − β₂ᵗ)

    Loop() {
      super("beta1");
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      super.begin(step);
      double b2 = step.number("beta2");
      beta2 = (float) b2;
      fresh2 = (float) (1 - b2);
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
      unbias = (float) (1 / Math.sqrt(Floats.oneMinusPower(b2, step.count())));
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] z = state[0];
      float[] square = state[1];
      start(p, z, from, to);
      for (int i = from; i < to; i++) {
        square[i] = beta2 * square[i] + fresh2 * g[i] * g[i];
      }
      for (int i = from; i < to; i++) {
        float y = p[i];
        float lead = z[i];
        float d = g[i] / ((float) Math.sqrt(square[i]) * unbias + epsilon) + weightDecay * y;
        z[i] = lead - rate * d;
        p[i] = y + towardsZ * (lead - y) - rateOfY * d;
      }
    }
  }
}
