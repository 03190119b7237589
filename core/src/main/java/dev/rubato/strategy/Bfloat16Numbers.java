package dev.rubato.strategy;

/** Floats without the lower half of their bits: the range of floats, in steps of 1/128 to 1/256. */
final class Bfloat16Numbers extends CompactNumbers {
  private static final int HALF = 16;
  private static final int FRACTION = 0x7fffff;
  private static final int NOT_FINITE = 0x7f800000;

  private final short[] upper;

  Bfloat16Numbers(int length) {
    this.upper = new short[length];
  }

  @Override
  int length() {
    return upper.length;
  }

  @Override
  int bytes() {
    return Short.BYTES * upper.length;
  }

  @Override
  void read(float[] into, int from) {
    short[] numbers = upper;
    for (int i = 0; i < numbers.length; i++) {
      into[from + i] = Float.intBitsToFloat(numbers[i] << HALF);
    }
  }

  @Override
  void write(float[] numbers, int from, int key, float[][] room) {
    short[] to = upper;
    for (int i = 0; i < to.length; i++) {
      int bits = Float.floatToRawIntBits(numbers[from + i]);
      int rounded = bits + (chance(key, i) >>> HALF);
      // none becomes infinite, and what is not finite stays so
      boolean overflows = (rounded & NOT_FINITE) == NOT_FINITE;
      to[i] = (short) ((overflows ? notRounded(bits) : rounded) >>> HALF);
    }
  }

  private static int notRounded(int bits) {
    boolean isNan = (bits & NOT_FINITE) == NOT_FINITE && (bits & FRACTION) != 0;
    return isNan ? bits | 1 << HALF : bits; // or it might become infinity
  }
}
