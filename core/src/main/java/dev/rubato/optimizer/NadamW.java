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
 * NadamW: Nadam, which looks ahead along its momentum, with decoupled weight decay and a constant
 * beta1.
 *
 * <pre>
 * m ← β₁m + (1 − β₁)g
 * v ← β₂v + (1 − β₂)g²
 * m̂ = β₁m/(1 − β₁ᵗ⁺¹) + (1 − β₁)g/(1 − β₁ᵗ)
 * v̂ = v/(1 − β₂ᵗ)
 * p ← p·(1 − lr·λ) − lr·m̂/(√v̂ + ε)
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0.01}: Each step shrinks the weights by this times the rate. A number
 *       or a schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Dozat 2016 with the decay of Loshchilov and Hutter 2019 (arXiv:1711.05101), in the form of
 * Optax' {@code nadamw}. AlgoPerf's baseline (Dahl 2023, arXiv:2306.07179) divides the whole of m̂
 * by 1 − β₁ᵗ, which makes its first steps longer. {@link Nadam} is PyTorch's, whose momentum grows
 * by a schedule of its own.
 */
public final class NadamW extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final NadamW ALGORITHM = new NadamW();

  private NadamW() {
    super(
        Signature.of(
            "nadamw",
            Usual.beta1(0.9),
            Usual.beta2(0.999),
            Usual.epsilon(1e-8),
            Usual.decayOfWeights(0.01)),
        new CatalogueEntry(
            "Adam with Nesterov momentum and decoupled weight decay",
            """
            m̂ = beta1·m/(1 − beta1ᵗ⁺¹) + (1 − beta1)·g/(1 − beta1ᵗ)
            p ← p·(1 − lr·weight-decay) − lr·m̂/(√v̂ + epsilon)""",
            "Dozat 2016, as Optax; Loshchilov and Hutter 2019, arXiv:1711.05101",
            "AlgoPerf's divides both parts of m̂ by 1 − beta1ᵗ",
            "nadamw: linear(0 -> 1e-3) for 5% then cosine(-> 0)"));
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
    private float rateOfMean; // lr·β₁/(1 − β₁ᵗ⁺¹)
    private float rateOfGradient; // lr·(1 − β₁)/(1 − β₁ᵗ)
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
      rateOfMean = (float) (step.rate() * b1 / Floats.oneMinusPower(b1, step.count() + 1));
      rateOfGradient = (float) (step.rate() * (1 - b1) / Floats.oneMinusPower(b1, step.count()));
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
        float v = beta2 * square[i] + fresh2 * d * d;
        mean[i] = m;
        square[i] = v;
        float root = (float) Math.sqrt(v) * unbias + epsilon;
        p[i] = keep * p[i] - (rateOfMean * m + rateOfGradient * d) / root;
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
        Object oldMean = (Object) LOAD_ARRAY.invokeExact(mean, i);
        Object beta1OfOldMean = (Object) TIMES_NUMBER.invokeExact(oldMean, beta1);
        Object fresh1OfSlope = (Object) TIMES_NUMBER.invokeExact(slope, fresh1);
        Object m = (Object) PLUS.invokeExact(beta1OfOldMean, fresh1OfSlope);
        Object oldSquare = (Object) LOAD_ARRAY.invokeExact(square, i);
        Object beta2OfOldSquare = (Object) TIMES_NUMBER.invokeExact(oldSquare, beta2);
        Object fresh2OfSlope = (Object) TIMES_NUMBER.invokeExact(slope, fresh2);
        Object product = (Object) TIMES.invokeExact(fresh2OfSlope, slope);
        Object v = (Object) PLUS.invokeExact(beta2OfOldSquare, product);
        STORE_ARRAY.invokeExact(m, mean, i);
        STORE_ARRAY.invokeExact(v, square, i);
        Object root = (Object) ROOT.invokeExact(v);
        Object unbiasOfRoot = (Object) TIMES_NUMBER.invokeExact(root, unbias);
        Object root2 = (Object) PLUS_NUMBER.invokeExact(unbiasOfRoot, epsilon);
        Object x = (Object) LOAD.invokeExact(values, at);
        Object keepOfX = (Object) TIMES_NUMBER.invokeExact(x, keep);
        Object rateOfMeanOfM = (Object) TIMES_NUMBER.invokeExact(m, rateOfMean);
        Object rateOfGradientOfSlope = (Object) TIMES_NUMBER.invokeExact(slope, rateOfGradient);
        Object sum = (Object) PLUS.invokeExact(rateOfMeanOfM, rateOfGradientOfSlope);
        Object quotient = (Object) OVER.invokeExact(sum, root2);
        Object moved = (Object) MINUS.invokeExact(keepOfX, quotient);
        STORE.invokeExact(moved, values, at);
      }
    }
  }
}
