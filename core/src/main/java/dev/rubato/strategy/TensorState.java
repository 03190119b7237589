package dev.rubato.strategy;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Word;
import dev.rubato.optimizer.Averaging;
import dev.rubato.optimizer.BitsKernel;
import dev.rubato.optimizer.DirectKernel;
import dev.rubato.optimizer.DirectMemory;
import dev.rubato.optimizer.HalvesKernel;
import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.MatrixKernel;
import dev.rubato.optimizer.MeasuringKernel;
import dev.rubato.optimizer.Optimizer;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One tensor in a training: its group, its kernel, and what that remembers of it.
 *
 * <p>Java arrays are worked on in place, in state arrays as long as they are, so that a loop can
 * index all of them alike. Buffers, and arrays whose gradient has to be changed first, are worked
 * on a chunk at a time, in state arrays as long as a chunk; some kernels do without the copy.
 */
final class TensorState {
  private static final int VECTOR = 64;

  /** Chunks that are unpacked stay in the nearest cache with all that they are updated with. */
  private static final int COMPACT_CHUNK = 2 * CompactRoom.PIECE;

  private final Tensor tensor;
  private final int chunkLength;
  private final RunningGroup group;
  private final Kernel kernel;
  private final @Nullable MatrixKernel matrixKernel;
  private final String format;
  private final boolean inPlace;
  private final boolean copies;
  private final boolean movesHalves;
  private final boolean movesBytes;
  private final @Nullable UnitClip unitClip;
  private final double[] updateSums = new double[UpdateRule.SUMS];
  private final OptimizerState memory;
  private boolean isFinite;

  /**
   * A tensor before its first step.
   *
   * @param changesGradient whether gradients may have to be clipped, turned round or added to
   * @param unitClip the adaptive clipping of the gradient, or null
   */
  TensorState(
      Tensor tensor,
      RunningGroup group,
      boolean changesGradient,
      boolean averaged,
      @Nullable UnitClip unitClip,
      Clip clip,
      WorkerPool workers) {
    this.tensor = tensor;
    this.group = group;
    this.kernel = kernelOf(group);
    boolean needsJava =
        changesGradient
            || averaged
            || group.rule().changesUpdate()
            || kernel instanceof MeasuringKernel
            || kernel instanceof Averaging
            || group.optimizer().arguments().has("state");
    if (tensor.remote() != null && !isFrozen() && needsJava) {
      throw new IllegalArgumentException(
          tensor.name()
              + " is moved out of Java's reach, where no gradient is clipped, turned round or"
              + " measured, no average is kept and nothing is remembered in fewer bytes: let it be"
              + " copied");
    }
    this.format = group.optimizer().arguments().word("state");
    this.inPlace = tensor.array() != null && !changesGradient && !isCompact();
    boolean inWindow = changesGradient || averaged || group.rule().changesUpdate();
    this.copies = inWindow || isCompact();
    this.movesHalves =
        !inWindow
            && format.equals("bfloat16")
            && kernel instanceof HalvesKernel halves
            && halves.worksOnHalves();
    this.movesBytes =
        !inWindow
            && format.equals("int8")
            && kernel instanceof BitsKernel bytes
            && bytes.worksOnBits();
    this.chunkLength = chunkLength(tensor.size());
    this.unitClip = unitClip;
    this.matrixKernel = matrixKernel(tensor, group, clip, unitClip, workers);
    boolean remembers = !isFrozen() && tensor.remote() == null;
    this.memory = remembers ? newMemory(averaged) : OptimizerState.none();
  }

  private int chunkLength(int size) {
    int piece = CompactRoom.PIECE;
    boolean whole = size % piece == 0 || size > Tensor.BLOCK;
    if (movesCompact() && whole) {
      return (evenLength(size) + piece - 1) / piece * piece;
    }
    return isCompact() ? Math.max(1, Math.min(COMPACT_CHUNK, size)) : evenLength(size);
  }

  /**
   * At most a block, alike, and as many as two or four threads can share evenly; a multiple of the
   * longest vectors.
   */
  private static int evenLength(int size) {
    if (size <= Tensor.BLOCK) {
      return Math.max(1, size);
    }
    int shared = 4 * Tensor.BLOCK;
    int chunks = 4 * (int) (((long) size + shared - 1) / shared);
    int length = size / chunks + (size % chunks == 0 ? 0 : 1);
    return (length + VECTOR - 1) / VECTOR * VECTOR;
  }

  private static Kernel kernelOf(RunningGroup group) {
    return group.kernel() instanceof MeasuringKernel measuring
            && measuring.over() == MeasuringKernel.Over.TENSOR
        ? group.newKernel()
        : group.kernel();
  }

  private static @Nullable MatrixKernel matrixKernel(
      Tensor tensor,
      RunningGroup group,
      Clip clip,
      @Nullable UnitClip unitClip,
      WorkerPool workers) {
    if (tensor.shape().size() < 2 || tensor.size() == 0 || tensor.remote() != null) {
      return null;
    }
    Optimizer optimizer = group.optimizer();
    Rows rows = new Rows(tensor, group, clip, unitClip);
    return optimizer.algorithm().matrixKernel(optimizer.arguments(), rows, workers);
  }

