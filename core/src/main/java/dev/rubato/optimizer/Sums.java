package dev.rubato.optimizer;

/**
 * Sums over a range of an array, in double precision and in a fixed order: four at a time, so that
 * an addition need not wait for the previous one.
 */
public final class Sums {
  private Sums() {}

  /** The sum of x. */
  public static double of(float[] x, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
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

  /** The sum of x². */
  public static double ofSquares(float[] x, int from, int to) {
    return ofProducts(x, x, from, to);
  }

  /** The sum of x·y. */
  public static double ofProducts(float[] x, float[] y, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      a += (double) x[i] * y[i];
      b += (double) x[i + 1] * y[i + 1];
      c += (double) x[i + 2] * y[i + 2];
      d += (double) x[i + 3] * y[i + 3];
    }
    for (; i < to; i++) {
      a += (double) x[i] * y[i];
    }
    return (a + b) + (c + d);
  }

  /** The sum of |x|. */
  public static double ofSizes(float[] x, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      a += Math.abs(x[i]);
      b += Math.abs(x[i + 1]);
      c += Math.abs(x[i + 2]);
      d += Math.abs(x[i + 3]);
    }
    for (; i < to; i++) {
      a += Math.abs(x[i]);
    }
    return (a + b) + (c + d);
  }
}
