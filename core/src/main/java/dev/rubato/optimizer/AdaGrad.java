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
 * AdaGrad: a rate for each parameter, which falls with the sum of its squared gradients.
 *
 * <pre>
 * v ← v + g²
 * p ← p − lr·g/(√v + ε)
 * </pre>
 *
 * <ul>
 *   <li>{@code initial-accumulator=0}: Initial value of the sum of squared gradients. A number, at
 *       least 0.
 *   <li>{@code epsilon=1e-10}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Duchi 2011. Keras starts the sum at 0.1 and puts ε inside the root; PyTorch and Rubato start
 * at 0, ε outside.
 */
public final class AdaGrad extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final AdaGrad ALGORITHM = new AdaGrad();

  private AdaGrad() {
    super(
        Signature.of(
            "adagrad",
            Parameter.number(
                "initial-accumulator",
                Domain.AT_LEAST_0,
                0,
                "Initial value of the sum of squared gradients."),
            Usual.epsilon(1e-10),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "a rate for each parameter that falls with the sum of its squared gradients",
            """
            v ← v + g²
            p ← p − lr·g/(√v + epsilon)""",
            "Duchi 2011",
            "Keras starts v at 0.1 and has epsilon inside the root",
            "adagrad: linear(0 -> 0.01) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 0.01;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop((float) arguments.number("initial-accumulator"));
  }

  private static final class Loop extends Kernel implements DirectKernel {
    private final float initial;
    private float rate;
    private float epsilon;
    private float weightDecay;

    Loop(float initial) {
      this.initial = initial;
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public float initial(int slot) {
      return initial;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] sum = state[0];
      float lr = rate;
      float eps = epsilon;
      float decay = weightDecay;
      for (int i = from; i < to; i++) {
        float d = g[i] + decay * p[i];
        float v = sum[i] + d * d;
        sum[i] = v;
        p[i] -= lr * (d / ((float) Math.sqrt(v) + eps));
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
      float[] sum = state[0];
      for (int i = 0; i < length; i += Lanes.COUNT) {
        int at = Float.BYTES * (from + i);
        Object slope = (Object) LOAD.invokeExact(gradient, at);
        Object x = (Object) LOAD.invokeExact(values, at);
        Object weightDecayOfX = (Object) TIMES_NUMBER.invokeExact(x, weightDecay);
        Object d = (Object) PLUS.invokeExact(slope, weightDecayOfX);
        Object oldSum = (Object) LOAD_ARRAY.invokeExact(sum, i);
        Object product = (Object) TIMES.invokeExact(d, d);
        Object v = (Object) PLUS.invokeExact(oldSum, product);
        STORE_ARRAY.invokeExact(v, sum, i);
        Object root = (Object) ROOT.invokeExact(v);
        Object raised = (Object) PLUS_NUMBER.invokeExact(root, epsilon);
        Object quotient = (Object) OVER.invokeExact(d, raised);
        Object rateOfQuotient = (Object) TIMES_NUMBER.invokeExact(quotient, rate);
        Object moved = (Object) MINUS.invokeExact(x, rateOfQuotient);
        STORE.invokeExact(moved, values, at);
      }
    }
  }
}
