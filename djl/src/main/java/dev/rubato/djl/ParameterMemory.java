package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.StepContext;
import dev.rubato.strategy.RemoteParameter;
import dev.rubato.strategy.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Where one parameter of a block lies, as a tensor to be moved: in the engine's own memory where
 * that can be seen; on a GPU by the engine itself where it has the arithmetic; or else, on a GPU or
 * in an odd order, in Java arrays that are copied there and back around each step.
 */
abstract class ParameterMemory implements AutoCloseable {
  private static final NDIndex ALL = new NDIndex("...");

  private final NDArray weight;
  // a view lives as long as its array, and DJL makes a new array at each getGradient
  private final @Nullable NDArray gradient;
  private Tensor tensor;

  private ParameterMemory(NDArray weight, @Nullable NDArray gradient, Tensor tensor) {
    this.weight = weight;
    this.gradient = gradient;
    this.tensor = tensor;
  }

  /**
   * The memory of a parameter that is trained.
   *
   * @param byEngine the optimizer with which the engine moves it where it lies, or null for ours
   * @throws IllegalStateException where there was no backward pass yet
   */
  static ParameterMemory trained(String name, NDArray weight, @Nullable Optimizer byEngine) {
    checkType(name, weight);
    NDArray gradient = gradient(weight);
    if (gradient == null) {
      throw new IllegalStateException(
          name + " has no gradient yet: make these views after a first backward pass");
    }
    if (byEngine != null) {
      return new OutOfReach(
          name, weight, gradient, new EngineParameter(weight, gradient, byEngine));
    }
    ByteBuffer values = view(weight);
    ByteBuffer slopes = view(gradient);
    return values == null || slopes == null
        ? new Copied(name, weight, gradient)
        : new Seen(name, weight, values, gradient, slopes);
  }

  /** The memory of a parameter that no step moves, such as a running average of the data. */
  static ParameterMemory untrained(String name, NDArray weight) {
    checkType(name, weight);
    ByteBuffer values = view(weight);
    return values == null
        ? new OutOfReach(name, weight, null, new Unmoved(weight))
        : new Seen(name, weight, values, null, values);
  }

  /** The memory of a parameter that will be trained, before the first backward pass. */
  static ParameterMemory atRest(String name, NDArray weight) {
    checkType(name, weight);
    ByteBuffer values = view(weight);
    return values == null
        ? new Copied(name, weight, null)
        : new Seen(name, weight, values, null, values);
  }

  /** Makes PyTorch hold a gradient of 0, where no backward pass reached the parameter yet. */
  static void makeGradient(NDArray weight) {
    boolean records = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try (NDManager scope = weight.getManager().newSubManager()) {
      weight.tempAttach(scope);
      NDArray none = weight.mul(0).sum();
      JniUtils.backward((PtNDArray) none, (PtNDArray) none.onesLike(), false, false);
    } finally {
      JniUtils.setGradMode(records);
    }
  }

  /** Whether the last backward pass reached a parameter. */
  static boolean isReached(NDArray weight) {
    NDArray gradient = gradient(weight);
    if (gradient == null) {
      return false;
    }
    gradient.close();
    return true;
  }

  /** Sets an array's gradient to 0, if it has one. */
  static void zeroGradient(NDArray weight) {
    if (isReached(weight)) {
      JniUtils.zeroGrad((PtNDArray) weight);
    }
  }

  /**
   * The gradient that PyTorch holds, or null before the first backward pass that reaches it: a new
   * array each time, to be closed.
   */
  static @Nullable NDArray gradient(NDArray weight) {
    return JniUtils.getGradient((PtNDArray) weight);
  }

