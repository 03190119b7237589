package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Signature;

/**
 * RAdam: Adam that uses its second moment only after enough gradients to trust it.
 *
 * <pre>
 * ρ∞ = 2/(1 − β₂) − 1
 * ρ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ)
 * r = √((ρ − 4)(ρ − 2)ρ∞/((ρ∞ − 4)(ρ∞ − 2)ρ))
 * p ← p − lr·r·m̂·√(1 − β₂ᵗ)/(√v + ε) where ρ is above 5, else p ← p − lr·m̂
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
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Liu 2020 (arXiv:1908.03265). ε is added before the bias correction and the bound is 5, as in
 * PyTorch; the paper has no ε and the bound 4.
 */
public final class Radam extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Radam ALGORITHM = new Radam();

  private Radam() {
    super(
        Signature.of(
            "radam",
            Usual.beta1(0.9),
            Usual.beta2(0.999),
            Usual.epsilon(1e-8),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "Adam that warms up by itself: plain momentum until its second moment can be trusted",
            "p ← p − lr·r·m̂·√(1 − beta2ᵗ)/(√v + epsilon) once ρ > 5, before p ← p − lr·m̂",
            "Liu 2020, arXiv:1908.03265",
            "the paper has the bound 4 and no epsilon; PyTorch and Rubato have 5",
            "radam: cosine(1e-3 -> 0)"));
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends Kernel {
    private float beta1;
    private float fresh1;
    private float beta2;
    private float fresh2;
    private float epsilon;
    private float weightDecay;
    private float rate; // of m, before the second moment is trusted, then 0
    private float rateOverRoot; // of m/(√v + ε), since it is, before 0

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      long t = step.count();
      double correction2 = Floats.oneMinusPower(b2, t);
      double longest = 2 / (1 - b2) - 1;
      double length = longest - 2 * t * (1 - correction2) / correction2;
      double unbiased = step.rate() / Floats.oneMinusPower(b1, t);
      if (length > 5) {
        double rectification =
            Math.sqrt(
                (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
        rate = 0;
        rateOverRoot = (float) (unbiased * rectification * Math.sqrt(correction2));
      } else {
        rate = (float) unbiased;
        rateOverRoot = 0;
      }
      beta1 = (float) b1;
      fresh1 = (float) (1 - b1);
      beta2 = (float) b2;
      fresh2 = (float) (1 - b2);
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      float[] square = state[1];
      for (int i = from; i < to; i++) {
        float d = g[i] + weightDecay * p[i];
        float m = beta1 * mean[i] + fresh1 * d;
        float v = beta2 * square[i] + fresh2 * d * d;
        mean[i] = m;
        square[i] = v;
        p[i] -= m * (rate + rateOverRoot / ((float) Math.sqrt(v) + epsilon));
      }
    }
  }
}
