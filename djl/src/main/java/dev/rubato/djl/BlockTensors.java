package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import dev.rubato.strategy.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The trainable parameters of a DJL block as tensors that a {@link dev.rubato.strategy.Stepper}
 * updates in place, through direct views of the engine's memory.
 *
 * <p>The views are as good as the block's arrays: they end with the block's manager, and are stale
 * after {@code NDArray.set}. The block must be initialized, on the CPU, and have had a backward
 * pass: PyTorch makes the gradients there.
 */
public final class BlockTensors {
  private static final float[] ZEROS = new float[4096];

  private final List<Tensor> tensors = new ArrayList<>();
  private final List<FloatBuffer> values = new ArrayList<>();
  private final List<FloatBuffer> gradients = new ArrayList<>();
  // a view lives as long as its array, and DJL makes a new array at each getGradient
  private final List<NDArray> held = new ArrayList<>();

  private BlockTensors() {}

  /**
   * Views of all parameters of a block that need a gradient, named as the block names them.
   *
   * @throws IllegalArgumentException for a parameter that is no float32, or whose memory the engine
   *     does not show
   * @throws IllegalStateException where there was no backward pass yet
   */
  public static BlockTensors of(Block block) {
    BlockTensors views = new BlockTensors();
    for (Pair<String, Parameter> named : block.getParameters()) {
      if (named.getValue().requiresGradient()) {
        views.add(named.getKey(), named.getValue().getArray());
      }
    }
    return views;
  }

  private void add(String name, NDArray weight) {
    NDArray gradient = weight.getGradient();
    held.add(weight);
    held.add(gradient);
    FloatBuffer value = view(name, weight);
    if (!isShared(value, view(name, weight))) {
      throw notDense(name, weight);
    }
    FloatBuffer slope = view(name + "'s gradient", gradient);
    // before the first backward pass DJL makes up an array of zeros, a new one at each call
    if (!isShared(slope, view(name, weight.getGradient()))) {
      throw new IllegalStateException(
          name + " has no gradient yet: make these views after a first backward pass");
    }
    values.add(value);
    gradients.add(slope);
    tensors.add(Tensor.of(name, value, slope, shape(weight)));
  }

  private static int[] shape(NDArray array) {
    return LongStream.of(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
  }

  /** Whether two views show the same memory, and not a copy each. */
  private static boolean isShared(FloatBuffer view, FloatBuffer again) {
    if (view.capacity() == 0) {
      return true;
    }
    float kept = view.get(0);
    float other = kept == 1 ? 2 : 1;
    view.put(0, other);
    boolean shared = again.get(0) == other;
    view.put(0, kept);
    return shared;
  }

  private static FloatBuffer view(String name, NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          name + " must be float32 to be updated in place, was " + array.getDataType());
    }
    ByteBuffer bytes = array.toByteBuffer(true);
    if (!bytes.isDirect()) {
      throw notDense(name, array);
    }
    return bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private static IllegalArgumentException notDense(String name, NDArray array) {
    return new IllegalArgumentException(
        name
            + " must be a dense array in the CPU's memory to be updated in place, was "
            + array.toDebugString(false));
  }

  /** The parameters, in the block's order. */
  public List<Tensor> tensors() {
    return tensors;
  }

  /** The values of a parameter, from the first element. */
  public FloatBuffer values(int index) {
    return values.get(index);
  }

  /** Sets all gradients to 0, as PyTorch adds to them. */
  public void zeroGradients() {
    for (FloatBuffer gradient : gradients) {
      for (int from = 0; from < gradient.capacity(); from += ZEROS.length) {
        gradient.put(from, ZEROS, 0, Math.min(ZEROS.length, gradient.capacity() - from));
      }
    }
  }
}
