package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Where one parameter of a block lies, as a tensor to be moved: in the engine's own memory where
 * that can be seen; on a GPU by the engine itself where it has the arithmetic; or else, on a GPU or
 * in an odd order, in Java arrays that are copied there and back around each step.
 */
abstract class ParameterMemory {
  private static final float[] ZEROS = new float[4096];

  private final NDArray weight;
  private final Tensor tensor;

  private ParameterMemory(NDArray weight, Tensor tensor) {
    this.weight = weight;
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
      return new Moved(name, weight, gradient, byEngine);
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
        ? new Copied(name, weight, null)
        : new Seen(name, weight, values, null, values);
  }

  /** The gradient that PyTorch holds, or null before the first backward pass that reaches it. */
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

  /** The values in the engine's memory, or null where they are copied. */
  abstract @Nullable FloatBuffer values();

  /** Brings values and gradient to where a step reads them. */
  abstract void fetch();

  /** Brings moved values to where the engine reads them. */
  abstract void store();

  /** Puts values in the parameter's place. */
  abstract void set(float[] values);

  /** Multiplies the gradient. */
  abstract void scaleGradient(float factor);

  /** Sets the gradient to 0. */
  abstract void zeroGradient();

  /** In the engine's own memory. */
  private static final class Seen extends ParameterMemory {
    private final FloatBuffer values;
    private final FloatBuffer slopes;
    // a view lives as long as its array, and DJL makes a new array at each getGradient
    private final @Nullable NDArray gradient;
    private float[] scaled = {};

    Seen(
        String name,
        NDArray weight,
        ByteBuffer values,
        @Nullable NDArray gradient,
        ByteBuffer slopes) {
      super(weight, Tensor.of(name, values, slopes, shape(weight)));
      this.values = values.asFloatBuffer();
      this.slopes = slopes.asFloatBuffer();
      this.gradient = gradient;
    }

    @Override
    FloatBuffer values() {
      return values;
    }

    @Override
    void fetch() {}

    @Override
    void store() {}

    @Override
    void set(float[] changed) {
      values.put(0, changed);
    }

    @Override
    void scaleGradient(float factor) {
      if (scaled.length == 0) {
        scaled = new float[Math.min(ZEROS.length, slopes.capacity())];
      }
      for (int from = 0; from < slopes.capacity(); from += scaled.length) {
        int count = Math.min(scaled.length, slopes.capacity() - from);
        slopes.get(from, scaled, 0, count);
        for (int i = 0; i < count; i++) {
          scaled[i] *= factor;
        }
        slopes.put(from, scaled, 0, count);
      }
    }

    @Override
    void zeroGradient() {
      if (gradient != null) {
        for (int from = 0; from < slopes.capacity(); from += ZEROS.length) {
          slopes.put(from, ZEROS, 0, Math.min(ZEROS.length, slopes.capacity() - from));
        }
      }
    }
  }

  /** In Java arrays, copied there and back. */
  private static final class Copied extends ParameterMemory {
    private final float[] values;
    private final float[] slopes;
    private final @Nullable NDArray gradient;

    Copied(String name, NDArray weight, @Nullable NDArray gradient) {
      this(name, weight, gradient, read(weight), new float[Math.toIntExact(weight.size())]);
    }

    private Copied(
        String name, NDArray weight, @Nullable NDArray gradient, float[] values, float[] slopes) {
      super(weight, Tensor.of(name, values, slopes, shape(weight)));
      this.values = values;
      this.slopes = slopes;
      this.gradient = gradient;
    }

    @Override
    @Nullable FloatBuffer values() {
      return null;
    }

    @Override
    void fetch() {
      float[] fresh = read(weight());
      System.arraycopy(fresh, 0, values, 0, values.length);
      if (gradient != null) {
        fresh = read(gradient);
        System.arraycopy(fresh, 0, slopes, 0, slopes.length);
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

    @Override
    void scaleGradient(float factor) {
      if (gradient != null) {
        fetch();
        for (int i = 0; i < slopes.length; i++) {
          slopes[i] *= factor;
        }
        write(gradient, slopes);
      }
    }

    @Override
    void zeroGradient() {
      if (gradient != null) {
        Arrays.fill(slopes, 0);
        write(gradient, slopes);
      }
    }
  }

  /** Where Java does not reach, moved there by the engine. */
  private static final class Moved extends ParameterMemory {
    private final NDArray gradient;

    Moved(String name, NDArray weight, NDArray gradient, Optimizer optimizer) {
      super(
          weight, Tensor.of(name, new EngineParameter(weight, gradient, optimizer), shape(weight)));
      this.gradient = gradient;
    }

    @Override
    @Nullable FloatBuffer values() {
      return null;
    }

    @Override
    void fetch() {}

    @Override
    void store() {}

    @Override
    void set(float[] values) {
      write(weight(), values);
    }

    @Override
    void scaleGradient(float factor) {
      gradient.muli(factor);
    }

    @Override
    void zeroGradient() {
      JniUtils.zeroGrad((PtNDArray) weight());
    }
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
    boolean records = JniUtils.isGradMode(); // PyTorch's switch of this thread
    JniUtils.setGradMode(false);
    try (NDManager scope = array.getManager().newSubManager()) {
      array.set(new NDIndex("..."), scope.create(numbers, array.getShape()));
    } finally {
      JniUtils.setGradMode(records);
    }
  }
}
