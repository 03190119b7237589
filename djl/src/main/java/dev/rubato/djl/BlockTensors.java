package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The trainable parameters of a DJL block as tensors that a {@link dev.rubato.strategy.Stepper}
 * updates: in place, through direct views of the engine's memory, or through copies for parameters
 * that lie on a GPU or in an odd order.
 *
 * <p>The views are as good as the block's arrays: they end with the block's manager, after which
 * they and a stepper on them throw an IllegalStateException, and are stale after {@code
 * NDArray.set}. The block must be initialized and have had a backward pass: PyTorch makes the
 * gradients there. Around each step call {@link #fetch} and {@link #store}, which do nothing where
 * all is in place, and then {@link #zeroGradients}.
 */
public final class BlockTensors implements AutoCloseable {
  /** Says which parameters the engine moves where they lie. */
  interface ByEngine {
    /** The optimizer with which it does, or null where Rubato moves the parameter. */
    @Nullable Optimizer optimizer(BlockParameters.Named named, NDArray array);
  }

  private final List<ParameterMemory> memories = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final Runnable guard = this::checkThere;

  private BlockTensors() {}

  /**
   * All parameters of a block that need a gradient, each once, by the first name that the block has
   * for it. Running averages are not among them: see {@link #ofAll(Block)}.
   *
   * @throws IllegalArgumentException for a parameter that is no float32
   * @throws IllegalStateException where there was no backward pass yet
   */
  public static BlockTensors of(Block block) {
    BlockTensors views = new BlockTensors();
    for (BlockParameters.Named named : BlockParameters.of(block)) {
      if (named.parameter().requiresGradient()) {
        NDArray array = named.parameter().getArray();
        views.add(named, ParameterMemory.trained(named.name(), array, null), false);
      }
    }
    return views;
  }

  /**
   * All parameters of a block, each once. A stepper does not move those that need no gradient, such
   * as the running averages of batch normalization, but its snapshots have them, so that a training
   * goes on from one to the last bit. Such as are no float32 and need no gradient are left out.
   *
   * @throws IllegalArgumentException for a parameter that needs a gradient and is no float32
   * @throws IllegalStateException where there was no backward pass yet
   */
  public static BlockTensors ofAll(Block block) {
    return ofAll(
        BlockParameters.of(block),
        named -> named.parameter().requiresGradient(),
        (named, array) -> null);
  }

  /**
   * All parameters of a block: some as trained, all others as they are. Such as are no float32 and
   * not trained are left out.
   *
   * @param trained those that a backward pass has reached
   */
  static BlockTensors ofAll(
      List<BlockParameters.Named> parameters,
      Predicate<BlockParameters.Named> trained,
      ByEngine byEngine) {
    BlockTensors views = new BlockTensors();
    for (BlockParameters.Named named : parameters) {
      NDArray array = named.parameter().getArray();
      if (trained.test(named)) {
        Optimizer engines = byEngine.optimizer(named, array);
        views.add(named, ParameterMemory.trained(named.name(), array, engines), false);
      } else {
        views.addStill(named, array);
      }
    }
    return views;
  }

  /** The same before the first backward pass: nothing can be moved as yet. */
  static BlockTensors atRest(
      List<BlockParameters.Named> parameters, Predicate<BlockParameters.Named> trained) {
    BlockTensors views = new BlockTensors();
    for (BlockParameters.Named named : parameters) {
      NDArray array = named.parameter().getArray();
      if (trained.test(named)) {
        views.add(named, ParameterMemory.atRest(named.name(), array), false);
      } else {
        views.addStill(named, array);
      }
    }
    return views;
  }

  /** Those parameters of a block that the last backward pass reached. */
  static BlockTensors reached(Block block, ByEngine byEngine) {
    BlockTensors views = new BlockTensors();
    for (BlockParameters.Named named : BlockParameters.of(block)) {
      NDArray array = named.parameter().getArray();
      if (named.parameter().requiresGradient() && ParameterMemory.isReached(array)) {
        Optimizer engines = byEngine.optimizer(named, array);
        views.add(named, ParameterMemory.trained(named.name(), array, engines), false);
      }
    }
    return views;
  }

  private void addStill(BlockParameters.Named named, NDArray array) {
    if (array.getDataType() == DataType.FLOAT32) {
      add(named, ParameterMemory.untrained(named.name(), array), true);
    }
  }

  private void add(BlockParameters.Named named, ParameterMemory memory, boolean still) {
    memory.describe(
        tensor -> {
          Tensor known = tensor.as(named.kind()).alsoCalled(named.otherNames()).guardedBy(guard);
          return still ? known.still() : known;
        });
    memories.add(memory);
    tensors.add(memory.tensor());
  }

  /**
   * Looks whether the engine still has the parameters' memory.
   *
   * @throws IllegalStateException where it does not
   */
  void checkThere() {
    for (ParameterMemory memory : memories) {
      if (memory.isGone()) {
        throw gone(memory.tensor().name());
      }
    }
  }

  static IllegalStateException gone(String name) {
    return new IllegalStateException(
        name
            + " is gone, as the model or its manager was closed: evaluate, and take snapshots,"
            + " before model.close()");
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
    checkThere();
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
    checkThere();
    for (ParameterMemory memory : memories) {
      memory.fetch();
    }
  }

  /** Copies those parameters that can't be seen in place back after a step. */
  public void store() {
    checkThere();
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

  /** Whether all gradients are finite. */
  public boolean gradientsAreFinite() {
    checkThere();
    return memories.stream().allMatch(ParameterMemory::gradientIsFinite);
  }

  /** Whether all gradients are 0; not where Java does not see one of them in place. */
  boolean gradientsAreZero() {
    boolean trains = false;
    for (ParameterMemory memory : memories) {
      if (!memory.tensor().isStill()) {
        if (!memory.gradientIsZero()) {
          return false;
        }
        trains = true;
      }
    }
    return trains;
  }

  /** Sets all gradients to 0, as PyTorch adds to them. */
  public void zeroGradients() {
    checkThere();
    for (ParameterMemory memory : memories) {
      memory.zeroGradient();
    }
  }
}
