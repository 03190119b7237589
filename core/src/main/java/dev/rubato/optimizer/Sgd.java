package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Stochastic gradient descent, with momentum if asked: d ← g + λp; b ← μb + (1 − τ)d, the first b
 * being d itself; p ← p − lr·b, or with Nesterov p ← p − lr·(d + μb).
 *
 * <p>λ is {@code weight-decay} (added to the gradient), μ {@code momentum}, τ {@code dampening}.
 * The rate multiplies the buffer as in PyTorch; Sutskever 2013, Keras and TensorFlow put it into
 * the buffer, which differs when the rate changes. Robbins and Monro 1951; Polyak 1964; Nesterov
 * 1983.
 */
public final class Sgd extends Algorithm {
  static final Sgd ALGORITHM = new Sgd();

  private Sgd() {
    super(
        Signature.of(
            "sgd",
            Parameter.hyperparameter("momentum", Domain.AVERAGE, 0),
            Parameter.hyperparameter("dampening", Domain.SHARE, 0),
            Parameter.flag("nesterov", false),
            Parameter.hyperparameter("weight-decay", Domain.AT_LEAST_0, 0)),
        new About(
            "follows the gradient, with momentum if asked",
            "b ← momentum·b + (1 − dampening)·g; p ← p − lr·b",
            "Robbins and Monro 1951; Polyak 1964; Nesterov 1983",
            "Keras and TensorFlow put the rate into the buffer, PyTorch and we outside"));
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    boolean nesterov = arguments.flag("nesterov");
    return arguments.has("momentum") ? new WithMomentum(nesterov) : new Plain();
  }

  private static final class Plain extends Kernel {
    private float rate;
    private float weightDecay;

    @Override
    public int slots() {
      return 0;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float lr = rate;
      float decay = weightDecay;
      for (int i = from; i < to; i++) {
        p[i] -= lr * (g[i] + decay * p[i]);
      }
    }
  }

  private static final class WithMomentum extends Kernel {
    private final boolean nesterov;
    private float rate;
    private float momentum;
    private float fresh;
    private float weightDecay;

    WithMomentum(boolean nesterov) {
      this.nesterov = nesterov;
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      momentum = (float) step.number("momentum");
      fresh = step.count() == 1 ? 1 : (float) (1 - step.number("dampening"));
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] buffer = state[0];
      float lr = rate;
      float mu = momentum;
      float share = fresh;
      float decay = weightDecay;
      // p − lr·(d + μb) with Nesterov, p − lr·b without
      float ofGradient = nesterov ? 1 : 0;
      float ofBuffer = nesterov ? mu : 1;
      for (int i = from; i < to; i++) {
        float d = g[i] + decay * p[i];
        float b = mu * buffer[i] + share * d;
        buffer[i] = b;
        p[i] -= lr * (ofGradient * d + ofBuffer * b);
      }
    }
  }
}
