package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.rubato.argument.Arguments;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.Step;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.RemoteParameter;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A parameter on a GPU that the engine's own arithmetic moves there: SGD, Adam and AdamW, by the
 * same formulas as ours, rounded by the engine.
 */
final class EngineParameter implements RemoteParameter {
  private static final float TINY = 1e-20f; // a gradient that was always 0 gives 0
  private static final float NOT_CLIPPED = -1;

  /** Whether an array lies on a GPU. */
  static final Predicate<NDArray> ON_GPU = array -> array.getDevice().isGpu();

  private final NDArray weight;
  private final NDArray gradient;
  private final Update update;
  private final List<NDArray> slots = new ArrayList<>();

  /** One update by the engine. */
  private interface Update {
    void move(NDArray weight, NDArray gradient, List<NDArray> slots, Step step);
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
    int count;
    if (!optimizer.name().equals("sgd")) {
      boolean decoupled = optimizer.name().equals("adamw");
      update = (p, g, state, step) -> adam(p, g, state, step, decoupled);
      count = 2;
    } else if (arguments.has("momentum")) {
      boolean nesterov = arguments.flag("nesterov");
      update = (p, g, state, step) -> momentum(p, g, state, step, nesterov);
      count = 1;
    } else {
      update = EngineParameter::sgd;
      count = 0;
    }
    for (int slot = 0; slot < count; slot++) {
      slots.add(weight.getManager().zeros(weight.getShape(), DataType.FLOAT32, weight.getDevice()));
    }
  }

  /**
   * Says which parameters the engine moves: those of which it is true, by an optimizer for which it
   * has the arithmetic.
   */
  static BlockTensors.ByEngine byEngine(
      Strategy strategy, StepperOptions options, Predicate<NDArray> where) {
    return (name, array) -> where.test(array) ? optimizerOf(name, strategy, options) : null;
  }

  private static @Nullable Optimizer optimizerOf(
      String name, Strategy strategy, StepperOptions options) {
    Optimizer all = strategy.optimizerOrSgd();
    Arguments arguments = all.arguments();
    if (options.average() > 0
        || arguments.flag("maximize")
        || arguments.has("clip-norm")
        || arguments.has("clip-value")) {
      return null;
    }
    Optimizer own = null;
    for (ParameterGroup group : options.groups()) {
      if (group.matches(name)) {
        own = group.optimizer();
        break;
      }
    }
    Optimizer optimizer = own == null ? all : own;
    return switch (optimizer.name()) {
      case "sgd" -> optimizer;
      case "adam", "adamw" -> optimizer.arguments().flag("amsgrad") ? null : optimizer;
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
    try (NDArray sum = gradient.sum()) {
      if (Float.isFinite(sum.getFloat())) {
        return true;
      }
    }
    // finite numbers may have a sum that is not
    try (NDArray infinite = gradient.isInfinite();
        NDArray none = gradient.isNaN();
        NDArray either = infinite.logicalOr(none);
        NDArray any = either.any()) {
      return !any.getBoolean();
    }
  }

  @Override
  public void move(Step step) {
    boolean records = JniUtils.isGradMode(); // PyTorch's switch of this thread
    JniUtils.setGradMode(false);
    try {
      if (step.rate() > 0) {
        update.move(weight, gradient, slots, step);
      } else {
        try (NDArray scratch = weight.duplicate()) {
          update.move(scratch, gradient, slots, step);
        }
      }
    } finally {
      JniUtils.setGradMode(records);
    }
  }

  @Override
  public float[][] memory() {
    return slots.stream().map(ParameterMemory::read).toArray(float[][]::new);
  }

  @Override
  public void restore(float[][] memory) {
    for (int slot = 0; slot < memory.length; slot++) {
      ParameterMemory.write(slots.get(slot), memory[slot]);
    }
  }

  private static void sgd(NDArray weight, NDArray gradient, List<NDArray> slots, Step step) {
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
      NDArray weight, NDArray gradient, List<NDArray> slots, Step step, boolean nesterov) {
    NDArray buffer = slots.get(0);
    float rate = (float) step.rate();
    float momentum = (float) step.number("momentum");
    float fresh = step.count() == 1 ? 1 : (float) (1 - step.number("dampening"));
    float decay = (float) step.number("weight-decay");
    if (decay != 0) {
      try (NDArray pull = weight.mul(decay)) {
        gradient.addi(pull); // which is set to 0 after the step
      }
    }
    buffer.muli(momentum);
    try (NDArray part = gradient.mul(fresh)) {
      buffer.addi(part);
    }
    try (NDArray way = nesterov ? buffer.mul(momentum) : buffer.duplicate()) {
      if (nesterov) {
        way.addi(gradient);
      }
      way.muli(rate);
      weight.subi(way);
    }
  }

  private static void adam(
      NDArray weight, NDArray gradient, List<NDArray> slots, Step step, boolean decoupled) {
    double beta1 = step.number("beta1");
    double beta2 = step.number("beta2");
    // the engine adds epsilon to a root that is not corrected for bias
    double unbias = Math.sqrt(1 - Math.pow(beta2, step.count()));
    double corrected = step.rate() * unbias / (1 - Math.pow(beta1, step.count()));
    JniUtils.adamUpdate(
        (PtNDArray) weight,
        (PtNDArray) gradient,
        (PtNDArray) slots.get(0),
        (PtNDArray) slots.get(1),
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
