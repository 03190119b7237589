package dev.rubato.optimizer;

/** {@link FactoredAdafactor}'s loops over a row. */
abstract class RowLoops {
  /** How many rows that are read in place are added to the columns together. */
  static final int TOGETHER = 4;

  /** The fastest that this Java has. */
  static RowLoops create() {
    return DirectMemory.isReachable() ? new VectorRowLoops() : new PlainRowLoops();
  }

  /** Whether rows are best read where they are; else from 0 on in an array to work in. */
  abstract boolean readsInPlace();

  /**
   * Adds g² of some rows to the sums of the columns.
   *
   * @param at the first of g
   * @param rows at most {@link #TOGETHER}, which follow each other
   * @param count how long a row is
   */
  abstract void addSquares(float[] g, int at, int rows, int count, float[] columns);

  /** p ← k·p − lr·(a·(g·f)), of which p and g are from where they are said to be on. */
  abstract void move(
      float[] p, int start, float[] g, int at, float a, float[] f, float k, float lr, int count);
}
