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
 * AdaBelief: Adam that divides by how far gradients are from their mean, rather than from 0.
 *
 * <pre>
 * m ← β₁m + (1 − β₁)g
 * s ← β₂s + (1 − β₂)(g − m)² + ε
 * m̂ = m/(1 − β₁ᵗ)
 * ŝ = s/(1 − β₂ᵗ)
 * p ← p·(1 − lr·λ) − lr·m̂/(√ŝ + ε)
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the mean squared distance from the mean kept at each step.
 *       A number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-16}: Added to the mean square, and again to its root. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Zhuang 2020 (arXiv:2010.07468). ε is added twice, once of them to s itself, at every step, as
 * in the paper's algorithm. The authors' code rectifies by default, as RAdam does; this does not.
 */
public final class AdaBelief extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final AdaBelief ALGORITHM = new AdaBelief();

  private AdaBelief() {
    super(
        Signature.of(
            "adabelief",
            Usual.beta1(0.9),
            Parameter.hyperparameter(
                "beta2",
                Domain.AVERAGE,
                0.999,
                "Fraction of the mean squared distance from the mean kept at each step."),
            Parameter.hyperparameter(
                "epsilon",
                Domain.AT_LEAST_0,
                1e-16,
                "Added to the mean square, and again to its root."),
            Usual.decayOfWeights(0)),
        new CatalogueEntry(
            "Adam that takes larger steps where gradients are close to their running mean",
            """
            s ← beta2·s + (1 − beta2)·(g − m)² + epsilon
            p ← p·(1 − lr·weight-decay) − lr·m̂/(√ŝ + epsilon)""",
            "Zhuang 2020, arXiv:2010.07468",
            "the authors' code also rectifies by default, as radam does",
            "adabelief: linear(0 -> 1e-3) for 5% then cosine(-> 0)"));
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
    private float inside;
    private float outside;
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
      inside = (float) step.number("epsilon");
      outside = Floats.epsilon(step.number("epsilon"));
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
      float[] surprise = state[1];
      for (int i = from; i < to; i++) {
        float m = beta1 * mean[i] + fresh1 * g[i];
        float off = g[i] - m;
        float s = beta2 * surprise[i] + fresh2 * off * off + inside;
        mean[i] = m;
        surprise[i] = s;
        p[i] = keep * p[i] - rate * (m / ((float) Math.sqrt(s) * unbias + outside));
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
      float[] surprise = state[1];
      for (int i = 0; i < length; i += Lanes.COUNT) {
        int at = Float.BYTES * (from + i);
        Object oldMean = (Object) LOAD_ARRAY.invokeExact(mean, i);
        Object beta1OfOldMean = (Object) TIMES_NUMBER.invokeExact(oldMean, beta1);
        Object slope = (Object) LOAD.invokeExact(gradient, at);
        Object fresh1OfSlope = (Object) TIMES_NUMBER.invokeExact(slope, fresh1);
        Object m = (Object) PLUS.invokeExact(beta1OfOldMean, fresh1OfSlope);
        Object off = (Object) MINUS.invokeExact(slope, m);
        Object oldSurprise = (Object) LOAD_ARRAY.invokeExact(surprise, i);
        Object beta2OfOldSurprise = (Object) TIMES_NUMBER.invokeExact(oldSurprise, beta2);
        Object fresh2OfOff = (Object) TIMES_NUMBER.invokeExact(off, fresh2);
        Object product = (Object) TIMES.invokeExact(fresh2OfOff, off);
        Object sum = (Object) PLUS.invokeExact(beta2OfOldSurprise, product);
        Object s = (Object) PLUS_NUMBER.invokeExact(sum, inside);
        STORE_ARRAY.invokeExact(m, mean, i);
        STORE_ARRAY.invokeExact(s, surprise, i);
        Object x = (Object) LOAD.invokeExact(values, at);
        Object keepOfX = (Object) TIMES_NUMBER.invokeExact(x, keep);
        Object root = (Object) ROOT.invokeExact(s);
        Object unbiasOfRoot = (Object) TIMES_NUMBER.invokeExact(root, unbias);
        Object raised = (Object) PLUS_NUMBER.invokeExact(unbiasOfRoot, outside);
        Object quotient = (Object) OVER.invokeExact(m, raised);
        Object rateOfQuotient = (Object) TIMES_NUMBER.invokeExact(quotient, rate);
        Object moved = (Object) MINUS.invokeExact(keepOfX, rateOfQuotient);
        STORE.invokeExact(moved, values, at);
      }
    }
  }
}
