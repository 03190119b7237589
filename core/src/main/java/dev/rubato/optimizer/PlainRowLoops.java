package dev.rubato.optimizer;

/** {@link RowLoops} as the compiler vectorizes them, where all rows begin at 0. */
final class PlainRowLoops extends RowLoops {
  @Override
  boolean readsInPlace() {
    return false;
  }

  @Override
  void addSquares(float[] g, int at, int rows, int count, float[] columns) {
    for (int i = 0; i < count; i++) {
      columns[i] += g[i] * g[i];
    }
  }

  @Override
  void move(
      float[] p, int start, float[] g, int at, float a, float[] f, float k, float lr, int count) {
    for (int i = 0; i < count; i++) {
      p[i] = k * p[i] - lr * (a * (g[i] * f[i]));
    }
  }
}
