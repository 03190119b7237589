package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Yogi: Adam whose mean square moves by a bounded amount, so that it forgets large gradients slowly
 * where small ones follow.
 *
 * <pre>
 * m ← β₁m + (1 − β₁)g
 * v ← v − (1 − β₂)·sign(v − g²)·g²
 * m̂ = m/(1 − β₁ᵗ)
 * v̂ = v/(1 − β₂ᵗ)
 * p ← p·(1 − lr·λ) − lr·m̂/(√v̂ + ε)
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: One less the share of a squared gradient by which the mean square
 *       moves. A number or a schedule, in [0, 1).
 *   <li>{@code epsilon=0.001}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code initial-accumulator=1e-6}: The mean square before the first step. A number, at least
 *       0.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Zaheer 2018 (Adaptive Methods for Nonconvex Optimization, NeurIPS), whose Algorithm 2 has no
 * bias correction; this follows the code that came from its authors, TensorFlow Addons', with
 * Adam's correction and v from a small number on. Optax starts m from that number, too.
 */
public final class Yogi extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Yogi ALGORITHM = new Yogi();

  private Yogi() {
    super(
        Signature.of(
            "yogi",
            Usual.beta1(0.9),
            Parameter.hyperparameter(
                "beta2",
                Domain.AVERAGE,
                0.999,
                "One less the share of a squared gradient by which the mean square moves."),
            Usual.epsilon(1e-3),
            Parameter.number(
                "initial-accumulator",
                Domain.AT_LEAST_0,
                1e-6,
                "The mean square before the first step."),
            Usual.decayOfWeights(0)),
        new CatalogueEntry(
            "Adam whose mean square grows and falls by a bounded amount",
            """
            v ← v − (1 − beta2)·sign(v − g²)·g²
            p ← p·(1 − lr·weight-decay) − lr·m̂/(√v̂ + epsilon)""",
            "Zaheer 2018, NeurIPS",
            "the paper has no bias correction; Optax starts m, too, from initial-accumulator",
            "yogi: linear(0 -> 1e-2) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1e-2;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop((float) arguments.number("initial-accumulator"));
  }

  private static final class Loop extends Kernel {
    private final float start;
    private float beta1;
    private float fresh1;
    private float fresh2;
    private float epsilon;
    private float keep; // 1 − lr·λ
    private float rate; // lr / (1 − β₁ᵗ)
    private float unbias; // 1 / √(1 − β₂ᵗ)

    Loop(float start) {
      this.start = start;
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public float initial(int slot) {
      return slot == 1 ? start : 0;
    }

    @Override
    public void begin(StepContext step) {
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      beta1 = (float) b1;
      fresh1 = (float) (1 - b1);
      fresh2 = (float) (1 - b2);
      epsilon = Floats.epsilon(step.number("epsilon"));
      keep = (float) (1 - step.rate() * step.number("weight-decay"));
      rate = (float) (step.rate() / Floats.oneMinusPower(b1, step.count()));
      unbias = (float) (1 / Math.sqrt(Floats.oneMinusPower(b2, step.count())));
    }

    @Override
    public float weightKept() {
      return keep;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      float[] square = state[1];
      for (int i = from; i < to; i++) {
        float d = g[i];
        float m = beta1 * mean[i] + fresh1 * d;
        float v = square[i];
        float squared = Math.min(d * d, Float.MAX_VALUE);
        v -= fresh2 * Floats.sign(v - squared) * squared;
        mean[i] = m;
        square[i] = v;
        p[i] = keep * p[i] - rate * (m / ((float) Math.sqrt(v) * unbias + epsilon));
      }
    }
  }
}
