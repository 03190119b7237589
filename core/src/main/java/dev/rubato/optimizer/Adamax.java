package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Adamax: Adam by the largest gradient rather than the mean square.
 *
 * <pre>
 * m ← β₁m + (1 − β₁)g
 * u ← max(β₂u, |g| + ε)
 * p ← p − lr/(1 − β₁ᵗ)·m/u
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the largest gradient kept at each step. A number or a
 *       schedule, in [0, 1).
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Kingma and Ba 2015 (arXiv:1412.6980), section 7. ε is added to the gradient's size as in
 * PyTorch; Keras adds it to u.
 */
public final class Adamax extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Adamax ALGORITHM = new Adamax();

  private Adamax() {
    super(
        Signature.of(
            "adamax",
            Usual.beta1(0.9),
            Parameter.hyperparameter(
                "beta2",
                Domain.AVERAGE,
                0.999,
                "Fraction of the largest gradient kept at each step."),
            Usual.epsilon(1e-8),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "Adam that divides by the largest recent gradient",
            """
            u ← max(beta2·u, |g| + epsilon)
            p ← p − lr/(1 − beta1ᵗ)·m/u""",
            "Kingma and Ba 2015, arXiv:1412.6980",
            "Keras adds epsilon to u",
            "adamax: linear(0 -> 2e-3) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 2e-3;
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
