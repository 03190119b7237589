package dev.rubato.argument;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers as people write them. As text: the shortest decimal that reads back to the same double,
 * on every Java version (before 19 {@code Double.toString} is sometimes a digit too long).
 */
public final class Numbers {
  private Numbers() {}

  /**
   * Prints {@code x}: plain between 0.001 and 10⁹, scientific outside, {@code inf}, {@code -inf} or
   * {@code nan} if it is not finite.
   */
  public static String print(double x) {
    if (Double.isNaN(x)) {
      return "nan";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "inf" : "-inf";
    }
    if (x == 0) {
      return 1 / x > 0 ? "0" : "-0";
    }
    if (x == Math.rint(x) && Math.abs(x) < 1e9) {
      return Long.toString((long) x);
    }
    BigDecimal shortest = shortest(x);
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String sign = x < 0 ? "-" : "";
    if (exponent >= -3 && exponent < 9) {
      return shortest.toPlainString();
    }
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return sign + digits.charAt(0) + fraction + "e" + exponent;
  }

  /**
   * The number nearest to {@code x} with this many significant decimal digits, so that a number
   * found is one that can be written down. Of two that are equally close, the one whose last digit
   * is even: a tie is decided by the exact binary value, so 0.03125 has one, and 0.0125 has none.
   *
   * @param x finite
   * @param digits at least 1
   */
  public static double round(double x, int digits) {
    return new BigDecimal(x).round(new MathContext(digits, RoundingMode.HALF_EVEN)).doubleValue();
  }

  /** The decimal with the fewest digits, and of those the nearest, that reads back to {@code x}. */
  private static BigDecimal shortest(double x) {
    ShortestDecimal fast = ShortestDecimal.of(Math.abs(x));
    if (fast == null) {
      return exactly(x);
    }
    long digits = fast.digits();
    int exponent = fast.exponent();
    while (digits % 10 == 0) {
      digits /= 10;
      exponent++;
    }
    return BigDecimal.valueOf(x < 0 ? -digits : digits, -exponent);
  }

  /** The same by trying, for numbers of any size. */
  static BigDecimal exactly(double x) {
    BigDecimal fromJava = new BigDecimal(Double.toString(x)).stripTrailingZeros();
    BigDecimal exact = new BigDecimal(x);
    BigDecimal best = fromJava;
    for (int precision = fromJava.precision(); precision > 0; precision--) {
      BigDecimal candidate = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (candidate.doubleValue() != x) {
        // above a power of two more decimals read back to it than below, so not only the nearest
        candidate = exact.round(new MathContext(precision, RoundingMode.UP));
      }
      if (candidate.doubleValue() != x) {
        break;
      }
      best = candidate;
    }
    return best.stripTrailingZeros();
  }

  /** A count with its noun: "1 step", "20 steps". */
  public static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
