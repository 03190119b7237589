package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.LOAD;
import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.MAX;
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
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import org.jspecify.annotations.Nullable;

/**
 * Adam and AdamW: running means of the gradient and of its square, both corrected for bias.
 *
 * <pre>
 * m ← β₁m + (1 − β₁)g
 * v ← β₂v + (1 − β₂)g²
 * m̂ = m/(1 − β₁ᵗ)
 * v̂ = v/(1 − β₂ᵗ)
 * p ← p − lr·m̂/(√v̂ + ε)
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code amsgrad=false}: Whether to divide by the largest mean square so far. One of true,
 *       false.
 *   <li>{@code bias-correction=true}: Whether to apply Adam's bias correction. One of true, false.
 *   <li>{@code weight-decay=0} (adam): Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0.01} (adamw): Each step shrinks the weights by this times the rate. A
 *       number or a schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>{@code adam} is Kingma and Ba 2015 (arXiv:1412.6980), {@code amsgrad} Reddi 2018
 * (arXiv:1904.09237). {@code adamw} (Loshchilov and Hutter 2019, arXiv:1711.05101) shrinks the
 * parameters by 1 − lr·λ before the step, as PyTorch does; the paper's decay does not depend on the
 * rate. ε is added after the bias correction as in PyTorch; Keras and TensorFlow add it before,
 * which makes theirs larger in the first steps. Without {@code bias-correction} m̂ is m and v̂ is
 * v, as in the AdamW that BERT was trained with (Devlin 2019, arXiv:1810.04805): its first steps
 * are (1 − β₁)/√(1 − β₂) times as long, 3.2 times with the defaults.
 */
public final class Adam extends Algorithm {
  /** {@code adam}. */
  public static final Adam ADAM = new Adam("adam", false, 0);

  /** {@code adamw}. */
  public static final Adam ADAMW = new Adam("adamw", true, 0.01);

  private final boolean decoupled;

  private Adam(String name, boolean decoupled, double weightDecay) {
    super(
        Signature.of(
            name,
            Usual.beta1(0.9),
            Usual.beta2(0.999),
            Usual.epsilon(1e-8),
            Parameter.flag(
                "amsgrad", false, "Whether to divide by the largest mean square so far."),
            Usual.biasCorrection(true),
            decoupled ? Usual.decayOfWeights(weightDecay) : Usual.decayInGradient(weightDecay)),
        new CatalogueEntry(
            decoupled
                ? "Adam with weight decay decoupled from the running averages"
                : "running averages of the gradient and of its square, both corrected for bias",
            (decoupled ? "p ← p·(1 − lr·weight-decay)\n" : "") + "p ← p − lr·m̂/(√v̂ + epsilon)",
            decoupled
                ? "Loshchilov and Hutter 2019, arXiv:1711.05101"
                : "Kingma and Ba 2015, arXiv:1412.6980; amsgrad: Reddi 2018, arXiv:1904.09237",
            "Keras and TensorFlow add epsilon before the bias correction",
            name + ": linear(0 -> 1e-3) for 5% then cosine(-> 0)"));
    this.decoupled = decoupled;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(decoupled, arguments.flag("amsgrad"), arguments.flag("bias-correction"));
  }

  private static final class Loop extends Kernel implements DirectKernel, HalvesKernel, BitsKernel {
    private final @Nullable AdamCompact compact = AdamCompact.inVectors();
    private final boolean decoupled;
    private final boolean amsgrad;
    private final boolean correctsBias;
    private float beta1;
    private float fresh1;
    private float beta2;
    private float fresh2;
    private float epsilon;
    private float rate; // lr / (1 − β₁ᵗ)
    private float unbias; // 1 / √(1 − β₂ᵗ)
    private float coupledDecay;
    private float keep; // 1 − lr·λ

    Loop(boolean decoupled, boolean amsgrad, boolean correctsBias) {
      this.decoupled = decoupled;
      this.amsgrad = amsgrad;
      this.correctsBias = correctsBias;
    }

