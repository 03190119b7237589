package dev.rubato.strategy;

import dev.rubato.optimizer.Sums;
import dev.rubato.optimizer.ThreadArrays;
import dev.rubato.optimizer.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one training: the caller, and as many workers as are free just now. Each begins
 * with parts of its own, the same at each step, which so stay in its core's cache, and then helps
 * the others: so which thread does a part is left to chance, and its result may not depend on it.
 */
final class WorkerPool implements Workers {
  private static final int LINE =
      16; // numbers in a line of the cache, which threads should not share

  private static final int FEW = 256; // numbers of a row that are not worth keeping apart

  private final int threads;
  private final Worker[] hired;
  private final AtomicIntegerArray begun; // how many of each thread's parts, a line apart
  private final List<float[][]> scratch = new ArrayList<>();
  private final Sums[] sums;
  private boolean backwards;
  private volatile int parts;
  private volatile @Nullable Work work;
  private volatile @Nullable Throwable failure;

  /** A pool of at most so many threads, the caller among them. */
  WorkerPool(int threads) {
    this.threads = threads;
    this.hired = new Worker[threads - 1];
    this.begun = new AtomicIntegerArray((threads + 1) * LINE);
    this.sums = Stream.generate(Sums::new).limit(threads).toArray(Sums[]::new);
    Worker.want(threads - 1);
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public Sums sums(int thread) {
    return sums[thread];
  }

  @Override
  public void run(int count, Work body) {
    // each time the other way: what was touched last may still be in the cache
    backwards = !backwards;
    parts = count;
    int workers = Math.min(threads, count) - 1;
    if (workers <= 0) {
      for (int part = 0; part < count; part++) {
        body.part(backwards ? count - 1 - part : part, 0);
      }
      return;
    }
    for (int thread = 0; thread < threads; thread++) {
      begun.set(at(thread), 0);
    }
    work = body;
    int hands = Worker.hire(this, workers, hired);
    try {
      join(0);
    } finally {
      Worker.dismiss(hired, hands);
      work = null;
    }
    rethrow();
  }

  /** Does the parts of a thread, and then those that the others have not begun. */
  void join(int thread) {
    Work body = work;
    if (body == null) {
      return;
    }
    try {
      for (int other = 0; other < threads; other++) {
        doPartsOf((thread + other) % threads, body, thread);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void doPartsOf(int owner, Work body, int thread) {
    int from = (int) ((long) parts * owner / threads);
    int to = (int) ((long) parts * (owner + 1) / threads);
    int index = at(owner);
    for (int i = begun.getAndIncrement(index); i < to - from; i = begun.getAndIncrement(index)) {
      if (failure != null) {
        return;
      }
      body.part(backwards ? to - 1 - i : from + i, thread);
    }
  }

  private static int at(int thread) {
    return (thread + 1) * LINE;
  }

  private void rethrow() {
    Throwable thrown = failure;
    failure = null;
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  @Override
  public float[][] scratch(int index, int rows, int columns) {
    while (scratch.size() <= index) {
      scratch.add(new float[0][0]);
    }
    float[][] known = scratch.get(index);
    if (known.length < rows) {
      known = Arrays.copyOf(known, rows);
      scratch.set(index, known);
    }
    // each row as long as it is needed: a tall and a wide matrix do not make a large square
    for (int row = 0; row < rows; row++) {
      float[] has = known[row];
      if (has == null || has.length < columns) {
        known[row] = columns < FEW ? new float[columns] : ThreadArrays.floats(columns);
      }
    }
    return known;
  }
}
