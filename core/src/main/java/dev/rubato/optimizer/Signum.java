package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Signature;

/**
 * Signum: every parameter moves by the same length, in the direction of the sign of its momentum;
 * signSGD where the momentum is 0.
 *
 * <pre>
 * m ← μm + (1 − μ)g
 * p ← p·(1 − lr·λ) − lr·sign(m)
 * </pre>
 *
 * <ul>
 *   <li>{@code momentum=0.9}: Fraction of the momentum kept at each step. A number or a schedule,
 *       in [0, 1).
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Bernstein 2018 (arXiv:1802.04434), Algorithm 2; weight decay as in Bernstein 2019
 * (arXiv:1810.05291), where it is not part of the sign; MXNet's {@code wd} is. {@link Lion} uses
 * another momentum for the step than it keeps.
 */
public final class Signum extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Signum ALGORITHM = new Signum();

  private Signum() {
    super(
        Signature.of("signum", Usual.momentum(0.9), Usual.decayOfWeights(0)),
        new CatalogueEntry(
            "moves every parameter by the rate, in the direction of the sign of its momentum",
            """
            m ← momentum·m + (1 − momentum)·g
            p ← p·(1 − lr·weight-decay) − lr·sign(m)""",
            "Bernstein 2018, arXiv:1802.04434",
            "MXNet's wd is added to the gradient; its wd_lh is this weight-decay",
            "signum: linear(0 -> 1e-4) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1e-4;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends Kernel {
    private float rate;
    private float momentum;
    private float fresh;
    private float keep; // 1 − lr·λ

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      momentum = (float) step.number("momentum");
      fresh = (float) (1 - step.number("momentum"));
      keep = (float) (1 - step.rate() * step.number("weight-decay"));
    }

    @Override
    public float weightKept() {
      return keep;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      for (int i = from; i < to; i++) {
        float m = momentum * mean[i] + fresh * g[i];
        mean[i] = m;
        p[i] = keep * p[i] - rate * Floats.sign(m);
      }
    }
  }
}
