package dev.rubato.strategy;

import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.MatrixKernel;
import dev.rubato.optimizer.MeasuringKernel;
import dev.rubato.optimizer.Sums;
import dev.rubato.optimizer.Workers;
import dev.rubato.strategy.Chunks.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The passes of a step over all tensors, chunk by chunk, each chunk by any thread. Chunks are cut
 * by the tensors alone, and sums over chunks are added up in their order: so a step gives the same
 * to the last bit on any number of threads.
 */
final class ChunkPasses {
  private static final int BLOCKS = 0; // of the scratch arrays

  private final WorkerPool workers;
  private final Chunks chunks;
  private final ChunkWindow[] windows; // one for each thread
  private final TensorState[] begun; // one for each kernel
  private final TensorState[] matrices;
  private final TensorState[] remotes; // no chunks, as Java does not reach them
  private final Measured[] measured;
  private final Workers.Work inspect = this::inspect;
  private final Workers.Work measure = this::measure;
  private final Workers.Work move = this::move;
  private final Workers.Work measureUnits = this::measureUnits;
  private final UpdatePasses updates;
  private final Clip clip;
  private final Unit[] units; // clipped each by itself
  private double share; // of adaptive clipping
  private float[][] blocks = {}; // for each thread one to work in
  private long t;
  private boolean withNorm;
  private double squares;

  /** A part of a tensor that is clipped by itself. */
  private record Unit(TensorState state, UnitClip clip, int index) {}

  /** The chunks over which a kernel, or the kernels of one optimizer, sum. */
  private static final class Measured {
    private final Chunk[] chunks;
    private final double[] total;

    Measured(List<Chunk> chunks) {
      this.chunks = chunks.toArray(Chunk[]::new);
      this.total = new double[chunks.get(0).sums.length];
    }
  }

