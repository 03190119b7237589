package dev.rubato.argument;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The decimal with the fewest digits, and of those the nearest, that reads back to a double,
 * without arithmetic of any length: the method of Giulietti (The Schubfach way to render doubles,
 * 2020), by which Java prints from version 19 on.
 *
 * @param digits all of them as a whole number, which may end in zeros
 * @param exponent the power of ten of the last
 */
record ShortestDecimal(long digits, int exponent) {
  private static final int FRACTION = 52;
  private static final int LEAST_POWER = -1074;
  private static final long FRACTION_MASK = (1L << FRACTION) - 1;
  private static final long MASK_63 = Long.MAX_VALUE;
  private static final int FEWEST = 100; // fewer units of the last digit may be one digit too many
  private static final int LEAST_K = -324;
  private static final int MOST_K = 292;
  private static final int POWER_BITS = 126;
  private static final @Nullable Power[] POWERS = new Power[MOST_K - LEAST_K + 1]; // once asked for

  /** The first 126 bits of a power of ten, rounded up, in two halves. */
  private record Power(long high, long low) {}

  /**
   * Of a number.
   *
   * @param x positive and finite
   * @return null for the few numbers of so little precision that one digit may do
   */
  static @Nullable ShortestDecimal of(double x) {
    long bits = Double.doubleToRawLongBits(x);
    long fraction = bits & FRACTION_MASK;
    int biased = (int) (bits >>> FRACTION);
    long c = biased == 0 ? fraction : fraction | (1L << FRACTION);
    int q = Math.max(biased, 1) - 1 + LEAST_POWER;
    // the numbers that read back to c · 2^q are between those halfway to its neighbours
    boolean even = fraction != 0 || biased <= 1; // neighbours equally far
    int k = even ? log10OfPowerOf2(q) : log10OfThreeQuarters(q);
    int h = q + log2OfPowerOf10(-k) + 2;
    Power power = power(k);
    long middle = scaled(power, (c << 2) << h);
    long left = scaled(power, ((c << 2) - (even ? 2 : 1)) << h);
    long right = scaled(power, ((c << 2) + 2) << h);
    long open = c & 1; // an odd number's halves read back to its neighbours
    long s = middle >> 2;
    if (s < FEWEST) {
      return null;
    }
    long tens = s / 10 * 10;
    boolean below = left + open <= (tens << 2);
    boolean above = ((tens + 10) << 2) + open <= right;
    if (below != above) {
      return new ShortestDecimal(below ? tens : tens + 10, k);
    }
    below = left + open <= (s << 2);
    above = ((s + 1) << 2) + open <= right;
    if (below != above) {
      return new ShortestDecimal(below ? s : s + 1, k);
    }
    long nearer = middle - ((2 * s + 1) << 1);
    return new ShortestDecimal(nearer < 0 || (nearer == 0 && (s & 1) == 0) ? s : s + 1, k);
  }

  /** {@code 4 · v · 10^−k}, rounded so that what was cut off is still seen in the last bit. */
  private static long scaled(Power power, long c) {
    long z = ((power.high() * c) >>> 1) + Math.multiplyHigh(power.low(), c);
    long w = Math.multiplyHigh(power.high(), c) + (z >>> 63);
    return w | (((z & MASK_63) + MASK_63) >>> 63);
  }

  /** The first bits of {@code 10^−k}. */
  private static Power power(int k) {
    Power known = POWERS[k - LEAST_K];
    if (known != null) {
      return known;
    }
    BigInteger ten = BigInteger.TEN.pow(Math.abs(k));
    BigInteger bits =
        k > 0
            ? BigInteger.ONE.shiftLeft(ten.bitLength() + POWER_BITS).divide(ten)
            : ten.shiftLeft(POWER_BITS);
    bits = bits.shiftRight(bits.bitLength() - POWER_BITS).add(BigInteger.ONE);
    Power power = new Power(bits.shiftRight(63).longValue(), bits.longValue() & MASK_63);
    POWERS[k - LEAST_K] = power;
    return power;
  }

  private static int log10OfPowerOf2(int e) {
    return (int) ((e * 661_971_961_083L) >> 41);
  }

  private static int log10OfThreeQuarters(int e) {
    return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
  }

  private static int log2OfPowerOf10(int e) {
    return (int) ((e * 913_124_641_741L) >> 38);
  }
}
