package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * RMSProp: divides the gradient by the root of its running mean square.
 *
 * <pre>
 * v ← αv + (1 − α)g²
 * b ← μb + g/(√v + ε)
 * p ← p − lr·b
 * </pre>
 *
 * <ul>
 *   <li>{@code alpha=0.99}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code momentum=0}: Fraction of the momentum kept at each step. A number or a schedule, in
 *       [0, 1).
 *   <li>{@code centered=false}: Whether to divide by the deviation from the mean instead of from 0.
 *       One of true, false.
 *   <li>{@code epsilon-inside=false}: Whether epsilon is added inside the root. One of true, false.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>α is {@code alpha}, μ {@code momentum}. {@code centered} divides by √(v − m²) + ε, m the
 * running mean of g. Hinton 2012 (lecture 6e); centered: Graves 2013 (arXiv:1308.0850). ε is
 * outside the root, as in PyTorch; Keras and TensorFlow have √(v + ε), which is {@code
 * epsilon-inside}. TensorFlow 1 and timm's {@code RMSpropTF} also begin with a v of 1.
 */
public final class RmsProp extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final RmsProp ALGORITHM = new RmsProp();

  private RmsProp() {
    super(
        Signature.of(
            "rmsprop",
            Parameter.hyperparameter(
                "alpha",
                Domain.AVERAGE,
                0.99,
                "Fraction of the running mean of squared gradients kept at each step."),
            Usual.epsilon(1e-8),
            Usual.momentum(0),
            Parameter.flag(
                "centered",
                false,
                "Whether to divide by the deviation from the mean instead of from 0."),
            Parameter.flag("epsilon-inside", false, "Whether epsilon is added inside the root."),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "divides the gradient by the root of its running mean square",
            """
            v ← alpha·v + (1 − alpha)·g²
            p ← p − lr·g/(√v + epsilon)\
            """,
            "Hinton 2012; centered: Graves 2013, arXiv:1308.0850",
            "Keras and TensorFlow have epsilon inside the root: epsilon-inside=true",
            "rmsprop: linear(0 -> 1e-3) for 5% then cosine(-> 0)"));
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(
        arguments.flag("centered"), arguments.has("momentum"), arguments.flag("epsilon-inside"));
  }

  private static final class Loop extends Kernel {
    private final boolean centered;
    private final boolean hasMomentum;
    private final boolean epsilonInside;
    private float rate;
    private float alpha;
    private float fresh;
    private float epsilon; // beside the root
    private float inner; // in it
    private float momentum;
    private float weightDecay;

    Loop(boolean centered, boolean hasMomentum, boolean epsilonInside) {
      this.centered = centered;
      this.hasMomentum = hasMomentum;
      this.epsilonInside = epsilonInside;
    }

    @Override
    public int slots() {
      return 1 + (centered ? 1 : 0) + (hasMomentum ? 1 : 0);
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      alpha = (float) step.number("alpha");
      fresh = (float) (1 - step.number("alpha"));
      float given = (float) step.number("epsilon");
      epsilon = epsilonInside ? 0 : Floats.epsilon(given);
      inner = epsilonInside ? Math.max(given, Float.MIN_NORMAL) : 0;
      momentum = (float) step.number("momentum");
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      if (!centered && !hasMomentum) {
        plain(p, g, state[0], from, to);
        return;
      }
      if (centered && hasMomentum) {
        centeredWithMomentum(p, g, state, from, to);
        return;
      }
      float[] square = state[0];
      float[] mean = centered ? state[1] : state[0];
      float[] buffer = hasMomentum ? state[centered ? 2 : 1] : state[0];
      for (int i = from; i < to; i++) {
        float d = g[i] + weightDecay * p[i];
        float v = alpha * square[i] + fresh * d * d;
        square[i] = v;
        if (centered) {
          float m = alpha * mean[i] + fresh * d;
          mean[i] = m;
          v = Math.max(0, v - Math.min(m * m, Float.MAX_VALUE)); // where both are infinite, v is
        }
        float move = d / ((float) Math.sqrt(v + inner) + epsilon);
        if (hasMomentum) {
          move = momentum * buffer[i] + move;
          buffer[i] = move;
        }
        p[i] -= rate * move;
      }
    }

    /** In two loops: a single one would not be vectorized. */
    private void centeredWithMomentum(float[] p, float[] g, float[][] state, int from, int to) {
      float[] square = state[0];
      float[] mean = state[1];
      float[] buffer = state[2];
      for (int i = from; i < to; i++) {
        float d = g[i] + weightDecay * p[i];
        square[i] = alpha * square[i] + fresh * d * d;
        mean[i] = alpha * mean[i] + fresh * d;
      }
      for (int i = from; i < to; i++) {
        float d = g[i] + weightDecay * p[i];
        float v = Math.max(0, square[i] - Math.min(mean[i] * mean[i], Float.MAX_VALUE));
        float move = momentum * buffer[i] + d / ((float) Math.sqrt(v + inner) + epsilon);
        buffer[i] = move;
        p[i] -= rate * move;
      }
    }

    private void plain(float[] p, float[] g, float[] square, int from, int to) {
      float lr = rate;
      float keep = alpha;
      float add = fresh;
      float eps = epsilon;
      float inside = inner;
      float decay = weightDecay;
      for (int i = from; i < to; i++) {
        float d = g[i] + decay * p[i];
        float v = keep * square[i] + add * d * d;
        square[i] = v;
        p[i] -= lr * (d / ((float) Math.sqrt(v + inside) + eps));
      }
    }
  }
}
