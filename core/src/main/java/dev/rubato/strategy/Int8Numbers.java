package dev.rubato.strategy;

import java.util.Arrays;

/**
 * Numbers of 8 bits in blocks of 256 that have a scale each: small floats with three bits of
 * fraction, in steps of 1/8 to 1/16, whose exponents are counted from the least that the block's
 * scale allows. An int holds one number of each of a piece's four blocks.
 *
 * <p>A block with negative numbers has a sign in each and 16 powers of two; what is nearer to 0
 * than the least is 0 or the least by chance. A block without has 32 powers of two, and its numbers
 * above 0 are never rounded to 0: mean squares are divided by.
 *
 * <p>The scale is the power of two of the block's largest number after that is rounded. Those of
 * the block that might be rounded to the next power share one chance with it: so the scale tells
 * itself from the numbers, and each is right on average.
 */
final class Int8Numbers extends CompactNumbers {
  private static final int DROPPED = CompactLoops.DROPPED;
  private static final int SIZE = CompactLoops.SIZE;
  private static final int EXPONENT = 0x7f800000;
  private static final int LAST_EIGHTH = 0x00700000;
  private static final int LARGEST_POWER = 0x7f000000;
  private static final int NAN = 0x7fc00000;
  private static final int SIGNED = Integer.MIN_VALUE; // in a scale, beside the bits
  private static final int WITH_SIGN = 120 << DROPPED; // from the least to the largest power
  private static final int WITHOUT = 248 << DROPPED;
  private static final int CHANCES = 1 << 16;

  private final int[] scales; // the bits of the float that the code 0 would be

  Int8Numbers(int length) {
    super(length, 4, Math.min(length % CompactRoom.PIECE, BLOCK));
    this.scales = new int[(length + BLOCK - 1) / BLOCK];
  }

  @Override
  int bytes() {
    return super.bytes() + Integer.BYTES * scales.length;
  }

  @Override
  void decode(int piece, int count, CompactRoom room) {
    int first = piece * CompactRoom.PIECE / BLOCK;
    for (int block = 0; block * BLOCK < count; block++) {
      room.loops.decode(room.words, 8 * block, scales[first + block], room.block);
      System.arraycopy(room.block, 0, room.bits, block * BLOCK, BLOCK);
    }
  }

  @Override
  void encode(int piece, int count, int key, CompactRoom room) {
    room.draw(key, piece);
    CompactLoops loops = room.loops;
    Arrays.fill(room.words, 0, BLOCK, 0);
    for (int block = 0; block * BLOCK < count; block++) {
      int[] bits = room.block;
      int[] chances = room.blockChances;
      System.arraycopy(room.bits, block * BLOCK, bits, 0, BLOCK);
      System.arraycopy(room.chances, block * BLOCK, chances, 0, BLOCK);
      int largest = loops.largest(bits);
      int shared = chances[0] << CompactLoops.TO_DROPPED;
      int scale = scale(largest, shared, loops.hasNegative(bits));
      scales[piece * CompactRoom.PIECE / BLOCK + block] = scale;
      if (scale == NAN) {
        put(room.words, 8 * block);
        continue;
      }
      int gap = (largest & EXPONENT) | LAST_EIGHTH;
      loops.encode(bits, chances, gap, shared, scale, room.words, 8 * block);
      int first = (scale & SIZE) + (1 << DROPPED); // of the code 1
      if (scale < 0 && scale != SIGNED && loops.hasBelow(bits, first)) {
        belowFirst(bits, chances, first, room.words, 8 * block);
      }
    }
  }

  /** The scale of a block whose largest size has these bits. */
  private static int scale(int largest, int shared, boolean signed) {
    if (largest > EXPONENT) {
      return NAN;
    }
    int power = Math.min(LARGEST_POWER, largest + shared & EXPONENT);
    return signed ? Math.max(0, power - WITH_SIGN) | SIGNED : Math.max(0, power - WITHOUT);
  }

  /** Codes that are not 0, which are NaN where the scale is. */
  private static void put(int[] words, int shift) {
    for (int i = 0; i < BLOCK; i++) {
      words[i] |= 1 << shift;
    }
  }

  /** Numbers nearer to 0 than the first code: that, or 0. */
  private static void belowFirst(int[] bits, int[] chances, int first, int[] words, int shift) {
    float upper = Float.intBitsToFloat(first);
    for (int i = 0; i < BLOCK; i++) {
      int size = bits[i] & SIZE;
      if (size > 0 && size < first) {
        float share = Float.intBitsToFloat(size) / upper;
        int code = share * CHANCES > chances[i] ? 1 : 0;
        int sign = (bits[i] >>> CompactLoops.TO_SIGN) & CompactLoops.SIGN;
        words[i] = (words[i] & ~(CompactLoops.BYTE << shift)) | ((code | sign) << shift);
      }
    }
  }
}
