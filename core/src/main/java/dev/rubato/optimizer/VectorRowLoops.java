package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.MINUS;
import static dev.rubato.optimizer.Lanes.PLUS;
import static dev.rubato.optimizer.Lanes.PLUS_NUMBER;
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
  double addSquares(
      float[] g, int at, float epsilon, float[] columns, float[] room, int count, Sums sums) {
    double sum = 0;
    for (int from = 0; from < count; from += Sums.PIECE) {
      int to = Math.min(from + Sums.PIECE, count);
      addSquares(g, at + from, epsilon, columns, from, room, to - from);
      sum += sums.ofSizes(room, 0, to - from);
    }
    return sum;
  }

  private static void addSquares(
      float[] g, int at, float epsilon, float[] columns, int first, float[] room, int count) {
    int head = head(at, count);
    int end = end(head, count);
    addSquares(g, at, epsilon, columns, first, room, 0, head);
    try {
      for (int i = head; i < end; i += COUNT) {
        Object x = (Object) LOAD_ARRAY.invokeExact(g, at + i);
        Object y = (Object) PLUS_NUMBER.invokeExact((Object) TIMES.invokeExact(x, x), epsilon);
        Object sum = (Object) LOAD_ARRAY.invokeExact(columns, first + i);
        sum = (Object) PLUS.invokeExact(sum, y);
        STORE_ARRAY.invokeExact(y, room, i);
        STORE_ARRAY.invokeExact(sum, columns, first + i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    addSquares(g, at, epsilon, columns, first, room, end, count);
  }

  private static void addSquares(
      float[] g,
      int at,
      float epsilon,
      float[] columns,
      int first,
      float[] room,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      room[i] = g[at + i] * g[at + i] + epsilon;
      columns[first + i] += room[i];
    }
  }

  @Override
  double ofSquares(float[] g, int at, float a, float[] f, float[] room, int count, Sums sums) {
    double sum = 0;
    for (int from = 0; from < count; from += Sums.PIECE) {
      int to = Math.min(from + Sums.PIECE, count);
      scale(g, at + from, a, f, from, room, to - from);
      sum += sums.ofSquares(room, 0, to - from);
    }
    return sum;
  }

  private static void scale(
      float[] g, int at, float a, float[] f, int first, float[] room, int count) {
    int head = head(at, count);
    int end = end(head, count);
    scale(g, at, a, f, first, room, 0, head);
    try {
      for (int i = head; i < end; i += COUNT) {
        Object x = (Object) LOAD_ARRAY.invokeExact(g, at + i);
        Object scaled =
            (Object) TIMES.invokeExact(x, (Object) LOAD_ARRAY.invokeExact(f, first + i));
        scaled = (Object) TIMES_NUMBER.invokeExact(scaled, a);
        STORE_ARRAY.invokeExact(scaled, room, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    scale(g, at, a, f, first, room, end, count);
  }

  private static void scale(
      float[] g, int at, float a, float[] f, int first, float[] room, int from, int to) {
    for (int i = from; i < to; i++) {
      room[i] = a * (g[at + i] * f[first + i]);
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
