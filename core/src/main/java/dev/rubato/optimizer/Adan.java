package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Adan: Nesterov's momentum from the differences of gradients.
 *
 * <pre>
 * m ← β₁m + (1 − β₁)g
 * v ← β₂v + (1 − β₂)(g − g′), g′ the gradient before (at first g itself)
 * n ← β₃n + (1 − β₃)(g + β₂(g − g′))²
 * p ← (p − lr·(m̂ + β₂v̂)/(√n̂ + ε))/(1 + lr·λ), each mean corrected for its bias
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.98}: Fraction of the running mean of gradients kept at each step. A number
 *       or a schedule, in [0, 1).
 *   <li>{@code beta2=0.92}: Fraction of the running mean of gradients' differences kept at each
 *       step. A number or a schedule, in [0, 1).
 *   <li>{@code beta3=0.99}: Fraction of the running mean of squares kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Each step divides the weights by 1 plus this times the rate. A
 *       number or a schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Xie 2022 (arXiv:2208.06677), as the authors' code has it. Its betas are weights of the past;
 * in the paper they are the weights of the present: 0.02, 0.08 and 0.01. The paper corrects no
 * bias. With the code's {@code no_prox} the weights are multiplied by 1 − lr·λ before the step
 * instead.
 */
public final class Adan extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Adan ALGORITHM = new Adan();

  private Adan() {
    super(
        Signature.of(
            "adan",
            Usual.beta1(0.98),
            Parameter.hyperparameter(
                "beta2",
                Domain.AVERAGE,
                0.92,
                "Fraction of the running mean of gradients' differences kept at each step."),
            Parameter.hyperparameter(
                "beta3",
                Domain.AVERAGE,
                0.99,
                "Fraction of the running mean of squares kept at each step."),
            Usual.epsilon(1e-8),
            Usual.weightDecay(0, "Each step divides the weights by 1 plus this times the rate.")),
        new CatalogueEntry(
            "Adam with Nesterov momentum estimated from gradient differences",
            "p ← (p − lr·(m̂ + beta2·v̂)/(√n̂ + epsilon))/(1 + lr·weight-decay)",
            "Xie 2022, arXiv:2208.06677",
            "the paper's betas are 1 minus these, and it corrects no bias",
            "adan: linear(0 -> 1e-3) for 5% then cosine(-> 0)"));
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
    private float beta3;
    private float fresh3;
    private float epsilon;
    private float known; // whether there is a gradient before: 0 or 1
    private float rateOfMean;
    private float rateOfDifference;
    private float unbias; // 1 / √(1 − β₃ᵗ)
    private float shrink; // 1 / (1 + lr·λ)

    @Override
    public int slots() {
      return 4;
    }

    @Override
    public void begin(StepContext step) {
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      double b3 = step.number("beta3");
      long t = step.count();
      beta1 = (float) b1;
      fresh1 = (float) (1 - b1);
      beta2 = (float) b2;
      fresh2 = (float) (1 - b2);
      beta3 = (float) b3;
      fresh3 = (float) (1 - b3);
      epsilon = Floats.epsilon(step.number("epsilon"));
      known = t == 1 ? 0 : 1;
      rateOfMean = (float) (step.rate() / Floats.oneMinusPower(b1, t));
      rateOfDifference = (float) (step.rate() * b2 / Floats.oneMinusPower(b2, t));
      unbias = (float) (1 / Math.sqrt(Floats.oneMinusPower(b3, t)));
      shrink = (float) (1 / (1 + step.rate() * step.number("weight-decay")));
    }

    @Override
    public float weightKept() {
      return shrink;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      float[] difference = state[1];
      float[] square = state[2];
      float[] before = state[3];
      for (int i = from; i < to; i++) {
        float change = known * (g[i] - before[i]);
        float m = beta1 * mean[i] + fresh1 * g[i];
        float v = beta2 * difference[i] + fresh2 * change;
        float ahead = g[i] + beta2 * change;
        float n = beta3 * square[i] + fresh3 * ahead * ahead;
        mean[i] = m;
        difference[i] = v;
        square[i] = n;
      }
      for (int i = from; i < to; i++) {
        float root = (float) Math.sqrt(square[i]) * unbias + epsilon;
        float move = (rateOfMean * mean[i] + rateOfDifference * difference[i]) / root;
        p[i] = shrink * (p[i] - move);
      }
      System.arraycopy(g, from, before, from, to - from);
    }
  }
}
