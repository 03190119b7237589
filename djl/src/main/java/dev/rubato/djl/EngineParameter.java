package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.rubato.argument.Arguments;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.StepContext;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.RemoteParameter;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A parameter on a GPU that the engine's own arithmetic moves there: SGD, Adam and AdamW, by the
 * same formulas as ours, rounded by the engine.
 */
final class EngineParameter implements RemoteParameter, AutoCloseable {
  private static final float TINY = 1e-20f; // a gradient that was always 0 gives 0
  private static final float NOT_CLIPPED = -1;

  /** Whether an array lies on a GPU. */
  static final Predicate<NDArray> ON_GPU = array -> array.getDevice().isGpu();

  private final NDArray weight;
  private final NDArray gradient;
  private final Update update;
  private final NDArray[] slots;

  /** One update by the engine; what it makes on the way belongs to a manager that ends. */
  private interface Update {
    void move(NDArray weight, NDArray gradient, NDArray[] slots, StepContext step);
  }

  /**
   * A parameter before its first step.
   *
   * @param optimizer one that {@link #byEngine} gave
   */
  EngineParameter(NDArray weight, NDArray gradient, Optimizer optimizer) {
    this.weight = weight;
    this.gradient = gradient;
    Arguments arguments = optimizer.arguments();
    if (!optimizer.name().equals("sgd")) {
      boolean decoupled = optimizer.name().equals("adamw");
      update = (p, g, state, step) -> adam(p, g, state, step, decoupled);
      slots = new NDArray[2];
    } else if (arguments.has("momentum")) {
      boolean nesterov = arguments.flag("nesterov");
      update = (p, g, state, step) -> momentum(p, g, state[0], step, nesterov);
      slots = new NDArray[1];
    } else {
      update = EngineParameter::sgd;
      slots = new NDArray[0];
    }
  }

  /** What is remembered, which parameters that never move do without. */
  private NDArray[] slots() {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == null) {
        slots[i] =
            weight.getManager().zeros(weight.getShape(), DataType.FLOAT32, weight.getDevice());
      }
    }
    return slots;
  }

  /**
   * Says which parameters the engine moves: those of which it is true, by an optimizer for which it
   * has the arithmetic.
   */
  static BlockTensors.ByEngine byEngine(
      Strategy strategy, StepperOptions options, Predicate<NDArray> where) {
    return (named, array) -> where.test(array) ? optimizerOf(named, strategy, options) : null;
  }

  private static @Nullable Optimizer optimizerOf(
      BlockParameters.Named named, Strategy strategy, StepperOptions options) {
    Optimizer all = strategy.optimizerOrSgd();
    if (options.average() > 0 || all.changesGradient() || all.changesUpdate()) {
      return null;
    }
    Optimizer own = null;
    for (ParameterGroup group : options.groups()) {
      if (group.optimizer() != null && named.isIn(group)) {
        own = group.optimizer();
      }
    }
    Optimizer optimizer = own == null ? all : own;
    Arguments arguments = optimizer.arguments();
    if (arguments.has("state")) {
      return null;
    }
    return switch (optimizer.name()) {
      case "sgd" -> arguments.flag("rate-inside") ? null : optimizer;
      case "adam", "adamw" ->
          arguments.flag("amsgrad") || !arguments.flag("bias-correction") ? null : optimizer;
      default -> null;
    };
  }

  @Override
  public int size() {
    return Math.toIntExact(weight.size());
  }

  @Override
  public float[] values() {
    return ParameterMemory.read(weight);
  }

  @Override
  public void set(float[] values) {
    ParameterMemory.write(weight, values);
  }

  @Override
  public boolean gradientIsFinite() {
    try (NDManager scope = weight.getManager().newSubManager()) {
      gradient.tempAttach(scope);
      // finite numbers may have a sum that is not
      return Float.isFinite(gradient.sum().getFloat())
          || !gradient.isInfinite().logicalOr(gradient.isNaN()).any().getBoolean();
    }
  }

  @Override
  public void move(StepContext step) {
    NDArray[] state = slots();
    ParameterMemory.unrecorded(
        weight,
        scope -> {
          NDArray moving = step.rate() > 0 ? weight : weight.duplicate();
          for (NDArray each : new NDArray[] {moving, gradient}) {
            each.tempAttach(scope);
          }
          for (NDArray each : state) {
            each.tempAttach(scope);
          }
          update.move(moving, gradient, state, step);
          if (moving != weight) {
            moving.close();
          }
        });
  }

  @Override
  public float[][] memory() {
    return Arrays.stream(slots()).map(ParameterMemory::read).toArray(float[][]::new);
  }

  @Override
  public void restore(float[][] memory) {
    NDArray[] state = slots();
    for (int slot = 0; slot < memory.length; slot++) {
      ParameterMemory.write(state[slot], memory[slot]);
    }
  }

  @Override
  public void close() {
    for (NDArray each : slots) {
      if (each != null) {
        each.close();
      }
    }
  }

  private static void sgd(NDArray weight, NDArray gradient, NDArray[] slots, StepContext step) {
    JniUtils.sgdUpdate(
        (PtNDArray) weight,
        (PtNDArray) gradient,
        null,
        (float) step.rate(),
        (float) step.number("weight-decay"),
        1,
        NOT_CLIPPED,
        0);
  }

  /** Not by the engine's SGD, whose rate goes into the buffer: ours multiplies it. */
  private static void momentum(
      NDArray weight, NDArray gradient, NDArray buffer, StepContext step, boolean nesterov) {
    float momentum = (float) step.number("momentum");
    float fresh = step.count() == 1 ? 1 : (float) (1 - step.number("dampening"));
    float decay = (float) step.number("weight-decay");
    NDArray d = decay == 0 ? gradient : gradient.add(weight.mul(decay));
    buffer.muli(momentum).addi(d.mul(fresh));
    NDArray direction = nesterov ? buffer.mul(momentum).addi(d) : buffer;
    weight.subi(direction.mul((float) step.rate()));
  }

  private static void adam(
      NDArray weight, NDArray gradient, NDArray[] slots, StepContext step, boolean decoupled) {
    double beta1 = step.number("beta1");
    double beta2 = step.number("beta2");
    // the engine adds epsilon to a root that is not corrected for bias
    double unbias = Math.sqrt(1 - Math.pow(beta2, step.count()));
    double corrected = step.rate() * unbias / (1 - Math.pow(beta1, step.count()));
    JniUtils.adamUpdate(
        (PtNDArray) weight,
        (PtNDArray) gradient,
        (PtNDArray) slots[0],
        (PtNDArray) slots[1],
        (float) step.rate(),
        (float) corrected,
        (float) step.number("weight-decay"),
        1,
        NOT_CLIPPED,
        (float) beta1,
        (float) beta2,
        Math.max((float) (step.number("epsilon") * unbias), TINY),
        decoupled);
  }
}
