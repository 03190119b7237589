package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Schedule-free AdamW: v ← β₂v + (1 − β₂)g²; z ← z − lr·(g/(√v̂ + ε) + λy), v̂ = v/(1 − β₂ᵗ); x the
 * average of all z, each with the weight tʳ·(largest rate so far)^power; y = (1 − β₁)z + β₁x.
 * Gradients are taken at y, which is what the parameters hold; x is what is evaluated and kept.
 * Needs no schedule but a warm-up. Defazio 2024.
 *
 * <p>v is corrected for its bias as in the authors' code; the paper's experiments put the
 * correction into the rate, and with it into the weights.
 */
public final class ScheduleFreeAdamW extends Algorithm {
  static final ScheduleFreeAdamW ALGORITHM = new ScheduleFreeAdamW();

  private ScheduleFreeAdamW() {
    super(
        Signature.of(
            "schedule-free-adamw",
            Parameter.hyperparameter("beta1", Domain.BELOW_1, 0.9),
            Parameter.hyperparameter("beta2", Domain.AVERAGE, 0.999),
            Parameter.hyperparameter("epsilon", Domain.AT_LEAST_0, 1e-8),
            Parameter.hyperparameter("weight-decay", Domain.AT_LEAST_0, 0),
            Parameter.hyperparameter("r", Domain.AT_LEAST_0, 0),
            Parameter.hyperparameter("weight-lr-power", Domain.AT_LEAST_0, 2)),
        new About(
            "AdamW that evaluates the average of its steps, and needs no schedule but a warm-up",
            "z ← z − lr·(g(y)/(√v̂ + epsilon) + weight-decay·y); x ← average of z;"
                + " y = (1 − beta1)·z + beta1·x",
            "Defazio 2024",
            "in the paper's experiments the bias correction is part of the rate"));
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
