package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.LOAD;
import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.MINUS;
import static dev.rubato.optimizer.Lanes.PLUS;
import static dev.rubato.optimizer.Lanes.STORE;
import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static dev.rubato.optimizer.Lanes.TIMES_NUMBER;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent, optionally with momentum.
 *
 * <pre>
 * d ← g + λp
 * b ← μb + (1 − τ)d, the first b being d itself
 * p ← p − lr·b, or with Nesterov p ← p − lr·(d + μb)
 * </pre>
 *
 * <ul>
 *   <li>{@code momentum=0}: Fraction of the momentum kept at each step. A number or a schedule, in
 *       [0, 1).
 *   <li>{@code dampening=0}: Fraction of the gradient left out of the momentum. A number or a
 *       schedule, in [0, 1].
 *   <li>{@code nesterov=false}: Whether to use Nesterov momentum. One of true, false.
 *   <li>{@code rate-inside=false}: Whether the rate goes into the momentum. One of true, false.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>λ is {@code weight-decay}, μ {@code momentum}, τ {@code dampening}. The rate multiplies the
 * buffer as in PyTorch. Sutskever 2013, Caffe and Keras put it into the buffer, b ← μb + (1 −
 * τ)·lr·d and p ← p − b, or p − (lr·d + μb): {@code rate-inside}. That differs when the rate
 * changes, as earlier gradients keep the rate of their step. Robbins and Monro 1951; Polyak 1964;
 * Nesterov 1983.
 */
public final class Sgd extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Sgd ALGORITHM = new Sgd();

  private Sgd() {
    super(
        Signature.of(
            "sgd",
            Usual.momentum(0),
            Parameter.hyperparameter(
                "dampening", Domain.SHARE, 0, "Fraction of the gradient left out of the momentum."),
            Parameter.flag("nesterov", false, "Whether to use Nesterov momentum."),
            Parameter.flag("rate-inside", false, "Whether the rate goes into the momentum."),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "follows the gradient, optionally with momentum",
            """
            b ← momentum·b + (1 − dampening)·g
            p ← p − lr·b\
            """,
            "Robbins and Monro 1951; Polyak 1964; Nesterov 1983",
            "Caffe and Keras apply the rate inside the buffer, rate-inside=true; PyTorch outside",
            "sgd(momentum=0.9): linear(0 -> 0.1) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return arguments.has("momentum") ? 0.01 : 0.1;
  }

  @Override
  protected @Nullable String needsItsMemoryWhole(Arguments arguments) {
    return arguments.has("momentum") ? null : "it remembers nothing without momentum";
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    boolean nesterov = arguments.flag("nesterov");
    boolean inside = arguments.flag("rate-inside");
    return arguments.has("momentum") ? new WithMomentum(nesterov, inside) : new Plain();
  }

  private static final class Plain extends Kernel implements DirectKernel {
    private float rate;
    private float weightDecay;

    @Override
    public int slots() {
      return 0;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float lr = rate;
      float decay = weightDecay;
      for (int i = from; i < to; i++) {
        p[i] -= lr * (g[i] + decay * p[i]);
      }
    }

    @Override
    public int lanes() {
      return Lanes.COUNT;
    }

    @Override
    public void update(DirectMemory p, DirectMemory g, int from, float[][] state, int length) {
      try {
        inMemory(p.lanes(), g.lanes(), from, length);
      } catch (Throwable e) {
        throw Lanes.failure(e);
      }
    }

    private void inMemory(Object values, Object gradient, int from, int length) throws Throwable {
      for (int i = from; i < from + length; i += Lanes.COUNT) {
        int at = Float.BYTES * i;
        Object x = (Object) LOAD.invokeExact(values, at);
        Object g = (Object) LOAD.invokeExact(gradient, at);
        Object pull = (Object) TIMES_NUMBER.invokeExact(x, weightDecay);
        Object d = (Object) PLUS.invokeExact(g, pull);
        Object move = (Object) TIMES_NUMBER.invokeExact(d, rate);
        Object moved = (Object) MINUS.invokeExact(x, move);
        STORE.invokeExact(moved, values, at);
      }
    }
  }

  private static final class WithMomentum extends Kernel implements DirectKernel {
    private static final int LARGEST_RATE = 0;

    private final boolean nesterov;
    private final boolean inside;
    private boolean moves;
    private float rate; // of the buffer
    private float momentum;
    private float fresh;
    private float ofGradient; // p − lr·(d + μb) with Nesterov, p − lr·b without
    private float ofBuffer;
    private float weightDecay;

    WithMomentum(boolean nesterov, boolean inside) {
      this.nesterov = nesterov;
      this.inside = inside;
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public double[] memory() {
      return new double[inside ? 1 : 0];
    }

    /** At a rate of 0 the momentum still has the rates of earlier steps. */
    @Override
    public boolean movesWithoutRate() {
      return moves;
    }

    @Override
    public void begin(StepContext step) {
      rate = inside ? 1 : (float) step.rate();
      momentum = (float) step.number("momentum");
      double share = step.count() == 1 ? 1 : 1 - step.number("dampening");
      fresh = (float) (inside ? share * step.rate() : share);
      ofGradient = nesterov ? (inside ? (float) step.rate() : 1) : 0;
      ofBuffer = nesterov ? momentum : 1;
      if (inside) {
        double[] memory = step.memory();
        memory[LARGEST_RATE] = Math.max(memory[LARGEST_RATE], step.rate());
        moves = memory[LARGEST_RATE] > 0;
      }
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] buffer = state[0];
      float lr = rate;
      float mu = momentum;
      float share = fresh;
      float decay = weightDecay;
      float direct = ofGradient;
      float kept = ofBuffer;
      for (int i = from; i < to; i++) {
        float d = g[i] + decay * p[i];
        float b = mu * buffer[i] + share * d;
        buffer[i] = b;
        p[i] -= lr * (direct * d + kept * b);
      }
    }

    @Override
    public int lanes() {
      return Lanes.COUNT;
    }

    @Override
    public void update(DirectMemory p, DirectMemory g, int from, float[][] state, int length) {
      try {
        inMemory(p.lanes(), g.lanes(), from, state[0], length);
      } catch (Throwable e) {
        throw Lanes.failure(e);
      }
    }

    private void inMemory(Object values, Object gradient, int from, float[] buffer, int length)
        throws Throwable {
      for (int i = 0; i < length; i += Lanes.COUNT) {
        int at = Float.BYTES * (from + i);
        Object x = (Object) LOAD.invokeExact(values, at);
        Object g = (Object) LOAD.invokeExact(gradient, at);
        Object b = (Object) LOAD_ARRAY.invokeExact(buffer, i);
        Object pull = (Object) TIMES_NUMBER.invokeExact(x, weightDecay);
        Object d = (Object) PLUS.invokeExact(g, pull);
        Object old = (Object) TIMES_NUMBER.invokeExact(b, momentum);
        Object added = (Object) TIMES_NUMBER.invokeExact(d, fresh);
        b = (Object) PLUS.invokeExact(old, added);
        STORE_ARRAY.invokeExact(b, buffer, i);
        Object direct = (Object) TIMES_NUMBER.invokeExact(d, ofGradient);
        Object kept = (Object) TIMES_NUMBER.invokeExact(b, ofBuffer);
        Object direction = (Object) PLUS.invokeExact(direct, kept);
        Object move = (Object) TIMES_NUMBER.invokeExact(direction, rate);
        Object moved = (Object) MINUS.invokeExact(x, move);
        STORE.invokeExact(moved, values, at);
      }
    }
  }
}
