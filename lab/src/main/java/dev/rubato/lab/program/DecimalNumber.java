package dev.rubato.lab.program;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The double that is nearest to a decimal of up to 19 digits, by two multiplications: the method of
 * Lemire (Number parsing at a gigabyte per second, 2021, arXiv:2101.11408). A program's losses have
 * 17 digits, of which Java's own reader takes ten times as long.
 */
final class DecimalNumber {
  private static final int LEAST = -342;
  private static final int MOST = 308;
  private static final int FRACTION = 52;
  private static final int BIAS = 1023;
  private static final int SURE_FROM = -27; // powers of five with a reciprocal sure to be enough
  private static final int SURE_TO = 55;
  private static final int TIE_FROM = -4;
  private static final int TIE_TO = 23;
  private static final long UNSEEN = (1L << (Long.SIZE - FRACTION - 3)) - 1;
  private static final @Nullable Power[] POWERS = new Power[MOST - LEAST + 1]; // once asked for

  /** The first 128 bits of a power of five. */
  private record Power(long high, long low) {}

  private DecimalNumber() {}

  /**
   * The number {@code digits · 10^exponent}.
   *
   * @param digits as an unsigned number
   * @return NaN where two multiplications don't tell it, or it is no ordinary number
   */
  static double of(long digits, int exponent) {
    if (digits == 0 || exponent < LEAST || exponent > MOST) {
      return digits == 0 ? 0 : Double.NaN;
    }
    int zeros = Long.numberOfLeadingZeros(digits);
    long w = digits << zeros;
    Power power = power(exponent);
    long high = unsignedHigh(w, power.high());
    long low = w * power.high();
    if ((high & UNSEEN) == UNSEEN) {
      long more = unsignedHigh(w, power.low());
      low += more;
      high += Long.compareUnsigned(low, more) < 0 ? 1 : 0;
    }
    if (low == -1 && (exponent < SURE_FROM || exponent > SURE_TO)) {
      return Double.NaN;
    }
    int upper = (int) (high >>> (Long.SIZE - 1));
    int cut = upper + Long.SIZE - FRACTION - 3;
    long bits = high >>> cut;
    int binary = ((217_706 * exponent) >> 16) + Long.SIZE - 1 + upper - zeros + BIAS;
    boolean tie =
        (low == 0 || low == 1) && exponent >= TIE_FROM && exponent <= TIE_TO && (bits & 3) == 1;
    if (tie && (bits << cut) == high) {
      bits--; // exactly between two numbers: the even one
    }
    bits = (bits + (bits & 1)) >>> 1;
    if (bits == 2L << FRACTION) {
      bits >>>= 1;
      binary++;
    }
    if (binary <= 0 || binary > 2 * BIAS) {
      return Double.NaN;
    }
    return Double.longBitsToDouble((bits - (1L << FRACTION)) | ((long) binary << FRACTION));
  }

  private static long unsignedHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> (Long.SIZE - 1)) & b) + ((b >> (Long.SIZE - 1)) & a);
  }

  private static Power power(int exponent) {
    Power known = POWERS[exponent - LEAST];
    if (known != null) {
      return known;
    }
    BigInteger five = BigInteger.valueOf(5).pow(Math.abs(exponent));
    BigInteger bits;
    if (exponent >= 0) {
      bits = five.shiftLeft(2 * Long.SIZE);
      bits = bits.shiftRight(bits.bitLength() - 2 * Long.SIZE);
    } else { // rounded up
      int length = five.subtract(BigInteger.ONE).bitLength();
      int shift = exponent >= SURE_FROM ? length + 2 * Long.SIZE - 1 : 2 * length + 2 * Long.SIZE;
      bits = BigInteger.ONE.shiftLeft(shift).divide(five).add(BigInteger.ONE);
      bits = bits.shiftRight(Math.max(0, bits.bitLength() - 2 * Long.SIZE));
    }
    Power power = new Power(bits.shiftRight(Long.SIZE).longValue(), bits.longValue());
    POWERS[exponent - LEAST] = power;
    return power;
  }
}
