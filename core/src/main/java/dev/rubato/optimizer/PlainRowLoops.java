package dev.rubato.optimizer;

/** {@link RowLoops} as the compiler vectorizes them, where all rows begin at 0. */
final class PlainRowLoops extends RowLoops {
  @Override
  boolean readsInPlace() {
    return false;
  }

  @Override
  double addSquares(
      float[] g, int at, float epsilon, float[] columns, float[] room, int count, Sums sums) {
    for (int i = 0; i < count; i++) {
      room[i] = g[i] * g[i] + epsilon;
      columns[i] += room[i];
    }
    return sums.ofSizes(room, 0, count);
  }

  @Override
  double ofSquares(float[] g, int at, float a, float[] f, float[] room, int count, Sums sums) {
    for (int i = 0; i < count; i++) {
      room[i] = a * (g[i] * f[i]);
    }
    return sums.ofSquares(room, 0, count);
  }

  @Override
  void move(
      float[] p, int start, float[] g, int at, float a, float[] f, float k, float lr, int count) {
    for (int i = 0; i < count; i++) {
      p[i] = k * p[i] - lr * (a * (g[i] * f[i]));
    }
  }
}
