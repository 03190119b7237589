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
 * NAdam: Adam that looks a step ahead as Nesterov's momentum does; m and v̂ as in {@link Adam}.
 *
 * <pre>
 * μₜ = β₁(1 − ½·0.96^(t·ψ))
 * p ← p − lr·(μₜ₊₁m/(1 − μ₁…μₜ₊₁) + (1 − μₜ)g/(1 − μ₁…μₜ))/(√v̂ + ε)
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code momentum-decay=0.004}: How fast the momentum grows from half of beta1 to all of it.
 *       A number or a schedule, at least 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>ψ is {@code momentum-decay}. Dozat 2016. As PyTorch documents it and computes it since 2.0,
 * and in 1.13 with {@code foreach}; without, 1.13 multiplies μₜ twice into the first product, which
 * makes its first steps shorter. Keras has ψ = 1 and adds ε before the bias correction.
 */
public final class Nadam extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Nadam ALGORITHM = new Nadam();

  private Nadam() {
    super(
        Signature.of(
            "nadam",
            Usual.beta1(0.9),
            Usual.beta2(0.999),
            Usual.epsilon(1e-8),
            Parameter.hyperparameter(
                "momentum-decay",
                Domain.AT_LEAST_0,
                4e-3,
                "How fast the momentum grows from half of beta1 to all of it."),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "Adam with Nesterov momentum that grows towards beta1",
            """
            μₜ = beta1·(1 − ½·0.96^(t·momentum-decay))
            p ← p − lr·(μₜ₊₁·m/(1 − μ₁…μₜ₊₁) + (1 − μₜ)·g/(1 − μ₁…μₜ))/(√v̂ + epsilon)""",
            "Dozat 2016",
            "PyTorch before 2.0 multiplied μₜ twice into a product; Keras' momentum-decay is 1",
            "nadam: linear(0 -> 1e-3) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 2e-3;
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
    private float weightDecay;
    private float rateOfMean;
    private float rateOfGradient;
    private float unbias; // 1 / √(1 − β₂ᵗ)

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public double[] memory() {
      return new double[] {1}; // the product of all μ so far
    }

    @Override
    public void begin(StepContext step) {
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      double decay = step.number("momentum-decay");
      double mu = momentum(b1, decay, step.count());
      double nextMu = momentum(b1, decay, step.count() + 1);
      double[] product = step.memory();
      product[0] *= mu;
      rateOfMean = (float) (step.rate() * nextMu / (1 - product[0] * nextMu));
      rateOfGradient = (float) (step.rate() * (1 - mu) / (1 - product[0]));
      beta1 = (float) b1;
      fresh1 = (float) (1 - b1);
      beta2 = (float) b2;
      fresh2 = (float) (1 - b2);
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
      unbias = (float) (1 / Math.sqrt(Floats.oneMinusPower(b2, step.count())));
    }

    private static double momentum(double beta1, double decay, long t) {
      return beta1 * (1 - 0.5 * Math.pow(0.96, t * decay));
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
        float root = (float) Math.sqrt(v) * unbias + epsilon;
        p[i] -= (rateOfMean * m + rateOfGradient * d) / root;
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
        Object x = (Object) LOAD.invokeExact(values, at);
        Object weightDecayOfX = (Object) TIMES_NUMBER.invokeExact(x, weightDecay);
        Object d = (Object) PLUS.invokeExact(slope, weightDecayOfX);
        Object oldMean = (Object) LOAD_ARRAY.invokeExact(mean, i);
        Object beta1OfOldMean = (Object) TIMES_NUMBER.invokeExact(oldMean, beta1);
        Object fresh1OfD = (Object) TIMES_NUMBER.invokeExact(d, fresh1);
        Object m = (Object) PLUS.invokeExact(beta1OfOldMean, fresh1OfD);
        Object oldSquare = (Object) LOAD_ARRAY.invokeExact(square, i);
        Object beta2OfOldSquare = (Object) TIMES_NUMBER.invokeExact(oldSquare, beta2);
        Object fresh2OfD = (Object) TIMES_NUMBER.invokeExact(d, fresh2);
        Object product = (Object) TIMES.invokeExact(fresh2OfD, d);
        Object v = (Object) PLUS.invokeExact(beta2OfOldSquare, product);
        STORE_ARRAY.invokeExact(m, mean, i);
        STORE_ARRAY.invokeExact(v, square, i);
        Object root = (Object) ROOT.invokeExact(v);
        Object unbiasOfRoot = (Object) TIMES_NUMBER.invokeExact(root, unbias);
        Object root2 = (Object) PLUS_NUMBER.invokeExact(unbiasOfRoot, epsilon);
        Object rateOfMeanOfM = (Object) TIMES_NUMBER.invokeExact(m, rateOfMean);
        Object rateOfGradientOfD = (Object) TIMES_NUMBER.invokeExact(d, rateOfGradient);
        Object sum = (Object) PLUS.invokeExact(rateOfMeanOfM, rateOfGradientOfD);
        Object quotient = (Object) OVER.invokeExact(sum, root2);
        Object moved = (Object) MINUS.invokeExact(x, quotient);
        STORE.invokeExact(moved, values, at);
      }
    }
  }
}
