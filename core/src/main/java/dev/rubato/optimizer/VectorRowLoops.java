package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.STORE_ARRAY;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link RowLoops} in the processor's vectors, from the beginning of a line of memory on.
 *
 * <p>Compiled by itself, and loaded by name where Java has {@code jdk.incubator.vector}. Each loop
 * is as {@link VectorAdamCompact} says.
 */
final class VectorRowLoops extends RowLoops {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int COUNT = FLOATS.length();

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
        FloatVector x = FloatVector.fromArray(FLOATS, g, at + i);
        FloatVector y = x.mul(x).add(epsilon);
        Object sum = FloatVector.fromArray(FLOATS, columns, first + i).add(y);
        Object squared = y;
        STORE_ARRAY.invokeExact(squared, room, i);
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
        FloatVector x = FloatVector.fromArray(FLOATS, g, at + i);
        Object scaled = x.mul(FloatVector.fromArray(FLOATS, f, first + i)).mul(a);
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
        FloatVector x = FloatVector.fromArray(FLOATS, g, at + i);
        FloatVector step = x.mul(FloatVector.fromArray(FLOATS, f, i)).mul(a).mul(lr);
        Object moved = FloatVector.fromArray(FLOATS, p, start + i).mul(k).sub(step);
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
