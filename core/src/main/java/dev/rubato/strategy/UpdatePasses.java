package dev.rubato.strategy;

import dev.rubato.optimizer.Workers;
import dev.rubato.strategy.Chunks.Chunk;
import java.util.Arrays;

/**
 * The passes of a step that come after the algorithms': an {@link UpdateRule} changes what they
 * did, and averages follow the parameters.
 */
final class UpdatePasses {
  private final Chunks chunks;
  private final ChunkWindow[] windows;
  private final UpdateRule rule;
  private final Workers workers;
  private final Workers.Work keepMatrices = this::keepMatrices;
  private final Workers.Work averageMatrices = this::averageMatrices;
  private final Workers.Work measure = this::measure;
  private final Workers.Work adjust = this::adjust;
  private long t;

  UpdatePasses(Chunks chunks, ChunkWindow[] windows, UpdateRule rule, Workers workers) {
    this.chunks = chunks;
    this.windows = windows;
    this.rule = rule;
    this.workers = workers;
  }

  /** Begins update {@code t}. */
  void begin(long update) {
    t = update;
  }

  /** Remembers a chunk's values before its algorithm moves them, where the rule asks. */
  void keep(TensorState state, int chunk, ChunkWindow window) {
    if (rule.changesUpdate()) {
      int length = window.to - window.from;
      System.arraycopy(window.p, window.from, state.memory().before(chunk), window.from, length);
    }
  }

  /** Does so with all tensors that are moved as matrices. */
  void keepMatrices() {
    if (rule.changesUpdate()) {
      workers.run(chunks.parts(), keepMatrices);
    }
  }

  /** Averages a chunk's values after its algorithm moved them, unless the rule still does. */
  void average(TensorState state, int chunk, ChunkWindow window) {
    if (!rule.changesUpdate()) {
      follow(state, chunk, window);
    }
  }

  /** Does so with all tensors that are moved as matrices. */
  void averageMatrices() {
    if (!rule.changesUpdate()) {
      workers.run(chunks.parts(), averageMatrices);
    }
  }

  /** Changes the updates as the rule says, and averages the values. */
  void adjust() {
    if (!rule.changesUpdate()) {
      return;
    }
    if (rule.measures()) {
      workers.run(chunks.parts(), measure);
      for (Chunk chunk : chunks.all) {
        Arrays.fill(chunk.state.updateSums(), 0);
      }
      for (Chunk chunk : chunks.all) {
        for (int i = 0; i < UpdateRule.SUMS; i++) {
          chunk.state.updateSums()[i] += chunk.updateSums[i];
        }
      }
    }
    workers.run(chunks.parts(), adjust);
  }

  private boolean moves(TensorState state) {
    return state.group().movesAt(t);
  }

  private void keepMatrices(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = chunks.begin(part); i < chunks.end(part); i++) {
      Chunk chunk = chunks.all[i];
      if (chunk.state.matrixKernel() != null && moves(chunk.state)) {
        window.openValues(chunk.state, chunk.number);
        keep(chunk.state, chunk.number, window);
      }
    }
  }

  private void averageMatrices(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = chunks.begin(part); i < chunks.end(part); i++) {
      Chunk chunk = chunks.all[i];
      TensorState state = chunk.state;
      if (state.matrixKernel() != null && state.memory().hasAverage() && moves(state)) {
        window.openValues(state, chunk.number);
        follow(state, chunk.number, window);
      }
    }
  }

  private void measure(int part, int thread) {
    ChunkWindow window = windows[thread];
    for (int i = chunks.begin(part); i < chunks.end(part); i++) {
      Chunk chunk = chunks.all[i];
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
    for (int i = chunks.begin(part); i < chunks.end(part); i++) {
      Chunk chunk = chunks.all[i];
      TensorState state = chunk.state;
      if (moves(state)) {
        window.openUpdate(state, chunk.number);
        if (rule.acts(state.group()) && !state.onlyRemembers()) {
          int size = state.tensor().size();
          float scale = rule.scale(state.updateSums(), size, state.group().rate());
          float[] before = state.memory().before(chunk.number);
          rule.apply(window.p, window.g, before, window.from, window.to, state, scale);
        }
        follow(state, chunk.number, window);
        window.store(state, chunk.number);
      }
    }
  }

  /** Moves an average nearer to the values. */
  private void follow(TensorState state, int chunk, ChunkWindow window) {
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
