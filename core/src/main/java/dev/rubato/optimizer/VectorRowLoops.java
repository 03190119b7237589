package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.MINUS;
import static dev.rubato.optimizer.Lanes.PLUS;
import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static dev.rubato.optimizer.Lanes.TIMES;
import static dev.rubato.optimizer.Lanes.TIMES_NUMBER;

/**
 * {@link RowLoops} in the processor's vectors, from the beginning of a line of memory on.
 *
 * <p>Each loop is as {@link Lanes} says.
 */
final class VectorRowLoops extends RowLoops {
  private static final int COUNT = Lanes.COUNT;

  @Override
  boolean readsInPlace() {
    return true;
  }

  @Override
  void addSquares(float[] g, int at, int rows, int count, float[] columns) {
    int head = head(at, count);
    int end = end(head, count);
    for (int row = 0; row < rows; row++) {
      int start = at + row * count;
      addSquares(g, start, columns, 0, head);
      addSquares(g, start, columns, end, count);
    }
    try {
      if (rows == TOGETHER) {
        addSquares(g, at, count, columns, head, end);
      } else {
        for (int row = 0; row < rows; row++) {
          addLanes(g, at + row * count, columns, head, end);
        }
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  private static void addSquares(float[] g, int at, float[] columns, int from, int to) {
    for (int i = from; i < to; i++) {
      columns[i] += g[at + i] * g[at + i];
    }
  }

  private static void addLanes(float[] g, int at, float[] columns, int from, int to)
      throws Throwable {
    for (int i = from; i < to; i += COUNT) {
      Object x = (Object) LOAD_ARRAY.invokeExact(g, at + i);
      Object sum = (Object) LOAD_ARRAY.invokeExact(columns, i);
      sum = (Object) PLUS.invokeExact(sum, (Object) TIMES.invokeExact(x, x));
      STORE_ARRAY.invokeExact(sum, columns, i);
    }
  }

  /** The squares of four rows, of which the next one is a distance further. */
  private static void addSquares(float[] g, int at, int distance, float[] columns, int from, int to)
      throws Throwable {
    for (int i = from; i < to; i += COUNT) {
      int j = at + i;
      Object a = (Object) LOAD_ARRAY.invokeExact(g, j);
      Object b = (Object) LOAD_ARRAY.invokeExact(g, j + distance);
      Object c = (Object) LOAD_ARRAY.invokeExact(g, j + 2 * distance);
      Object d = (Object) LOAD_ARRAY.invokeExact(g, j + 3 * distance);
      Object sum = (Object) LOAD_ARRAY.invokeExact(columns, i);
      sum = (Object) PLUS.invokeExact(sum, (Object) TIMES.invokeExact(a, a));
      sum = (Object) PLUS.invokeExact(sum, (Object) TIMES.invokeExact(b, b));
      sum = (Object) PLUS.invokeExact(sum, (Object) TIMES.invokeExact(c, c));
      sum = (Object) PLUS.invokeExact(sum, (Object) TIMES.invokeExact(d, d));
      STORE_ARRAY.invokeExact(sum, columns, i);
    }
  }

  @Override
  void move(
      float[] p, int start, float[] g, int at, float a, float[] f, float k, float lr, int count) {
    int head = head(start, count);
    int end = end(head, count);
    move(p, start, g, at, a, f, k, lr, 0, head);
    try {
      for (int i = head; i < end; i += COUNT) {
        Object x = (Object) LOAD_ARRAY.invokeExact(g, at + i);
        Object step = (Object) TIMES.invokeExact(x, (Object) LOAD_ARRAY.invokeExact(f, i));
        step = (Object) TIMES_NUMBER.invokeExact(step, a);
        step = (Object) TIMES_NUMBER.invokeExact(step, lr);
        Object moved = (Object) LOAD_ARRAY.invokeExact(p, start + i);
        moved = (Object) TIMES_NUMBER.invokeExact(moved, k);
        moved = (Object) MINUS.invokeExact(moved, step);
        STORE_ARRAY.invokeExact(moved, p, start + i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    move(p, start, g, at, a, f, k, lr, end, count);
  }

  private static void move(
      float[] p,
      int start,
      float[] g,
      int at,
      float a,
      float[] f,
      float k,
      float lr,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      p[start + i] = k * p[start + i] - lr * (a * (g[at + i] * f[i]));
    }
  }

  private static int head(int at, int count) {
    return Math.min(count, DirectMemory.toLineOfArray(at));
  }

  private static int end(int head, int count) {
    return head + (count - head) / COUNT * COUNT;
  }
}
