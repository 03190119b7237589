package dev.rubato.strategy;

import dev.rubato.optimizer.HalvesKernel;

/**
 * Floats without the lower half of their bits: the range of floats, in steps of 1/128 to 1/256. An
 * int holds number i of 32 in its lower half and number i + 16 in its upper, as {@link
 * HalvesKernel} reads them.
 *
 * <p>What is not finite stays so. A float above the largest that can be kept, by less than 1/256 of
 * it, becomes that or infinite by chance.
 */
final class Bfloat16Numbers extends CompactNumbers {
  private static final int HALF = 16;
  private static final int UPPER = 0xffff0000;
  private static final int SIZE = 0x7fffffff; // all bits of a float but its sign
  private static final int INFINITE = 0x7f800000;
  private static final int QUIET = 0x00400000;
  private static final int GROUP = HalvesKernel.GROUP;
  private static final int DRAWN = Chance.TOGETHER;

  Bfloat16Numbers(int length) {
    super(length, 2, ints(length % CompactRoom.PIECE));
  }

  /** How many ints the first numbers of a piece take. */
  private static int ints(int count) {
    return count / (2 * GROUP) * GROUP + Math.min(count % (2 * GROUP), GROUP);
  }

  @Override
  void decode(int piece, int count, CompactRoom room) {
    decode(room.words, room.bits, ints(count));
  }

  private static void decode(int[] words, int[] bits, int ints) {
    for (int i = 0; i < ints; i++) {
      int at = 2 * i - i % GROUP;
      bits[at] = words[i] << HALF;
      bits[at + GROUP] = words[i] & UPPER;
    }
  }

  @Override
  void encode(int piece, int count, CompactRoom room) {
    encode(room.bits, room.chances, room.words, ints(count));
  }

  private static void encode(int[] bits, int[] chances, int[] words, int ints) {
    for (int i = 0; i < ints; i++) {
      int at = 2 * i - i % GROUP;
      int x = bits[at];
      int y = bits[at + GROUP];
      x |= ((INFINITE - (x & SIZE)) >> 31) & QUIET; // or a NaN might become infinity
      y |= ((INFINITE - (y & SIZE)) >> 31) & QUIET;
      x += chances[i];
      y += chances[i + DRAWN];
      words[i] = (x >>> HALF) | (y & UPPER);
    }
  }
}
