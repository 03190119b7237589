package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trainable parameters of a DJL block as tensors that a {@link dev.rubato.strategy.Stepper}
 * updates: in place, through direct views of the engine's memory, or through copies for parameters
 * that lie on a GPU or in an odd order.
 *
 * <p>The views are as good as the block's arrays: they end with the block's manager, and are stale
 * after {@code NDArray.set}. The block must be initialized and have had a backward pass: PyTorch
 * makes the gradients there. Around each step call {@link #fetch} and {@link #store}, which do
 * nothing where all is in place, and then {@link #zeroGradients}.
 */
public final class BlockTensors implements AutoCloseable {
  /** Says which parameters the engine moves where they lie. */
  interface ByEngine {
    /** The optimizer with which it does, or null where Rubato moves the parameter. */
    @Nullable Optimizer optimizer(String name, NDArray array);
  }

  private final List<ParameterMemory> memories = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();

  private BlockTensors() {}

  /**
   * All parameters of a block that need a gradient, named as the block names them.
   *
   * @throws IllegalArgumentException for a parameter that is no float32
   * @throws IllegalStateException where there was no backward pass yet
   */
  public static BlockTensors of(Block block) {
    BlockTensors views = new BlockTensors();
    for (Pair<String, Parameter> named : block.getParameters()) {
      if (named.getValue().requiresGradient()) {
        views.add(ParameterMemory.trained(named.getKey(), named.getValue().getArray(), null));
      }
    }
    return views;
  }

  /**
   * All parameters of a block: those that the last backward pass reached as trained, all others as
   * they are. Such as are no float32 and not trained are left out.
   */
  static BlockTensors ofAll(Block block, List<String> untrained, ByEngine byEngine) {
    BlockTensors views = new BlockTensors();
    for (Pair<String, Parameter> named : block.getParameters()) {
      String name = named.getKey();
      NDArray array = named.getValue().getArray();
      if (named.getValue().requiresGradient() && ParameterMemory.isReached(array)) {
        views.add(ParameterMemory.trained(name, array, byEngine.optimizer(name, array)));
      } else if (array.getDataType() == DataType.FLOAT32) {
        untrained.add(name);
        views.add(ParameterMemory.untrained(name, array));
      }
    }
    return views;
  }

  /** Those parameters of a block that the last backward pass reached. */
  static BlockTensors reached(Block block, ByEngine byEngine) {
    BlockTensors views = new BlockTensors();
    for (Pair<String, Parameter> named : block.getParameters()) {
      NDArray array = named.getValue().getArray();
      if (named.getValue().requiresGradient() && ParameterMemory.isReached(array)) {
        views.add(
            ParameterMemory.trained(
                named.getKey(), array, byEngine.optimizer(named.getKey(), array)));
      }
    }
    return views;
  }

  private void add(ParameterMemory memory) {
    memories.add(memory);
    tensors.add(memory.tensor());
  }

  /** The parameters, in the block's order. */
  public List<Tensor> tensors() {
    return tensors;
  }

  /** Where the parameters lie, in the same order. */
  List<ParameterMemory> memories() {
    return memories;
  }

  /**
   * The values of a parameter in the engine's memory, from the first element.
   *
   * @throws IllegalStateException where they can't be seen there
   */
  public FloatBuffer values(int index) {
    FloatBuffer values = memories.get(index).values();
    if (values == null) {
      throw new IllegalStateException(
          tensors.get(index).name()
              + " must be a dense array in the CPU's memory to be seen there, was "
              + memories.get(index).weight().toDebugString(false));
    }
    return values;
  }

  /** Copies those parameters and gradients that can't be seen in place to where a step reads. */
  public void fetch() {
    for (ParameterMemory memory : memories) {
      memory.fetch();
    }
  }

  /** Copies those parameters that can't be seen in place back after a step. */
  public void store() {
    for (ParameterMemory memory : memories) {
      memory.store();
    }
  }

  /**
   * Lets go what the engine made for these views; the block stays as it is. Nothing else may be
   * done with them afterwards. Without it they end with the block.
   */
  @Override
  public void close() {
    memories.forEach(ParameterMemory::close);
  }

  /** Sets all gradients to 0, as PyTorch adds to them. */
  public void zeroGradients() {
    for (ParameterMemory memory : memories) {
      memory.zeroGradient();
    }
  }
}
