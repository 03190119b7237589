package dev.rubato.optimizer;

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
  public static final int PIECE = 1024;

  private static final int COPIES = 4;
  private static final int FEW = 128;
  private static final int LINE = 16; // numbers that the memory gives together

  /**
   * Squares above this lose nothing that counts by the floats below them that have no bits left.
   */
  private static final double LEAST = 0x1p-100;

  private final float[][] copies = new float[COPIES][PIECE];
  private final float[] values = new float[PIECE];
  private final float[] others = new float[PIECE];
  private final float[] lanes = new float[PIECE / 2];
  private double[] totals = {};

  @SuppressWarnings("unused")
  private float fetched;

  /** Sets what {@link #add} adds to. */
  public void into(double[] sums) {
    totals = sums;
  }

  /** Adds to one of the sums that are asked for. */
  public void add(int index, double summand) {
    totals[index] += summand;
  }

  /**
   * Brings stretches of three arrays near before they are copied one after the other: the memory
   * gives several at once sooner.
   */
  public void fetch(float[] x, float[] y, float[] z, int from, int to) {
    float a = 0;
    float b = 0;
    float c = 0;
    for (int i = from; i < to; i += LINE) {
      a += x[i];
      b += y[i];
      c += z[i];
    }
    fetched = a + b + c; // or else the compiler would leave out the loop
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
      double piece = length < FEW ? Double.NaN : ofPiece(whole(x, at, length, values));
      sum += isSafe(piece) ? piece : exactly(x, at, length);
    }
    return sum;
  }

  /** The sum of x². */
  public double ofSquares(float[] x, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      double piece = length < FEW ? Double.NaN : squaresOfPiece(whole(x, at, length, values));
      sum += isSafe(piece) ? piece : exactProducts(x, at, x, at, length);
    }
    return sum;
  }

  /** The sum of x·y, of which x is from {@code from} on and y from its beginning. */
  public double ofProducts(float[] x, float[] y, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      double piece =
          length < FEW
              ? Double.NaN
              : productsOfPiece(whole(x, at, length, values), whole(y, at - from, length, others));
      sum += isSafe(piece) ? piece : exactProducts(x, at, y, at - from, length);
    }
    return sum;
  }

  /** The sum of |x|. */
  public double ofSizes(float[] x, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      double piece = length < FEW ? Double.NaN : sizesOfPiece(whole(x, at, length, values));
      sum += isSafe(piece) ? piece : exactSizes(x, at, length);
    }
    return sum;
  }

  /** Whether a sum in floats is about what one in double precision would be. */
  private static boolean isSafe(double sum) {
    double size = Math.abs(sum);
    return size >= LEAST && size <= Float.MAX_VALUE;
  }

  /** A piece of whole length that begins at 0. */
  private static float[] whole(float[] x, int at, int length, float[] room) {
    if (at == 0 && length == PIECE) {
      return x;
    }
    System.arraycopy(x, at, room, 0, length);
    for (int i = length; i < PIECE; i++) {
      room[i] = 0;
    }
    return room;
  }

  private double ofPiece(float[] x) {
    float[] to = lanes;
    for (int i = 0; i < 512; i++) {
      to[i] = x[i] + x[i + 512];
    }
    return ofLanes();
  }

  private double squaresOfPiece(float[] x) {
    float[] to = lanes;
    for (int i = 0; i < 512; i++) {
      to[i] = x[i] * x[i] + x[i + 512] * x[i + 512];
    }
    return ofLanes();
  }

  private double productsOfPiece(float[] x, float[] y) {
    float[] to = lanes;
    for (int i = 0; i < 512; i++) {
      to[i] = x[i] * y[i] + x[i + 512] * y[i + 512];
    }
    return ofLanes();
  }

  private double sizesOfPiece(float[] x) {
    float[] to = lanes;
    for (int i = 0; i < 512; i++) {
      to[i] = Math.abs(x[i]) + Math.abs(x[i + 512]);
    }
    return ofLanes();
  }

  /** Adds up the lanes by halves, each in a loop with a distance that is known. */
  private double ofLanes() {
    float[] x = lanes;
    for (int i = 0; i < 256; i++) {
      x[i] += x[i + 256];
    }
    for (int i = 0; i < 128; i++) {
      x[i] += x[i + 128];
    }
    for (int i = 0; i < 64; i++) {
      x[i] += x[i + 64];
    }
    return exactly(x, 0, 64);
  }

  /** Four at a time, so that an addition need not wait for the previous one. */
  private static double exactly(float[] x, int from, int length) {
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

  private static double exactProducts(float[] x, int from, float[] y, int start, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (double) x[from + i] * y[start + i];
    }
    return sum;
  }

  private static double exactSizes(float[] x, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += Math.abs(x[i]);
    }
    return sum;
  }
}
