package dev.rubato.strategy;

/**
 * Numbers of 8 bits in blocks of 256 that have a scale each: a code q stands for s·(q/127)⁴ with
 * its sign, s the power of two next above the largest of the block.
 *
 * <p>The fourth power keeps, beside the largest, numbers of a 10⁻⁸ of it apart from 0: as mean
 * squares, which are divided by, have to be. What is nearer to 0 than the smallest code, and not 0,
 * takes that code. Scales are powers of two because a scale that moved with every step would throw
 * all codes of its block anew.
 */
final class Int8Numbers extends CompactNumbers {
  private static final int LARGEST = 127;

  /** The least code above a half: that of a block's largest number, which tells its scale. */
  private static final int LEAST_OF_LARGEST = 107;

  private static final float LARGEST_SCALE = 0x1p127f;
  private static final int BITS_OF_LARGEST_SCALE = Float.floatToRawIntBits(LARGEST_SCALE);
  private static final float SMALLEST_SCALE = Float.MIN_NORMAL;
  private static final int SIZE = 0x7fffffff; // all bits of a float but its sign
  private static final float CHANCES = 0x1p24f;

  /** Added to a code's root, so that it is not below the code because it was rounded. */
  private static final float NOT_LESS = 1e-3f;

  private static final float[] VALUES = new float[LARGEST + 2]; // of codes, one more at the end
  private static final float[] BY_GAP = new float[LARGEST + 1]; // 1 / the distance to the next

  static {
    for (int q = 0; q < VALUES.length; q++) {
      VALUES[q] = (float) Math.pow((double) q / LARGEST, 4);
    }
    for (int q = 0; q < BY_GAP.length; q++) {
      BY_GAP[q] = 1 / (VALUES[q + 1] - VALUES[q]);
    }
  }

  private final byte[] codes;
  private final float[] scales;

  Int8Numbers(int length) {
    this.codes = new byte[length];
    this.scales = new float[(length + BLOCK - 1) / BLOCK];
  }

  @Override
  int length() {
    return codes.length;
  }

  @Override
  int bytes() {
    return codes.length + Float.BYTES * scales.length;
  }

  @Override
  void read(float[] into, int from) {
    for (int block = 0; block < scales.length; block++) {
      float scale = scales[block];
      int end = Math.min((block + 1) * BLOCK, codes.length);
      for (int i = block * BLOCK; i < end; i++) {
        int q = codes[i];
        float size = VALUES[Math.abs(q)] * scale;
        into[from + i] = q < 0 ? -size : size;
      }
    }
  }

  @Override
  void write(float[] numbers, int from, int key, float[][] room) {
    for (int block = 0; block < scales.length; block++) {
      int start = block * BLOCK;
      int length = Math.min(BLOCK, codes.length - start);
      float[] x = room[0];
      System.arraycopy(numbers, from + start, x, 0, length);
      int largest = 0; // the bits of sizes are in the order of the sizes
      for (int i = 0; i < length; i++) {
        largest = Math.max(largest, Float.floatToRawIntBits(x[i]) & SIZE);
      }
      if (largest > BITS_OF_LARGEST_SCALE) {
        largest = bound(x, length, largest);
      }
      float scale = scale(Float.intBitsToFloat(largest));
      scales[block] = scale;
      write(x, room[1], start, length, 1 / scale, largest, key);
    }
  }

  private void write(
      float[] x, float[] roots, int start, int length, float by, int largest, int key) {
    for (int i = 0; i < length; i++) {
      float size = (float) Math.sqrt(Math.abs(x[i]) * by);
      roots[i] = LARGEST * (float) Math.sqrt(size) + NOT_LESS;
    }
    for (int i = 0; i < length; i++) {
      int bits = Float.floatToRawIntBits(x[i]);
      int size = bits & SIZE;
      int least = size == largest ? LEAST_OF_LARGEST : 1;
      // without branches, which chance would make dear
      int q = (int) roots[i];
      float over = (Math.abs(x[i]) * by - VALUES[q]) * BY_GAP[q];
      q += ((chance(key, start + i) >>> 8) - (int) (over * CHANCES)) >>> 31;
      q = Math.min(LARGEST, Math.max(least, q)) & -size >> 31; // 0 stays 0
      int sign = bits >> 31;
      codes[start + i] = (byte) ((q ^ sign) - sign);
    }
  }

  /** Makes numbers above the largest scale as large as it, infinite ones too. */
  private static int bound(float[] x, int length, int largest) {
    if (Float.isNaN(Float.intBitsToFloat(largest))) {
      return largest;
    }
    for (int i = 0; i < length; i++) {
      x[i] = Math.max(-LARGEST_SCALE, Math.min(LARGEST_SCALE, x[i]));
    }
    return BITS_OF_LARGEST_SCALE;
  }

  /** The power of two that is not below a number; NaN of NaN. */
  private static float scale(float largest) {
    if (Float.isNaN(largest)) {
      return Float.NaN;
    }
    float below = Math.max(SMALLEST_SCALE, Float.intBitsToFloat(exponent(largest)));
    return below < largest ? 2 * below : below;
  }

  private static int exponent(float x) {
    return Float.floatToRawIntBits(x) & 0x7f800000;
  }
}