  private static void checkType(String name, NDArray weight) {
    if (weight.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          name + " must be float32 to be trained, was " + weight.getDataType());
    }
  }

  /** The array's own memory, or null where the engine gives a copy. */
  private static @Nullable ByteBuffer view(NDArray array) {
    if (array.getDevice().isGpu() || array.isSparse()) {
      return null;
    }
    ByteBuffer view = bytes(array);
    if (view == null || view.capacity() == 0) {
      return view;
    }
    ByteBuffer again = bytes(array);
    byte kept = view.get(0);
    byte other = (byte) ~kept;
    view.put(0, other);
    boolean shared = again != null && again.get(0) == other;
    view.put(0, kept);
    return shared ? view : null;
  }

  private static @Nullable ByteBuffer bytes(NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    return bytes.isDirect() ? bytes.order(ByteOrder.nativeOrder()) : null;
  }

  private static int[] shape(NDArray array) {
    return LongStream.of(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
  }

  /** The array that this is the memory of. */
  final NDArray weight() {
    return weight;
  }

  final Tensor tensor() {
    return tensor;
  }

  /** Says more of the tensor. */
  final void describe(UnaryOperator<Tensor> as) {
    tensor = as.apply(tensor);
  }

  /** Whether the engine has freed the memory. */
  final boolean isGone() {
    return weight.isReleased() || (gradient != null && gradient.isReleased());
  }

  /** Whether all numbers of the gradient are finite. */
  final boolean gradientIsFinite() {
    if (gradient == null) {
      return true;
    }
    try (NDManager scope = weight.getManager().newSubManager()) {
      gradient.tempAttach(scope);
      return !gradient.isInfinite().logicalOr(gradient.isNaN()).any().getBoolean();
    }
  }

  /** A copy of the gradient's numbers, none where it has none. */
  final float[] gradientValues() {
    return gradient == null ? new float[0] : read(gradient);
  }

  /** Whether all numbers of the gradient are 0, as far as Java sees them in place. */
  boolean gradientIsZero() {
    return false;
  }

  /** The values in the engine's memory, or null where Java does not see them there. */
  @Nullable FloatBuffer values() {
    return null;
  }

  /** Brings values and gradient to where a step reads them. */
  void fetch() {}

  /** Brings moved values to where the engine reads them. */
  void store() {}

  /** Puts values in the parameter's place. */
  void set(float[] values) {
    write(weight, values);
  }

  /** Multiplies the gradient. */
  void scaleGradient(float factor) {
    if (gradient != null) {
      gradient.muli(factor);
    }
  }

  /** Sets the gradient to 0. */
  void zeroGradient() {
    if (gradient != null) {
      JniUtils.zeroGrad((PtNDArray) weight);
    }
  }

  /** Lets the engine's arrays go that were made for this memory, but not the parameter. */
  @Override
  public void close() {
    if (gradient != null) {
      gradient.close();
    }
  }

  /** In the engine's own memory. */
  private static final class Seen extends ParameterMemory {
    private final FloatBuffer values;
    private final FloatBuffer slopes;

    Seen(
        String name,
        NDArray weight,
        ByteBuffer values,
        @Nullable NDArray gradient,
        ByteBuffer slopes) {
      super(weight, gradient, Tensor.of(name, values, slopes, shape(weight)));
      this.values = values.asFloatBuffer();
      this.slopes = slopes.asFloatBuffer();
    }

    @Override
    boolean gradientIsZero() {
      for (int i = 0; i < slopes.capacity(); i++) { // most often the first is not
        if (slopes.get(i) != 0) {
          return false;
        }
      }
      return true;
    }

    @Override
    FloatBuffer values() {
      return values;
    }

    @Override
    void set(float[] changed) {
      values.put(0, changed);
    }
  }

  /** In Java arrays, copied there and back. */
  private static final class Copied extends ParameterMemory {
    private final @Nullable NDArray gradient;
    private final float[] values;
    private final float[] slopes;

    Copied(String name, NDArray weight, @Nullable NDArray gradient) {
      this(name, weight, gradient, read(weight), new float[Math.toIntExact(weight.size())]);
    }

    private Copied(
        String name, NDArray weight, @Nullable NDArray gradient, float[] values, float[] slopes) {
      super(weight, gradient, Tensor.of(name, values, slopes, shape(weight)));
      this.gradient = gradient;
      this.values = values;
      this.slopes = slopes;
    }

    @Override
    void fetch() {
      System.arraycopy(read(weight()), 0, values, 0, values.length);
      if (gradient != null) {
        System.arraycopy(read(gradient), 0, slopes, 0, slopes.length);
      }
    }

    @Override
    void store() {
      write(weight(), values);
    }

    @Override
    void set(float[] changed) {
      System.arraycopy(changed, 0, values, 0, values.length);
      store();
    }
  }

  /** Where Java does not reach, moved there by the engine or not at all. */
  private static final class OutOfReach extends ParameterMemory {
    private final RemoteParameter parameter;

    OutOfReach(String name, NDArray weight, @Nullable NDArray gradient, RemoteParameter parameter) {
      super(weight, gradient, Tensor.of(name, parameter, shape(weight)));
      this.parameter = parameter;
    }

    @Override
    public void close() {
      super.close();
      if (parameter instanceof EngineParameter moved) {
        moved.close();
      }
    }
  }

  /** A parameter that stays as it is, read and written where it lies. */
  private record Unmoved(NDArray weight) implements RemoteParameter {
    @Override
    public int size() {
      return Math.toIntExact(weight.size());
    }

    @Override
    public float[] values() {
      return read(weight);
    }

    @Override
    public void set(float[] values) {
      write(weight, values);
    }

    @Override
    public boolean gradientIsFinite() {
      return true;
    }

    @Override
    public void move(StepContext step) {
      throw new IllegalStateException("this parameter is not trained");
    }

    @Override
    public float[][] memory() {
      return new float[0][];
    }

    @Override
    public void restore(float[][] memory) {}
  }

  /**
   * A copy of an array's numbers. Where they are in an odd order, DJL first makes an array in
   * order, and leaves it with the array's manager: here that is one that ends.
   */
  static float[] read(NDArray array) {
    try (NDManager scope = array.getManager().newSubManager()) {
      array.tempAttach(scope);
      return array.toFloatArray();
    }
  }

  /** Writes numbers over those of an array, wherever it lies, in its place. */
  static void write(NDArray array, float[] numbers) {
    unrecorded(array, scope -> array.set(ALL, scope.create(numbers, array.getShape())));
  }

  /** Writes the numbers of an array over those of another, on the same device or not. */
  static void copy(NDArray from, NDArray to) {
    unrecorded(
        to,
        scope -> {
          try (NDArray there = from.toDevice(to.getDevice(), true)) {
            to.set(ALL, there);
          }
        });
  }

  /**
   * Changes an array in its place, of which PyTorch records nothing.
   *
   * @param work is given a manager that ends after it
   */
  static void unrecorded(NDArray array, Consumer<NDManager> work) {
    boolean records = JniUtils.isGradMode(); // PyTorch's switch of this thread
    JniUtils.setGradMode(false);
    try (NDManager scope = array.getManager().newSubManager()) {
      work.accept(scope);
    } finally {
      JniUtils.setGradMode(records);
    }
  }
}
