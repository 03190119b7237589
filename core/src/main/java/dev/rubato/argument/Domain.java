package dev.rubato.argument;

/**
 * The numbers that a parameter may have: an interval, each end in it or not.
 *
 * @param low the lower end
 * @param withLow whether {@code low} itself is allowed
 * @param high the upper end
 * @param withHigh whether {@code high} itself is allowed
 * @param whole whether only whole numbers are allowed
 */
public record Domain(double low, boolean withLow, double high, boolean withHigh, boolean whole) {
  private static final double INF = Double.POSITIVE_INFINITY;

  /** Every finite number. */
  public static final Domain FINITE = new Domain(-INF, false, INF, false, false);

  /** Finite and not negative. */
  public static final Domain AT_LEAST_0 = new Domain(0, true, INF, false, false);

  /** Finite and at least 1. */
  public static final Domain AT_LEAST_1 = new Domain(1, true, INF, false, false);

  /** Finite and positive. */
  public static final Domain ABOVE_0 = new Domain(0, false, INF, false, false);

  /** Above 0, infinity included. */
  public static final Domain ABOVE_0_OR_INF = new Domain(0, false, INF, true, false);

  /** A decay factor: (0, 1]. */
  public static final Domain FACTOR = new Domain(0, false, 1, true, false);

  /** A factor of decay below 1, of growth above it. */
  public static final Domain GROWTH = ABOVE_0;

  /** A coefficient of a running average: [0, 1). */
  public static final Domain AVERAGE = new Domain(0, true, 1, false, false);

  /** A share: [0, 1]. */
  public static final Domain SHARE = new Domain(0, true, 1, true, false);

  /** Above 0 and below 1. */
  public static final Domain BELOW_1 = new Domain(0, false, 1, false, false);

  /** A whole number that is not negative. */
  public static final Domain COUNT = new Domain(0, true, INF, false, true);

  /** Whether {@code x} is allowed. */
  public boolean contains(double x) {
    return (withLow ? x >= low : x > low)
        && (withHigh ? x <= high : x < high)
        && (!whole || x == Math.rint(x));
  }

  /**
   * Returns {@code x}.
   *
   * @throws IllegalArgumentException if it is outside, as "gamma must be in (0, 1], was 1.5"
   */
  public double check(String name, double x) {
    if (!contains(x)) {
      boolean tooFar = x == INF && high == INF && low != -INF;
      throw new IllegalArgumentException(
          name + " must be " + (tooFar ? "finite and " : "") + this + ", was " + Numbers.print(x));
    }
    return x;
  }

  /** The domain in words that follow "must be". */
  @Override
  public String toString() {
    String kind = whole ? "a whole number, " : "";
    if (low == -INF && high == INF) {
      return kind + "finite";
    }
    if (high == INF) {
      return kind + (withLow ? "at least " : "above ") + Numbers.print(low);
    }
    return kind
        + ("in " + (withLow ? "[" : "(") + Numbers.print(low) + ", ")
        + (Numbers.print(high) + (withHigh ? "]" : ")"));
  }
}
