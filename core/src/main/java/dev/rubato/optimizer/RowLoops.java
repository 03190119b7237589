package dev.rubato.optimizer;

/** {@link FactoredAdafactor}'s loops over a row. */
abstract class RowLoops {
  /** The fastest that this Java has. */
  static RowLoops create() {
    return DirectMemory.isReachable() ? new VectorRowLoops() : new PlainRowLoops();
  }

  /** Whether rows are best read where they are; else from 0 on in an array to work in. */
  abstract boolean readsInPlace();

  /**
   * Adds g² + ε to the sums of the columns, and returns the sum of all.
   *
   * @param at the first of g
   * @param room an array to work in
   */
  abstract double addSquares(
      float[] g, int at, float epsilon, float[] columns, float[] room, int count, Sums sums);

  /** The sum of (a·(g·f))², of which g is from {@code at} on. */
  abstract double ofSquares(
      float[] g, int at, float a, float[] f, float[] room, int count, Sums sums);

  /** p ← k·p − lr·(a·(g·f)), of which p and g are from where they are said to be on. */
  abstract void move(
      float[] p, int start, float[] g, int at, float a, float[] f, float k, float lr, int count);
}
