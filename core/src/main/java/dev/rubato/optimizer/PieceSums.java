package dev.rubato.optimizer;

/**
 * The sums of {@link Sums} over a piece, in floats: halves are added until 64 numbers are left, and
 * these in double precision.
 */
abstract class PieceSums {
  /** How many numbers a piece has. */
  static final int PIECE = 1024;

  /** Half a piece. */
  static final int HALF = PIECE / 2;

  /** How many sums in floats are left at the end. */
  static final int LEFT = 64;

  /** The fastest that this Java has. */
  static PieceSums create() {
    return DirectMemory.isReachable() && LEFT % Lanes.COUNT == 0
        ? new VectorPieceSums()
        : new PlainPieceSums();
  }

  /** The sum of x. */
  abstract double of(float[] x, int at);

  /** The sum of x². */
  abstract double ofSquares(float[] x, int at);

  /** The sum of x·y, of which x is from {@code at} on and y from {@code start} on. */
  abstract double ofProducts(float[] x, int at, float[] y, int start);

  /** The sum of (x·y)², of which x is from {@code at} on and y from {@code start} on. */
  abstract double ofSquaredProducts(float[] x, int at, float[] y, int start);

  /** The sum of |x|. */
  abstract double ofSizes(float[] x, int at);

  /** The sum of (x − y)². */
  abstract double ofDifferences(float[] x, float[] y, int at);

  /**
   * Puts a·m/(√v·b + c) + d·x, a step of Adam and of those like it, into an array from 0 on.
   *
   * @param at the first number of m, v and x
   */
  abstract void steps(
      float[] m, float[] v, float[] x, int at, float a, float b, float c, float d, float[] into);

  /** Four at a time, so that an addition need not wait for the previous one. */
  static double exactly(float[] x, int from, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int to = from + length;
    int i = from;
    for (; i < to - 3; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < to; i++) {
      a += x[i];
    }
    return (a + b) + (c + d);
  }
}
