package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.LOAD;
import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.MINUS;
import static dev.rubato.optimizer.Lanes.OVER;
import static dev.rubato.optimizer.Lanes.PLUS;
import static dev.rubato.optimizer.Lanes.PLUS_NUMBER;
import static dev.rubato.optimizer.Lanes.ROOT;
import static dev.rubato.optimizer.Lanes.STORE;
import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static dev.rubato.optimizer.Lanes.TIMES;
import static dev.rubato.optimizer.Lanes.TIMES_NUMBER;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * AdEMAMix: Adam with a second, slow mean of the gradients, so that old ones count too.
 *
 * <pre>
 * m₁ ← β₁m₁ + (1 − β₁)g
 * m₂ ← β₃m₂ + (1 − β₃)g
 * v ← β₂v + (1 − β₂)g²
 * p ← p·(1 − lr·λ) − lr·(m̂₁ + α·m₂)/(√v̂ + ε), m₂ without a correction for its bias
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code beta3=0.9999}: Fraction of the slow mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code alpha=5}: Weight of the slow mean relative to the fast one. A number or a schedule,
 *       at least 0.
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Pagliardini 2024 (arXiv:2409.03137). In long trainings the authors raise α and β₃ from 0 and
 * β₁ over the run; here schedules do that: {@code alpha=linear(0 -> 5)}. Their β₃ rises so that its
 * half-life grows linearly, faster at first than a linear β₃. In the authors' code α is 2 by
 * default.
 */
public final class AdEmaMix extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final AdEmaMix ALGORITHM = new AdEmaMix();

  private AdEmaMix() {
    super(
        Signature.of(
            "ademamix",
            Usual.beta1(0.9),
            Usual.beta2(0.999),
            Parameter.hyperparameter(
                "beta3",
                Domain.AVERAGE,
                0.9999,
                "Fraction of the slow mean of gradients kept at each step."),
            Parameter.hyperparameter(
                "alpha", Domain.AT_LEAST_0, 5, "Weight of the slow mean relative to the fast one."),
            Usual.epsilon(1e-8),
            Usual.decayOfWeights(0)),
        new CatalogueEntry(
            "Adam with a second, slow average, so that old gradients count too",
            "p ← p·(1 − lr·weight-decay) − lr·(m̂₁ + alpha·m₂)/(√v̂ + epsilon)",
            "Pagliardini 2024, arXiv:2409.03137",
            "the authors' code has alpha=2, and warms up alpha and beta3 by itself; here schedules do"
                + " that",
            "ademamix(alpha=linear(0 -> 5)): linear(0 -> 1e-3) for 5% then cosine(-> 0)"));
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends Kernel implements DirectKernel {
    private float beta1;
    private float fresh1;
    private float beta2;
    private float fresh2;
    private float beta3;
    private float fresh3;
    private float epsilon;
    private float rateOfFast;
    private float rateOfSlow;
    private float unbias; // 1 / √(1 − β₂ᵗ)
    private float keep; // 1 − lr·λ

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public void begin(StepContext step) {
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      double b3 = step.number("beta3");
      beta1 = (float) b1;
      fresh1 = (float) (1 - b1);
      beta2 = (float) b2;
      fresh2 = (float) (1 - b2);
      beta3 = (float) b3;
      fresh3 = (float) (1 - b3);
      epsilon = Floats.epsilon(step.number("epsilon"));
      rateOfFast = (float) (step.rate() / Floats.oneMinusPower(b1, step.count()));
      rateOfSlow = (float) (step.rate() * step.number("alpha"));
      unbias = (float) (1 / Math.sqrt(Floats.oneMinusPower(b2, step.count())));
      keep = (float) (1 - step.rate() * step.number("weight-decay"));
    }

    @Override
    public float weightKept() {
      return keep;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] fast = state[0];
      float[] slow = state[1];
      float[] square = state[2];
      for (int i = from; i < to; i++) {
        float m1 = beta1 * fast[i] + fresh1 * g[i];
        float m2 = beta3 * slow[i] + fresh3 * g[i];
        float v = beta2 * square[i] + fresh2 * g[i] * g[i];
        fast[i] = m1;
        slow[i] = m2;
        square[i] = v;
      }
      for (int i = from; i < to; i++) {
        float root = (float) Math.sqrt(square[i]) * unbias + epsilon;
        p[i] = keep * p[i] - (rateOfFast * fast[i] + rateOfSlow * slow[i]) / root;
      }
    }

    @Override
    public int lanes() {
      return Lanes.COUNT;
    }

    @Override
    public void update(DirectMemory p, DirectMemory g, int from, float[][] state, int length) {
      try {
        inMemory(p.lanes(), g.lanes(), from, state, length);
      } catch (Throwable e) {
        throw Lanes.failure(e);
      }
    }

    private void inMemory(Object values, Object gradient, int from, float[][] state, int length)
        throws Throwable {
      float[] fast = state[0];
      float[] slow = state[1];
      float[] square = state[2];
      for (int i = 0; i < length; i += Lanes.COUNT) {
        int at = Float.BYTES * (from + i);
        Object oldFast = (Object) LOAD_ARRAY.invokeExact(fast, i);
        Object beta1OfOldFast = (Object) TIMES_NUMBER.invokeExact(oldFast, beta1);
        Object slope = (Object) LOAD.invokeExact(gradient, at);
        Object fresh1OfSlope = (Object) TIMES_NUMBER.invokeExact(slope, fresh1);
        Object m1 = (Object) PLUS.invokeExact(beta1OfOldFast, fresh1OfSlope);
        Object oldSlow = (Object) LOAD_ARRAY.invokeExact(slow, i);
        Object beta3OfOldSlow = (Object) TIMES_NUMBER.invokeExact(oldSlow, beta3);
        Object fresh3OfSlope = (Object) TIMES_NUMBER.invokeExact(slope, fresh3);
        Object m2 = (Object) PLUS.invokeExact(beta3OfOldSlow, fresh3OfSlope);
        Object oldSquare = (Object) LOAD_ARRAY.invokeExact(square, i);
        Object beta2OfOldSquare = (Object) TIMES_NUMBER.invokeExact(oldSquare, beta2);
        Object fresh2OfSlope = (Object) TIMES_NUMBER.invokeExact(slope, fresh2);
        Object product = (Object) TIMES.invokeExact(fresh2OfSlope, slope);
        Object v = (Object) PLUS.invokeExact(beta2OfOldSquare, product);
        STORE_ARRAY.invokeExact(m1, fast, i);
        STORE_ARRAY.invokeExact(m2, slow, i);
        STORE_ARRAY.invokeExact(v, square, i);
        Object root = (Object) ROOT.invokeExact(v);
        Object unbiasOfRoot = (Object) TIMES_NUMBER.invokeExact(root, unbias);
        Object root2 = (Object) PLUS_NUMBER.invokeExact(unbiasOfRoot, epsilon);
        Object x = (Object) LOAD.invokeExact(values, at);
        Object keepOfX = (Object) TIMES_NUMBER.invokeExact(x, keep);
        Object rateOfFastOfM1 = (Object) TIMES_NUMBER.invokeExact(m1, rateOfFast);
        Object rateOfSlowOfM2 = (Object) TIMES_NUMBER.invokeExact(m2, rateOfSlow);
        Object sum = (Object) PLUS.invokeExact(rateOfFastOfM1, rateOfSlowOfM2);
        Object quotient = (Object) OVER.invokeExact(sum, root2);
        Object moved = (Object) MINUS.invokeExact(keepOfX, quotient);
        STORE.invokeExact(moved, values, at);
      }
    }
  }
}