    @Override
    public int slots() {
      return amsgrad ? 3 : 2;
    }

    @Override
    public void begin(StepContext step) {
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      double weightDecay = step.number("weight-decay");
      beta1 = (float) b1;
      fresh1 = (float) (1 - b1);
      beta2 = (float) b2;
      fresh2 = (float) (1 - b2);
      epsilon = Floats.epsilon(step.number("epsilon"));
      double share1 = correctsBias ? Floats.oneMinusPower(b1, step.count()) : 1;
      double share2 = correctsBias ? Floats.oneMinusPower(b2, step.count()) : 1;
      rate = (float) (step.rate() / share1);
      unbias = (float) (1 / Math.sqrt(share2));
      coupledDecay = decoupled ? 0 : (float) weightDecay;
      keep = decoupled ? (float) (1 - step.rate() * weightDecay) : 1;
      if (compact != null) {
        compact.beta1 = beta1;
        compact.fresh1 = fresh1;
        compact.beta2 = beta2;
        compact.fresh2 = fresh2;
        compact.epsilon = epsilon;
        compact.rate = rate;
        compact.unbias = unbias;
        compact.coupledDecay = coupledDecay;
        compact.keep = keep;
      }
    }

    @Override
    public boolean worksOnHalves() {
      return !amsgrad && compact != null;
    }

    private AdamCompact compact() {
      AdamCompact loop = compact;
      if (loop == null) {
        throw new IllegalStateException("Java was not started with jdk.incubator.vector");
      }
      return loop;
    }

    @Override
    public void updateHalves(
        float[] p, float[] g, int from, int[][] state, int place, int[] chances, int[] first) {
      compact().update(p, g, from, state, place, chances, first);
    }

    @Override
    public boolean worksOnBits() {
      return !amsgrad && compact != null;
    }

    @Override
    public void updateBits(float[] p, float[] g, int from, int[][] bits) {
      compact().update(p, g, from, bits);
    }

    @Override
    public float weightKept() {
      return keep;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      float[] square = state[1];
      float[] largest = amsgrad ? state[2] : state[1];
      float b1 = beta1;
      float f1 = fresh1;
      float b2 = beta2;
      float f2 = fresh2;
      float eps = epsilon;
      float lr = rate;
      float unbiased = unbias;
      float decay = coupledDecay;
      float kept = keep;
      boolean max = amsgrad;
      for (int i = from; i < to; i++) {
        float d = g[i] + decay * p[i];
        float m = b1 * mean[i] + f1 * d;
        float v = b2 * square[i] + f2 * d * d;
        mean[i] = m;
        square[i] = v;
        if (max) {
          v = Math.max(largest[i], v);
          largest[i] = v;
        }
        p[i] = kept * p[i] - lr * (m / ((float) Math.sqrt(v) * unbiased + eps));
      }
    }

    @Override
    public int lanes() {
      return Lanes.COUNT;
    }

    @Override
    public void update(DirectMemory p, DirectMemory g, int from, float[][] state, int length) {
      try {
        if (amsgrad) {
          byLargest(p.lanes(), g.lanes(), from, state, length);
        } else {
          bySquare(p.lanes(), g.lanes(), from, state, length);
        }
      } catch (Throwable e) {
        throw Lanes.failure(e);
      }
    }

