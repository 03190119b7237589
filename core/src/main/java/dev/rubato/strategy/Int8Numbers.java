package dev.rubato.strategy;

import dev.rubato.optimizer.ByteLoops;
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
  private static final int DROPPED = ByteLoops.DROPPED;
  private static final int SIZE = ByteLoops.SIZE;
  private static final int EXPONENT = 0x7f800000;
  private static final int LAST_EIGHTH = 0x00700000;
  private static final int LARGEST_POWER = 0x7f000000;
  private static final int NAN = 0x7fc00000;
  private static final int SIGNED = Integer.MIN_VALUE; // in a scale, beside the bits
  private static final int WITH_SIGN = 120 << DROPPED; // from the least to the largest power
  private static final int WITHOUT = 248 << DROPPED;
  private static final int CHANCES = 1 << 16;
  private static final int BLOCKS = CompactRoom.PIECE / BLOCK;

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
    int first = piece * BLOCKS;
    for (int block = 0; block * BLOCK < count; block++) {
      room.bytes.decode(room.words, 0, 8 * block, scales[first + block], room.bits, block * BLOCK);
    }
  }

  @Override
  void encode(int piece, int count, int key, CompactRoom room) {
    int draw = Chance.place(key, piece);
    Arrays.fill(room.words, 0, BLOCK, 0);
    for (int block = 0; block * BLOCK < count; block++) {
      encode(piece, block, room.bits, block * BLOCK, draw, room.words, 0, room.bytes);
    }
  }

  /** Makes a block of a whole piece the bits of its floats. */
  void give(int piece, int block, int[] bits, ByteLoops loops) {
    int scale = scales[piece * BLOCKS + block];
    loops.decode(words, piece * BLOCK, 8 * block, scale, bits, 0);
  }

  /** Takes a block of a whole piece from the bits of its floats. */
  void take(int piece, int block, int[] bits, int draw, ByteLoops loops) {
    encode(piece, block, bits, 0, draw, words, piece * BLOCK, loops);
  }

  /**
   * Makes the bits of a block's floats its numbers.
   *
   * @param draw where the chances of the piece are
   */
  private void encode(
      int piece, int block, int[] bits, int at, int draw, int[] words, int place, ByteLoops loops) {
    int[] chances = Chance.table();
    int shift = 8 * block;
    int drawn = draw + block * BLOCK;
    int measured = loops.largest(bits, at);
    int largest = measured & SIZE;
    int shared = chances[drawn] << ByteLoops.TO_DROPPED;
    int scale = scale(largest, shared, measured < 0);
    scales[piece * BLOCKS + block] = scale;
    if (scale == NAN) {
      put(words, place, shift);
      return;
    }
    int gap = (largest & EXPONENT) | LAST_EIGHTH;
    loops.encode(bits, at, chances, drawn, gap, shared, largest, scale, words, place, shift);
    int first = (scale & SIZE) + (1 << DROPPED); // of the code 1
    if (scale < 0 && scale != SIGNED && loops.hasBelow(bits, at, first)) {
      belowFirst(bits, at, drawn, first, words, place, shift);
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
  private static void put(int[] words, int place, int shift) {
    for (int i = 0; i < BLOCK; i++) {
      words[place + i] = (words[place + i] & ~(ByteLoops.BYTE << shift)) | (1 << shift);
    }
  }

  /** Numbers nearer to 0 than the first code: that, or 0. */
  private static void belowFirst(
      int[] bits, int at, int drawn, int first, int[] words, int place, int shift) {
    int[] chances = Chance.table();
    float upper = Float.intBitsToFloat(first);
    int others = ~(ByteLoops.BYTE << shift);
    for (int i = 0; i < BLOCK; i++) {
      int size = bits[at + i] & SIZE;
      if (size > 0 && size < first) {
        float share = Float.intBitsToFloat(size) / upper;
        int code = share * CHANCES > chances[drawn + i] ? 1 : 0;
        int sign = (bits[at + i] >>> ByteLoops.TO_SIGN) & ByteLoops.SIGN;
        words[place + i] = (words[place + i] & others) | ((code | sign) << shift);
      }
    }
  }
}
