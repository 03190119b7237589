package dev.rubato.optimizer;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Sums over a stretch of an array, in an order that only its length decides: so they are the same
 * to the last bit whoever sums.
 *
 * <p>A stretch is cut into pieces. A piece is added up in lanes of floats, by halves, which the
 * compiler vectorizes as it does no other sum; pieces are added in double precision. Where floats
 * may have overflowed or underflowed, and in short pieces, all is done in double precision.
 *
 * <p>One is for one thread. A kernel that sums what is in no array computes it a piece at a time in
 * arrays of {@link #copy}, as an index with an offset would keep its loop from being vectorized.
 */
public final class Sums {
  /** How many numbers a piece has: what a loop works on stays in the nearest cache. */
  public static final int PIECE = PieceSums.PIECE;

  private static final int COPIES = 4;
  private static final int FEW = 128;

  /**
   * Squares above this lose nothing that counts by the floats below them that have no bits left.
   */
  private static final double LEAST = 0x1p-100;

  private static final float[] ZEROS = new float[PIECE];

  private final float[][] copies =
      Stream.generate(() -> ThreadArrays.floats(PIECE)).limit(COPIES).toArray(float[][]::new);
  private final float[] last = ThreadArrays.floats(PIECE);
  private final float[] others = ThreadArrays.floats(PIECE);
  private final PieceSums pieces = PieceSums.create();
  private double[] totals = {};

  /** Sets what {@link #add} adds to. */
  public void into(double[] sums) {
    totals = sums;
  }

  /** Adds to one of the sums that are asked for. */
  public void add(int index, double summand) {
    totals[index] += summand;
  }

  /**
   * A copy of a stretch, of at most {@link #PIECE} numbers, from 0 on in an array to work in.
   *
   * @param index which array, from 0 to 3
   */
  public float[] copy(int index, float[] x, int from, int to) {
    float[] copy = copies[index];
    System.arraycopy(x, from, copy, 0, to - from);
    return copy;
  }

  /** The sum of x. */
  public double of(float[] x, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      double piece =
          length == PIECE
              ? pieces.of(x, at)
              : length < FEW ? Double.NaN : pieces.of(filled(x, at, length, last), 0);
      sum += isSafe(piece) ? piece : PieceSums.exactly(x, at, length);
    }
    return sum;
  }

  /** The sum of x². */
  public double ofSquares(float[] x, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      double piece =
          length == PIECE
              ? pieces.ofSquares(x, at)
              : length < FEW ? Double.NaN : pieces.ofSquares(filled(x, at, length, last), 0);
      boolean zero = piece == 0 && areZero(x, at, length);
      sum += zero || isSafe(piece) ? piece : exactProducts(x, at, x, at, length);
    }
    return sum;
  }

  /** The sum of x·y, of which x is from {@code from} on and y from its beginning. */
  public double ofProducts(float[] x, float[] y, int from, int to) {
    return ofProducts(x, y, 0, from, to);
  }

  /** The sum of x·y, of which x is from {@code from} on and y from {@code start} on. */
  public double ofProducts(float[] x, float[] y, int start, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      int other = start + at - from;
      double piece =
          length == PIECE
              ? pieces.ofProducts(x, at, y, other)
              : length < FEW
                  ? Double.NaN
                  : pieces.ofProducts(
                      filled(x, at, length, last), 0, filled(y, other, length, others), 0);
      boolean zero = piece == 0 && (areZero(x, at, length) || areZero(y, other, length));
      sum += zero || isSafe(piece) ? piece : exactProducts(x, at, y, other, length);
    }
    return sum;
  }

  /** The sum of (x·y)², of which x is from {@code from} on and y from its beginning. */
  double ofSquaredProducts(float[] x, float[] y, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      int other = at - from;
      double piece =
          length == PIECE
              ? pieces.ofSquaredProducts(x, at, y, other)
              : length < FEW
                  ? Double.NaN
                  : pieces.ofSquaredProducts(
                      filled(x, at, length, last), 0, filled(y, other, length, others), 0);
      boolean zero = piece == 0 && (areZero(x, at, length) || areZero(y, other, length));
      sum += zero || isSafe(piece) ? piece : exactSquaredProducts(x, at, y, other, length);
    }
    return sum;
  }

  /** The sum of |x|. */
  public double ofSizes(float[] x, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      double piece =
          length == PIECE
              ? pieces.ofSizes(x, at)
              : length < FEW ? Double.NaN : pieces.ofSizes(filled(x, at, length, last), 0);
      sum += isSafe(piece) ? piece : exactSizes(x, at, length);
    }
    return sum;
  }

  /** The sum of (x − y)². */
  public double ofDifferences(float[] x, float[] y, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      double piece =
          length == PIECE
              ? pieces.ofDifferences(x, y, at)
              : length < FEW
                  ? Double.NaN
                  : pieces.ofDifferences(
                      filled(x, at, length, last), filled(y, at, length, others), 0);
      boolean zero = piece == 0 && Arrays.equals(x, at, at + length, y, at, at + length);
      sum += zero || isSafe(piece) ? piece : exactDifferences(x, y, at, length);
    }
    return sum;
  }

  /**
   * a·m/(√v·b + c) + d·x, a step of Adam and of those like it, from 0 on in an array to work in.
   *
   * @param from the first number of m, v and x
   * @param to at most a piece further
   */
  float[] steps(
      float[] m, float[] v, float[] x, int from, int to, float a, float b, float c, float d) {
    float[] u = copies[0];
    if (to - from == PIECE) {
      pieces.steps(m, v, x, from, a, b, c, d, u);
      return u;
    }
    for (int i = 0; i < to - from; i++) {
      float size = (float) Math.sqrt(v[from + i]) * b + c;
      u[i] = a * m[from + i] / size + d * x[from + i];
    }
    return u;
  }

  private static boolean areZero(float[] x, int from, int length) {
    return Arrays.equals(x, from, from + length, ZEROS, 0, length);
  }

  /** Whether a sum in floats is about what one in double precision would be. */
  private static boolean isSafe(double sum) {
    double size = Math.abs(sum);
    return size >= LEAST && size <= Float.MAX_VALUE;
  }

  /** A stretch with zeros after it, up to a whole piece. */
  private static float[] filled(float[] x, int at, int length, float[] room) {
    System.arraycopy(x, at, room, 0, length);
    Arrays.fill(room, length, PIECE, 0);
    return room;
  }

  /** Four at a time, so that an addition need not wait for the previous one. */
  private static double exactProducts(float[] x, int from, float[] y, int start, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < length - 3; i += 4) {
      a += (double) x[from + i] * y[start + i];
      b += (double) x[from + i + 1] * y[start + i + 1];
      c += (double) x[from + i + 2] * y[start + i + 2];
      d += (double) x[from + i + 3] * y[start + i + 3];
    }
    for (; i < length; i++) {
      a += (double) x[from + i] * y[start + i];
    }
    return (a + b) + (c + d);
  }

  private static double exactSquaredProducts(
      float[] x, int from, float[] y, int start, int length) {
    double a = 0;
    double b = 0;
    int i = 0;
    for (; i < length - 1; i += 2) {
      double one = (double) x[from + i] * y[start + i];
      double other = (double) x[from + i + 1] * y[start + i + 1];
      a += one * one;
      b += other * other;
    }
    if (i < length) {
      double one = (double) x[from + i] * y[start + i];
      a += one * one;
    }
    return a + b;
  }

  private static double exactDifferences(float[] x, float[] y, int from, int length) {
    double a = 0;
    double b = 0;
    int i = from;
    for (; i < from + length - 1; i += 2) {
      double one = x[i] - y[i];
      double other = x[i + 1] - y[i + 1];
      a += one * one;
      b += other * other;
    }
    if (i < from + length) {
      double one = x[i] - y[i];
      a += one * one;
    }
    return a + b;
  }

  private static double exactSizes(float[] x, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += Math.abs(x[i]);
    }
    return sum;
  }
}