    // One of these two loops differs from the other by three lines, which as a branch, or the rest
    // as a method of both, would leave vectors as objects: see Lanes.
    private void bySquare(Object values, Object gradient, int from, float[][] state, int length)
        throws Throwable {
      float[] mean = state[0];
      float[] square = state[1];
      for (int i = 0; i < length; i += Lanes.COUNT) {
        int at = Float.BYTES * (from + i);
        Object x = (Object) LOAD.invokeExact(values, at);
        Object g = (Object) LOAD.invokeExact(gradient, at);
        Object m = (Object) LOAD_ARRAY.invokeExact(mean, i);
        Object v = (Object) LOAD_ARRAY.invokeExact(square, i);
        Object pull = (Object) TIMES_NUMBER.invokeExact(x, coupledDecay);
        Object d = (Object) PLUS.invokeExact(g, pull);
        Object keptMean = (Object) TIMES_NUMBER.invokeExact(m, beta1);
        Object freshMean = (Object) TIMES_NUMBER.invokeExact(d, fresh1);
        m = (Object) PLUS.invokeExact(keptMean, freshMean);
        Object keptSquare = (Object) TIMES_NUMBER.invokeExact(v, beta2);
        Object part = (Object) TIMES_NUMBER.invokeExact(d, fresh2);
        Object freshSquare = (Object) TIMES.invokeExact(part, d);
        v = (Object) PLUS.invokeExact(keptSquare, freshSquare);
        STORE_ARRAY.invokeExact(m, mean, i);
        STORE_ARRAY.invokeExact(v, square, i);
        Object root = (Object) ROOT.invokeExact(v);
        Object unbiased = (Object) TIMES_NUMBER.invokeExact(root, unbias);
        Object size = (Object) PLUS_NUMBER.invokeExact(unbiased, epsilon);
        Object direction = (Object) OVER.invokeExact(m, size);
        Object move = (Object) TIMES_NUMBER.invokeExact(direction, rate);
        Object kept = (Object) TIMES_NUMBER.invokeExact(x, keep);
        Object moved = (Object) MINUS.invokeExact(kept, move);
        STORE.invokeExact(moved, values, at);
      }
    }

    private void byLargest(Object values, Object gradient, int from, float[][] state, int length)
        throws Throwable {
      float[] mean = state[0];
      float[] square = state[1];
      float[] largest = state[2];
      for (int i = 0; i < length; i += Lanes.COUNT) {
        int at = Float.BYTES * (from + i);
        Object x = (Object) LOAD.invokeExact(values, at);
        Object g = (Object) LOAD.invokeExact(gradient, at);
        Object m = (Object) LOAD_ARRAY.invokeExact(mean, i);
        Object v = (Object) LOAD_ARRAY.invokeExact(square, i);
        Object pull = (Object) TIMES_NUMBER.invokeExact(x, coupledDecay);
        Object d = (Object) PLUS.invokeExact(g, pull);
        Object keptMean = (Object) TIMES_NUMBER.invokeExact(m, beta1);
        Object freshMean = (Object) TIMES_NUMBER.invokeExact(d, fresh1);
        m = (Object) PLUS.invokeExact(keptMean, freshMean);
        Object keptSquare = (Object) TIMES_NUMBER.invokeExact(v, beta2);
        Object part = (Object) TIMES_NUMBER.invokeExact(d, fresh2);
        Object freshSquare = (Object) TIMES.invokeExact(part, d);
        v = (Object) PLUS.invokeExact(keptSquare, freshSquare);
        STORE_ARRAY.invokeExact(m, mean, i);
        STORE_ARRAY.invokeExact(v, square, i);
        Object most = (Object) LOAD_ARRAY.invokeExact(largest, i);
        v = (Object) MAX.invokeExact(most, v);
        STORE_ARRAY.invokeExact(v, largest, i);
        Object root = (Object) ROOT.invokeExact(v);
        Object unbiased = (Object) TIMES_NUMBER.invokeExact(root, unbias);
        Object size = (Object) PLUS_NUMBER.invokeExact(unbiased, epsilon);
        Object direction = (Object) OVER.invokeExact(m, size);
        Object move = (Object) TIMES_NUMBER.invokeExact(direction, rate);
        Object kept = (Object) TIMES_NUMBER.invokeExact(x, keep);
        Object moved = (Object) MINUS.invokeExact(kept, move);
        STORE.invokeExact(moved, values, at);
      }
    }
  }
}
