package dev.rubato.strategy;

import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.MatrixKernel;
import dev.rubato.optimizer.MeasuringKernel;
import dev.rubato.optimizer.Sums;
import dev.rubato.optimizer.Workers;
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
  private final Chunk[] chunks;
  private final int[] parts; // where each part of the work ends among the chunks
  private final ChunkWindow[] windows; // one for each thread
  private final TensorState[] begun; // one for each kernel
  private final TensorState[] matrices;
  private final TensorState[] remotes; // no chunks, as Java does not reach them
  private final Measured[] measured;
  private final Workers.Work inspect = this::inspect;
  private final Workers.Work measure = this::measure;
  private final Workers.Work move = this::move;
  private final Workers.Work averageMatrices = this::averageMatrices;
  private final Workers.Work measureUnits = this::measureUnits;
  private final Workers.Work keepMatrices = this::keepMatrices;
  private final Workers.Work measureUpdates = this::measureUpdates;
  private final Workers.Work adjust = this::adjust;
  private final UpdateRule rule;
  private final Clip clip;
  private final Unit[] units; // clipped each by itself
  private double share; // of adaptive clipping
  private float[][] blocks = {}; // for each thread one to work in
  private long t;
  private boolean withNorm;
  private double squares;

  /** A stretch of one tensor, and what was summed over it. */
  private static final class Chunk {
    private final TensorState state;
    private final int number;
    private final double[] sums;
    private boolean finite;
    private double squares; // the sum of the gradient's, where the norm is asked for
    private final double[] updateSums = new double[UpdateRule.SUMS];

    Chunk(TensorState state, int number) {
      this.state = state;
      this.number = number;
      boolean measures = state.matrixKernel() == null;
      this.sums =
          measures && state.kernel() instanceof MeasuringKernel kernel
              ? new double[kernel.sums()]
              : new double[0];
    }
  }

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
    this.rule = rule;
    this.clip = clip;
    List<TensorState> moving = states.stream().filter(state -> !state.isFrozen()).toList();
    this.remotes =
        moving.stream().filter(state -> state.remote() != null).toArray(TensorState[]::new);
    this.chunks =
        moving.stream()
            .filter(state -> state.remote() == null)
            .flatMap(
                state ->
                    Stream.iterate(0, i -> i < state.chunks(), i -> i + 1)
                        .map(i -> new Chunk(state, i)))
            .toArray(Chunk[]::new);
    this.parts = parts(chunks);
    int longest = 0;
    int longestCopied = 0;
    int slots = 0;
    for (Chunk chunk : chunks) {
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
    this.units = moving.stream().flatMap(ChunkPasses::units).toArray(Unit[]::new);
    this.matrices =
        moving.stream().filter(state -> state.matrixKernel() != null).toArray(TensorState[]::new);
    Map<Kernel, TensorState> kernels = new LinkedHashMap<>();
    Map<Object, List<Chunk>> sums = new LinkedHashMap<>();
    for (Chunk chunk : chunks) {
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

  /** Large chunks are done one by one, small ones several at once. */
  private static int[] parts(Chunk[] chunks) {
    int[] ends = new int[chunks.length];
    int count = 0;
    int size = 0;
    for (int i = 0; i < chunks.length; i++) {
      size += chunks[i].state.length(chunks[i].number);
      if (size >= Tensor.BLOCK || i == chunks.length - 1) {
        ends[count++] = i + 1;
        size = 0;
      }
    }
    return Arrays.copyOf(ends, count);
  }

  /**
   * Looks at the gradients of update {@code t}.
   *
   * @param norm whether {@link #norm} is asked for
   * @return the first tensor whose gradient is not finite, or null
   */
  @Nullable Tensor inspect(long update, boolean norm) {
    t = update;
    withNorm = norm;
    workers.run(parts.length, inspect);
    squares = 0;
    for (Chunk chunk : chunks) {
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
      workers.run(parts.length, measure);
      for (Measured each : measured) {
        conclude(each);
      }
    }
    workers.run(parts.length, move);
    for (TensorState state : remotes) {
      RemoteParameter remote = state.remote();
      if (remote != null && moves(state)) {
        remote.move(state.group());
      }
    }
    if (matrices.length > 0) {
      if (rule.changesUpdate()) {
        workers.run(parts.length, keepMatrices);
      }
      for (TensorState state : matrices) {
        MatrixKernel kernel = state.matrixKernel();
        if (kernel != null && moves(state)) {
          kernel.begin(state.group());
          kernel.update(state.memory().slots(0));
        }
      }
      if (!rule.changesUpdate()) {
        workers.run(parts.length, averageMatrices);
      }
    }
    if (rule.changesUpdate()) {
      adjust();
    }
  }

  private void adjust() {
    if (rule.measures()) {
      workers.run(parts.length, measureUpdates);
      for (Chunk chunk : chunks) {
        Arrays.fill(chunk.state.updateSums(), 0);
      }
      for (Chunk chunk : chunks) {
        for (int i = 0; i < UpdateRule.SUMS; i++) {
          chunk.state.updateSums()[i] += chunk.updateSums[i];
        }
      }
    }
    workers.run(parts.length, adjust);
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

  private int begin(int part) {
    return part == 0 ? 0 : parts[part - 1];
  }

  private void inspect(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = begin(part); i < parts[part]; i++) {
      Chunk chunk = chunks[i];
      chunk.finite = true;
      chunk.squares = 0;
      if (moves(chunk.state)) {
        if (withNorm) {
          chunk.squares = window.squares(chunk.state, chunk.number, workers.sums(thread));
          chunk.finite = Double.isFinite(chunk.squares);
        } else {
          chunk.finite = window.gradientIsFinite(chunk.state, chunk.number);
        }
      }
    }
  }

  private void measure(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = begin(part); i < parts[part]; i++) {
      Chunk chunk = chunks[i];
      TensorState state = chunk.state;
      if (chunk.sums.length > 0 && moves(state)) {
        Arrays.fill(chunk.sums, 0);
        window.open(state, chunk.number);
        float[][] slots = window.openSlots(state, chunk.number);
        Sums sums = workers.sums(thread);
        sums.into(chunk.sums);
        ((MeasuringKernel) state.kernel())
            .measure(window.p, window.g, slots, window.from, window.to, sums);
        window.storeSlots(state, chunk.number, t, 0);
      }
    }
  }

  private void move(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = begin(part); i < parts[part]; i++) {
      Chunk chunk = chunks[i];
      TensorState state = chunk.state;
      if (state.matrixKernel() == null && moves(state)) {
        // 0 times infinity would move them, and −0 less −0 is another 0
        boolean stays = state.group().rate() == 0 && !state.kernel().movesWithoutRate();
        boolean moved =
            !stays
                && (state.moveDirectly(chunk.number) || window.moveHalves(state, chunk.number, t));
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
    if (rule.changesUpdate()) {
      keep(state, chunk, window);
    }
    if (stays) {
      window.keep();
    }
    float[][] slots = window.openSlots(state, chunk);
    state.kernel().update(window.p, window.g, slots, window.from, window.to);
    window.storeSlots(state, chunk, t, 1);
    if (stays) {
      window.undo();
    }
    if (!rule.changesUpdate()) {
      average(state, chunk, window);
    }
    window.store(state, chunk);
  }

  private static void keep(TensorState state, int chunk, ChunkWindow window) {
    int length = window.to - window.from;
    System.arraycopy(window.p, window.from, state.memory().before(chunk), window.from, length);
  }

  private void keepMatrices(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = begin(part); i < parts[part]; i++) {
      Chunk chunk = chunks[i];
      if (chunk.state.matrixKernel() != null && moves(chunk.state)) {
        window.openValues(chunk.state, chunk.number);
        keep(chunk.state, chunk.number, window);
      }
    }
  }

  private void measureUnits(int index, int thread) {
    Unit unit = units[index];
    if (moves(unit.state)) {
      unit.clip.measure(unit.index, share, clip, blocks[thread], workers.sums(thread));
    }
  }

  private void measureUpdates(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = begin(part); i < parts[part]; i++) {
      Chunk chunk = chunks[i];
      Arrays.fill(chunk.updateSums, 0);
      if (moves(chunk.state)) {
        window.openUpdate(chunk.state, chunk.number);
        float[] before = chunk.state.memory().before(chunk.number);
        rule.measure(
            window.p, window.g, before, window.from, window.to, chunk.state, chunk.updateSums);
      }
    }
  }

  private void adjust(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = begin(part); i < parts[part]; i++) {
      Chunk chunk = chunks[i];
      TensorState state = chunk.state;
      if (moves(state)) {
        window.openUpdate(state, chunk.number);
        if (rule.acts(state.group()) && !state.onlyRemembers()) {
          int size = state.tensor().size();
          float scale = rule.scale(state.updateSums(), size, state.group().rate());
          float[] before = state.memory().before(chunk.number);
          rule.apply(window.p, window.g, before, window.from, window.to, state, scale);
        }
        average(state, chunk.number, window);
        window.store(state, chunk.number);
      }
    }
  }

  private void averageMatrices(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = begin(part); i < parts[part]; i++) {
      Chunk chunk = chunks[i];
      TensorState state = chunk.state;
      if (state.matrixKernel() != null && state.memory().hasAverage() && moves(state)) {
        window.openValues(state, chunk.number);
        average(state, chunk.number, window);
      }
    }
  }

  private void average(TensorState state, int chunk, ChunkWindow window) {
    if (state.memory().hasAverage()) {
      float[] average = state.memory().average(chunk);
      float[] p = window.p;
      float fresh = (float) state.group().averageWeight(t);
      int to = window.to;
      if (fresh == 1) {
        System.arraycopy(p, window.from, average, window.from, to - window.from);
        return;
      }
      for (int i = window.from; i < to; i++) {
        average[i] += fresh * (p[i] - average[i]);
      }
    }
  }
}
