package dev.rubato.strategy;

import dev.rubato.optimizer.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one training: the caller, and as many helpers as are free just now. Which thread
 * does a part is left to chance, so a part's result may not depend on it.
 */
final class Crew implements Team {
  private final int threads;
  private final Helper[] hired;
  private final AtomicInteger next = new AtomicInteger();
  private final List<float[][]> scratch = new ArrayList<>();
  private volatile int parts;
  private volatile @Nullable Work work;
  private volatile @Nullable Throwable failure;

  /** A crew of at most so many threads, the caller among them. */
  Crew(int threads) {
    this.threads = threads;
    this.hired = new Helper[threads - 1];
    Helper.want(threads - 1);
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public void run(int count, Work body) {
    int helpers = Math.min(threads, count) - 1;
    if (helpers <= 0) {
      for (int part = 0; part < count; part++) {
        body.part(part, 0);
      }
      return;
    }
    parts = count;
    work = body;
    next.set(0);
    int hands = Helper.hire(this, helpers, hired);
    try {
      join(0);
    } finally {
      Helper.dismiss(hired, hands);
      work = null;
    }
    rethrow();
  }

  /** Does parts until none are left. */
  void join(int thread) {
    Work body = work;
    if (body == null) {
      return;
    }
    try {
      for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
        body.part(part, thread);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      next.set(parts); // the others stop too
    }
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
        known[row] = new float[columns];
      }
    }
    return known;
  }
}
