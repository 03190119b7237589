package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * MARS: AdamW on gradients corrected by how they changed since the last step, which lowers their
 * variance.
 *
 * <pre>
 * c = g + γ·β₁/(1 − β₁)·(g − g₋), g₋ the gradient before; c/‖c‖ where its norm is above 1
 * m ← β₁m + (1 − β₁)c
 * v ← β₂v + (1 − β₂)c²
 * p ← p·(1 − lr·λ) − lr·m̂/(√v̂ + ε), corrected for bias as in {@link Adam}
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.95}: Fraction of the running mean of gradients kept at each step. A number
 *       or a schedule, in [0, 1).
 *   <li>{@code beta2=0.99}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code gamma=0.025}: Strength of the correction by the change. A number or a schedule, at
 *       least 0.
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Yuan 2024 (arXiv:2411.10438), MARS-AdamW in its approximate form, which needs no second pass:
 * g₋ comes from another batch. Every tensor is updated so, its norm its own; the authors' code does
 * this for matrices and gives the others to AdamW with numbers of its own ({@code
 * optimize_1d=False}, betas of 0.9 and 0.95 and a decay of 0.1), which needs a parameter group
 * here. At the first step g₋ is g; in the authors' code it is 0, which the clip mostly hides.
 */
public final class Mars extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Mars ALGORITHM = new Mars();

  private Mars() {
    super(
        Signature.of(
            "mars",
            Usual.beta1(0.95),
            Usual.beta2(0.99),
            Parameter.hyperparameter(
                "gamma", Domain.AT_LEAST_0, 0.025, "Strength of the correction by the change."),
            Usual.epsilon(1e-8),
            Usual.decayOfWeights(0)),
        new CatalogueEntry(
            "AdamW on gradients whose variance is lowered by how they changed",
            """
            c = g + gamma·beta1/(1 − beta1)·(g − g₋), its norm at most 1
            p ← p·(1 − lr·weight-decay) − lr·m̂/(√v̂ + epsilon), m and v of c\
            """,
            "Yuan 2024, arXiv:2411.10438",
            "the authors' code gives tensors that are no matrices to adamw",
            "mars: linear(0 -> 3e-3) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 3e-3;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends MeasuringKernel {
    private float beta1;
    private float fresh1;
    private float beta2;
    private float fresh2;
    private float epsilon;
    private float strength; // γ·β₁/(1 − β₁)
    private float keep; // 1 − lr·λ
    private float rate; // lr / (1 − β₁ᵗ)
    private float unbias; // 1 / √(1 − β₂ᵗ)
    private float shrink;

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public int sums() {
      return 1;
    }

    @Override
    public void begin(StepContext step) {
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      beta1 = (float) b1;
      fresh1 = (float) (1 - b1);
      beta2 = (float) b2;
      fresh2 = (float) (1 - b2);
      epsilon = Floats.epsilon(step.number("epsilon"));
      strength = step.count() == 1 ? 0 : (float) (step.number("gamma") * b1 / (1 - b1));
      keep = (float) (1 - step.rate() * step.number("weight-decay"));
      rate = (float) (step.rate() / Floats.oneMinusPower(b1, step.count()));
      unbias = (float) (1 / Math.sqrt(Floats.oneMinusPower(b2, step.count())));
    }

    @Override
    public boolean measuresOnly(StepContext step) {
      return true;
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
      float[] before = state[2];
      for (int at = from; at < to; at += Sums.PIECE) {
        int end = Math.min(at + Sums.PIECE, to);
        float[] d = sums.copy(0, g, at, end);
        float[] last = sums.copy(1, before, at, end);
        for (int i = 0; i < end - at; i++) {
          d[i] += strength * (d[i] - last[i]);
        }
        sums.add(0, sums.ofSquares(d, 0, end - at));
      }
    }

    @Override
    public void conclude(double[] sums) {
      shrink = sums[0] > 1 ? (float) (1 / Math.sqrt(sums[0])) : 1;
    }

    @Override
    public float weightKept() {
      return keep;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      float[] square = state[1];
      float[] before = state[2];
      for (int i = from; i < to; i++) {
        float d = g[i];
        float c = shrink * (d + strength * (d - before[i]));
        before[i] = d;
        float m = beta1 * mean[i] + fresh1 * c;
        float v = beta2 * square[i] + fresh2 * c * c;
        mean[i] = m;
        square[i] = v;
        p[i] = keep * p[i] - rate * (m / ((float) Math.sqrt(v) * unbias + epsilon));
      }
    }
  }
}