  ChunkPasses(List<TensorState> states, UpdateRule rule, Clip clip, WorkerPool workers) {
    this.workers = workers;
    this.clip = clip;
    List<TensorState> moving = states.stream().filter(state -> !state.isFrozen()).toList();
    this.remotes =
        moving.stream().filter(state -> state.remote() != null).toArray(TensorState[]::new);
    this.chunks = new Chunks(moving.stream().filter(state -> state.remote() == null).toList());
    int longest = 0;
    int longestCopied = 0;
    int slots = 0;
    for (Chunk chunk : chunks.all) {
      int length = chunk.state.length(chunk.number);
      longest = Math.max(longest, length);
      longestCopied = Math.max(longestCopied, chunk.state.inPlace() ? 0 : length);
      boolean compact = chunk.state.memory().isCompact();
      slots = Math.max(slots, compact ? chunk.state.kernel().slots() : 0);
    }
    this.windows = new ChunkWindow[workers.threads()];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = new ChunkWindow(clip, longestCopied, longest, slots);
    }
    this.updates = new UpdatePasses(chunks, windows, rule, workers);
    this.units = moving.stream().flatMap(ChunkPasses::units).toArray(Unit[]::new);
    this.matrices =
        moving.stream().filter(state -> state.matrixKernel() != null).toArray(TensorState[]::new);
    Map<Kernel, TensorState> kernels = new LinkedHashMap<>();
    Map<Object, List<Chunk>> sums = new LinkedHashMap<>();
    for (Chunk chunk : chunks.all) {
      TensorState state = chunk.state;
      if (state.matrixKernel() == null) {
        kernels.putIfAbsent(state.kernel(), state);
        if (state.kernel() instanceof MeasuringKernel kernel) {
          boolean alone = kernel.over() == MeasuringKernel.Over.TENSOR;
          Object key = alone ? kernel : state.group().numbers().hyperparameters();
          sums.computeIfAbsent(key, none -> new ArrayList<>()).add(chunk);
        }
      }
    }
    this.begun = kernels.values().toArray(TensorState[]::new);
    this.measured = sums.values().stream().map(Measured::new).toArray(Measured[]::new);
  }

  private static Stream<Unit> units(TensorState state) {
    UnitClip unitClip = state.unitClip();
    return unitClip == null
        ? Stream.empty()
        : IntStream.range(0, unitClip.units()).mapToObj(i -> new Unit(state, unitClip, i));
  }

  /**
   * Looks at the gradients of an update, of which the groups have the numbers.
   *
   * @param norm whether {@link #norm} is asked for
   * @return the first tensor whose gradient is not finite, or null
   */
  @Nullable Tensor inspect(long update, boolean norm) {
    t = update;
    withNorm = norm;
    for (TensorState state : begun) {
      if (measuresOnly(state) && moves(state)) {
        state.kernel().begin(state.group());
      }
    }
    measureMatrices();
    workers.run(chunks.parts(), inspect);
    squares = 0;
    for (Chunk chunk : chunks.all) {
      if (!chunk.finite) {
        return chunk.state.tensor();
      }
      squares += chunk.squares;
    }
    for (TensorState state : remotes) {
      RemoteParameter remote = state.remote();
      if (remote != null && moves(state) && !remote.gradientIsFinite()) {
        return state.tensor();
      }
    }
    return null;
  }

  /** Of matrices whose gradient is left as it is. */
  private void measureMatrices() {
    for (TensorState state : matrices) {
      MatrixKernel kernel = state.matrixKernel();
      boolean asItIs = !withNorm && clip.leavesAll() && state.unitClip() == null;
      if (kernel != null && asItIs && moves(state)) {
        kernel.begin(state.group());
        state.setFinite(kernel.measure());
      } else {
        state.setFinite(false);
      }
    }
  }

  /** The norm of all gradients together. */
  double norm() {
    return Math.sqrt(squares);
  }

  /**
   * Moves the parameters; the groups have the numbers of this step.
   *
   * @param largestShare of adaptive clipping
   */
  void move(double largestShare) {
    share = largestShare;
    updates.begin(t);
    if (units.length > 0) {
      blocks = workers.scratch(BLOCKS, workers.threads(), Tensor.BLOCK);
      workers.run(units.length, measureUnits);
    }
    for (TensorState state : begun) {
      if (moves(state)) {
        state.kernel().begin(state.group());
      }
    }
    if (measured.length > 0) {
      if (isLeftToMeasure()) {
        workers.run(chunks.parts(), measure);
      }
      for (Measured each : measured) {
        conclude(each);
      }
    }
    workers.run(chunks.parts(), move);
    for (TensorState state : remotes) {
      RemoteParameter remote = state.remote();
      if (remote != null && moves(state)) {
        remote.move(state.group());
      }
    }
    if (matrices.length > 0) {
      updates.keepMatrices();
      for (TensorState state : matrices) {
        MatrixKernel kernel = state.matrixKernel();
        if (kernel != null && moves(state)) {
          kernel.begin(state.group());
          if (!state.isFinite()) {
            kernel.measure();
          }
          kernel.update(state.memory().slots(0));
        }
      }
      updates.averageMatrices();
    }
    updates.adjust();
  }

  /** Whether what a kernel measures tells whether a gradient is finite. */
  private boolean measuresOnly(TensorState state) {
    return state.kernel() instanceof MeasuringKernel kernel
        && state.matrixKernel() == null
        && clip.leavesAll()
        && state.unitClip() == null
        && !state.memory().isCompact()
        && kernel.measuresOnly(state.group());
  }

  private boolean isLeftToMeasure() {
    for (Chunk chunk : chunks.all) {
      if (chunk.sums.length > 0 && !chunk.measured && moves(chunk.state)) {
        return true;
      }
    }
    return false;
  }

  private boolean moves(TensorState state) {
    return state.group().movesAt(t);
  }

  private void conclude(Measured each) {
    Arrays.fill(each.total, 0);
    MeasuringKernel concluding = null;
    for (Chunk chunk : each.chunks) {
      if (moves(chunk.state)) {
        for (int i = 0; i < each.total.length; i++) {
          each.total[i] += chunk.sums[i];
        }
        if (concluding == null) {
          concluding = (MeasuringKernel) chunk.state.kernel();
        }
      }
    }
    if (concluding != null) {
      concluding.conclude(each.total);
    }
  }

  private void inspect(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = chunks.begin(part); i < chunks.end(part); i++) {
      Chunk chunk = chunks.all[i];
      chunk.finite = true;
      chunk.squares = 0;
      chunk.measured = false;
      if (moves(chunk.state) && !chunk.state.isFinite()) {
        if (withNorm) {
          chunk.squares = window.squares(chunk.state, chunk.number, workers.sums(thread));
          chunk.finite = Double.isFinite(chunk.squares);
        } else {
          boolean told = measuresOnly(chunk.state) && measure(chunk, window, workers.sums(thread));
          chunk.finite = told || window.gradientIsFinite(chunk.state, chunk.number);
        }
      }
    }
  }

  private void measure(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = chunks.begin(part); i < chunks.end(part); i++) {
      Chunk chunk = chunks.all[i];
      if (chunk.sums.length > 0 && !chunk.measured && moves(chunk.state)) {
        measure(chunk, window, workers.sums(thread));
      }
    }
  }

  /** Measures a chunk, and tells whether all sums are finite. */
  private boolean measure(Chunk chunk, ChunkWindow window, Sums sums) {
    TensorState state = chunk.state;
    Arrays.fill(chunk.sums, 0);
    window.open(state, chunk.number);
    float[][] slots = window.openSlots(state, chunk.number);
    sums.into(chunk.sums);
    ((MeasuringKernel) state.kernel())
        .measure(window.p, window.g, slots, window.from, window.to, sums);
    window.storeSlots(state, chunk.number, t, 0);
    chunk.measured = true;
    for (double sum : chunk.sums) {
      if (!Double.isFinite(sum)) {
        return false;
      }
    }
    return true;
  }

  private void move(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = chunks.begin(part); i < chunks.end(part); i++) {
      Chunk chunk = chunks.all[i];
      TensorState state = chunk.state;
      if (state.matrixKernel() == null && moves(state)) {
        // 0 times infinity would move them, and −0 less −0 is another 0
        boolean stays = state.group().rate() == 0 && !state.kernel().movesWithoutRate();
        boolean moved =
            !stays
                && (state.moveDirectly(chunk.number) || window.moveCompact(state, chunk.number, t));
        if (!moved) {
          move(state, chunk.number, stays, window);
        }
      }
    }
  }

  private void move(TensorState state, int chunk, boolean stays, ChunkWindow window) {
    boolean readsGradient =
        !(state.kernel() instanceof MeasuringKernel kernel) || kernel.updatesByGradient();
    if (readsGradient) {
      window.open(state, chunk);
    } else {
      window.openValues(state, chunk);
    }
    updates.keep(state, chunk, window);
    if (stays) {
      window.keep();
    }
    float[][] slots = window.openSlots(state, chunk);
    state.kernel().update(window.p, window.g, slots, window.from, window.to);
    window.storeSlots(state, chunk, t, 1);
    if (stays) {
      window.undo();
    }
    updates.average(state, chunk, window);
    window.store(state, chunk);
  }

  private void measureUnits(int index, int thread) {
    Unit unit = units[index];
    if (moves(unit.state)) {
      unit.clip.measure(unit.index, share, clip, blocks[thread], workers.sums(thread));
    }
  }
}
