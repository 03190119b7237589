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
import dev.rubato.argument.Signature;

/**
 * LaProp: momentum of normalized gradients, where Adam normalizes the momentum of gradients.
 *
 * <pre>
 * v ← β₂v + (1 − β₂)g²
 * v̂ = v/(1 − β₂ᵗ)
 * m ← β₁m + (1 − β₁)g/(√v̂ + ε)
 * p ← p·(1 − lr·λ) − lr·m/(1 − β₁ᵗ)
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-15}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>So beta1 and beta2 may be any; an outlier moves the parameters no further than any other
 * gradient. Ziyin 2020 (arXiv:2002.04839), Algorithm 1. The authors' code keeps the rate inside the
 * momentum, which is the same while the rate stays, and its weight decay is not times the rate.
 */
public final class LaProp extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final LaProp ALGORITHM = new LaProp();

  private LaProp() {
    super(
        Signature.of(
            "laprop",
            Usual.beta1(0.9),
            Usual.beta2(0.999),
            Usual.epsilon(1e-15),
            Usual.decayOfWeights(0)),
        new CatalogueEntry(
            "momentum of normalized gradients, where Adam normalizes the momentum",
            """
            m ← beta1·m + (1 − beta1)·g/(√v̂ + epsilon)
            p ← p·(1 − lr·weight-decay) − lr·m/(1 − beta1ᵗ)""",
            "Ziyin 2020, arXiv:2002.04839",
            "the authors' code keeps the rate in the momentum; its weight decay is not times the rate",
            "laprop: linear(0 -> 4e-4) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 4e-4;
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
    private float epsilon;
    private float keep; // 1 − lr·λ
    private float rate; // lr / (1 − β₁ᵗ)
    private float unbias; // 1 / √(1 − β₂ᵗ)

    @Override
    public int slots() {
      return 2;
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
        float v = beta2 * square[i] + fresh2 * d * d;
        float m = beta1 * mean[i] + fresh1 * (d / ((float) Math.sqrt(v) * unbias + epsilon));
        square[i] = v;
        mean[i] = m;
        p[i] = keep * p[i] - rate * m;
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
      float[] mean = state[0];
      float[] square = state[1];
      for (int i = 0; i < length; i += Lanes.COUNT) {
        int at = Float.BYTES * (from + i);
        Object slope = (Object) LOAD.invokeExact(gradient, at);
        Object oldSquare = (Object) LOAD_ARRAY.invokeExact(square, i);
        Object beta2OfOldSquare = (Object) TIMES_NUMBER.invokeExact(oldSquare, beta2);
        Object fresh2OfSlope = (Object) TIMES_NUMBER.invokeExact(slope, fresh2);
        Object product = (Object) TIMES.invokeExact(fresh2OfSlope, slope);
        Object v = (Object) PLUS.invokeExact(beta2OfOldSquare, product);
        Object oldMean = (Object) LOAD_ARRAY.invokeExact(mean, i);
        Object beta1OfOldMean = (Object) TIMES_NUMBER.invokeExact(oldMean, beta1);
        Object root = (Object) ROOT.invokeExact(v);
        Object unbiasOfRoot = (Object) TIMES_NUMBER.invokeExact(root, unbias);
        Object raised = (Object) PLUS_NUMBER.invokeExact(unbiasOfRoot, epsilon);
        Object quotient = (Object) OVER.invokeExact(slope, raised);
        Object fresh1OfQuotient = (Object) TIMES_NUMBER.invokeExact(quotient, fresh1);
        Object m = (Object) PLUS.invokeExact(beta1OfOldMean, fresh1OfQuotient);
        STORE_ARRAY.invokeExact(v, square, i);
        STORE_ARRAY.invokeExact(m, mean, i);
        Object x = (Object) LOAD.invokeExact(values, at);
        Object keepOfX = (Object) TIMES_NUMBER.invokeExact(x, keep);
        Object rateOfM = (Object) TIMES_NUMBER.invokeExact(m, rate);
        Object moved = (Object) MINUS.invokeExact(keepOfX, rateOfM);
        STORE.invokeExact(moved, values, at);
      }
    }
  }
}
