package dev.rubato.argument;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Measured figures for people to read, with the digits that matter, however small or large. */
public final class Figures {
  private static final double SMALLEST_PLAIN = 1e-3;
  private static final double LARGEST_PLAIN = 1e6;
  private static final int FEW = 3;
  private static final int MANY = 7;
  private static final int MOST_DECIMALS = 10;

  private Figures() {}

  /**
   * A figure: with four decimals where it is of the usual size, with as many as show three digits
   * where it is smaller, and scientific below 0.001; from 1,000 on with seven digits.
   */
  public static String show(double x) {
    if (!Double.isFinite(x) || x == 0) {
      return Numbers.print(Math.abs(x) == 0 ? 0 : x);
    }
    double size = Math.abs(x);
    if (size < SMALLEST_PLAIN) {
      return Numbers.print(Numbers.round(x, FEW));
    }
    return size < LARGEST_PLAIN ? fixed(x, decimals(size)) : Numbers.print(Numbers.round(x, MANY));
  }

  /**
   * A mean and half the width of its interval, such as {@code 0.0982 ± 0.0041}: the first with as
   * many decimals as show two digits of the second. Without an interval the mean alone.
   *
   * @param halfWidth NaN if there is no interval
   */
  public static String show(double mean, double halfWidth) {
    if (Double.isNaN(halfWidth) || !Double.isFinite(mean)) {
      return show(mean);
    }
    double size = Math.abs(mean);
    boolean small = Math.max(size, halfWidth) < SMALLEST_PLAIN;
    if (small || !Double.isFinite(halfWidth) || halfWidth == 0) {
      return show(mean) + " ± " + Numbers.print(rounded(halfWidth));
    }
    int wanted = 1 - (int) Math.floor(Math.log10(halfWidth));
    int least = size >= 1000 ? 0 : size < SMALLEST_PLAIN ? 4 : decimals(size);
    int decimals = Math.max(least, Math.min(wanted, MOST_DECIMALS));
    String shown =
        size != 0 && size < SMALLEST_PLAIN && wanted <= least ? show(mean) : fixed(mean, decimals);
    return shown
        + " ± "
        + (wanted > MOST_DECIMALS ? Numbers.print(rounded(halfWidth)) : fixed(halfWidth, decimals));
  }

  private static double rounded(double halfWidth) {
    return Double.isFinite(halfWidth) ? Numbers.round(halfWidth, 2) : halfWidth;
  }

  private static int decimals(double size) {
    int digits = (int) Math.floor(Math.log10(size)) + 1;
    return size < 0.01 ? 5 : size < 1000 ? 4 : MANY - digits;
  }

  private static String fixed(double x, int decimals) {
    return new BigDecimal(x).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }
}