  private OptimizerState newMemory(boolean averaged) {
    int[] blocks = new int[inPlace ? 1 : chunks()];
    for (int block = 0; block < blocks.length; block++) {
      blocks[block] = inPlace ? tensor.size() : length(block);
    }
    if (matrixKernel != null) {
      int[] lengths = new int[matrixKernel.slots()];
      for (int slot = 0; slot < lengths.length; slot++) {
        lengths[slot] = matrixKernel.length(slot);
      }
      return OptimizerState.ofArrays(lengths, blocks, averaged, group.rule().changesUpdate());
    }
    float[] initial = new float[kernel.slots()];
    for (int slot = 0; slot < initial.length; slot++) {
      initial[slot] = kernel.initial(slot);
    }
    boolean adjusted = group.rule().changesUpdate();
    return isCompact()
        ? OptimizerState.ofCompactSlots(format, movesHalves, initial, blocks, averaged, adjusted)
        : OptimizerState.ofSlots(initial, blocks, averaged, adjusted);
  }

  /**
   * What the memory's arrays mean: the optimizer, and those of its arguments that decide what it
   * remembers.
   */
  String layout() {
    Optimizer optimizer = group.optimizer();
    StringJoiner layout = new StringJoiner(", ", optimizer.name() + "(", ")");
    layout.setEmptyValue(optimizer.name());
    for (Parameter parameter : optimizer.algorithm().ownParameters()) {
      Argument argument = optimizer.arguments().find(parameter.name());
      if (optimizer.arguments().has(parameter.name()) && argument instanceof Word) {
        layout.add(parameter.name() + "=" + argument);
      }
    }
    return layout
        + (isCompact() ? " in " + format : "")
        + (memory.hasAverage() ? " with an average" : "");
  }

  Tensor tensor() {
    return tensor;
  }

  /** Whether no step ever moves it. */
  boolean isFrozen() {
    return tensor.isStill() || group.isFrozen();
  }

  RunningGroup group() {
    return group;
  }

  /** What moves it, unless there is a kernel for its matrix. */
  Kernel kernel() {
    return kernel;
  }

  @Nullable MatrixKernel matrixKernel() {
    return matrixKernel;
  }

  /** Whether its matrix' kernel has seen in this update that the gradient is finite. */
  boolean isFinite() {
    return isFinite;
  }

  void setFinite(boolean finite) {
    isFinite = finite;
  }

  /** What the step leaves of each weight beside its update. */
  float weightKept() {
    return matrixKernel == null ? kernel.weightKept() : matrixKernel.weightKept();
  }

  /** Whether the step moves nothing, whatever its rate. */
  boolean onlyRemembers() {
    return matrixKernel == null ? kernel.onlyRemembers() : matrixKernel.onlyRemembers();
  }

  /** Whether what its algorithm remembers is kept in fewer bytes. */
  private boolean isCompact() {
    return !format.equals("float32");
  }

  /** Whether its state is worked on in halves of ints, as a {@link HalvesKernel} does. */
  boolean movesHalves() {
    return movesHalves;
  }

  /** Whether its state is worked on as it is kept in fewer bytes. */
  boolean movesCompact() {
    return movesHalves || movesBytes;
  }

  boolean inPlace() {
    return inPlace;
  }

  /** The adaptive clipping of its gradient, or null. */
  @Nullable UnitClip unitClip() {
    return unitClip;
  }

  /** What {@link UpdateRule#measure} summed over the whole tensor. */
  double[] updateSums() {
    return updateSums;
  }

  OptimizerState memory() {
    return memory;
  }

  /** What moves the tensor where Java does not reach and remembers it there, or null. */
  @Nullable RemoteParameter remote() {
    return isFrozen() ? null : tensor.remote();
  }

  /** A copy of what is remembered: for each slot an array, and last the average if there is one. */
  float[][] remembered() {
    RemoteParameter remote = remote();
    return remote == null ? memory.copy() : remote.memory();
  }

  /** Whether {@link #remembered} has arrays of the same lengths. */
  boolean canRemember(float[][] arrays) {
    RemoteParameter remote = remote();
    if (remote == null) {
      return memory.fits(arrays);
    }
    return arrays.length == kernel.slots()
        && Arrays.stream(arrays).allMatch(array -> array.length == tensor.size());
  }

  /** Takes arrays that fit. */
  void remember(float[][] arrays) {
    RemoteParameter remote = remote();
    if (remote == null) {
      memory.restore(arrays);
    } else {
      remote.restore(arrays);
    }
  }

  /** How many numbers are remembered. */
  long memorySize() {
    return remote() == null ? memory.size() : (long) kernel.slots() * tensor.size();
  }

  int chunks() {
    return (tensor.size() + chunkLength - 1) / chunkLength;
  }

  /**
   * Moves a chunk in direct memory, without a copy in arrays.
   *
   * @return false, and nothing was done, where that can't be
   */
  boolean moveDirectly(int chunk) {
    DirectMemory p = tensor.direct();
    DirectMemory g = tensor.directGradient();
    if (copies || p == null || g == null || !(kernel instanceof DirectKernel direct)) {
      return false;
    }
    int length = length(chunk);
    if (length % direct.lanes() != 0) {
      return false;
    }
    direct.update(p, g, start(chunk), memory.slots(chunk), length);
    return true;
  }

  /** Where a chunk starts in the tensor. */
  int start(int chunk) {
    return chunk * chunkLength;
  }

  int length(int chunk) {
    return Math.min(chunkLength, tensor.size() - start(chunk));
  }
}
