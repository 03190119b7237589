package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Adamax: Adam by the largest gradient rather than the mean square. m ← β₁m + (1 − β₁)g; u ←
 * max(β₂u, |g| + ε); p ← p − lr/(1 − β₁ᵗ)·m/u. Weight decay is added to the gradient. Kingma and Ba
 * 2015, section 7.
 *
 * <p>ε is added to the gradient's size as in PyTorch; Keras adds it to u.
 */
public final class Adamax extends Algorithm {
  static final Adamax ALGORITHM = new Adamax();

  private Adamax() {
    super(
        Signature.of(
            "adamax",
            Parameter.hyperparameter("beta1", Domain.AVERAGE, 0.9),
            Parameter.hyperparameter("beta2", Domain.AVERAGE, 0.999),
            Parameter.hyperparameter("epsilon", Domain.AT_LEAST_0, 1e-8),
            Parameter.hyperparameter("weight-decay", Domain.AT_LEAST_0, 0)),
        new About(
            "Adam that divides by the largest gradient of late",
            "u ← max(beta2·u, |g| + epsilon); p ← p − lr/(1 − beta1ᵗ)·m/u",
            "Kingma and Ba 2015",
            "Keras adds epsilon to u"));
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends Kernel {
    private float beta1;
    private float fresh1;
    private float beta2;
    private float epsilon;
    private float weightDecay;
    private float rate; // lr / (1 − β₁ᵗ)

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      double b1 = step.number("beta1");
      beta1 = (float) b1;
      fresh1 = (float) (1 - b1);
      beta2 = (float) step.number("beta2");
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
      rate = (float) (step.rate() / Floats.oneMinusPower(b1, step.count()));
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      float[] largest = state[1];
      for (int i = from; i < to; i++) {
        float d = g[i] + weightDecay * p[i];
        float m = beta1 * mean[i] + fresh1 * d;
        float u = Math.max(beta2 * largest[i], Math.abs(d) + epsilon);
        mean[i] = m;
        largest[i] = u;
        p[i] -= rate * (m / u);
      }
    }
  }
}
