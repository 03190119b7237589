package dev.rubato.strategy;

/**
 * Floats without the lower half of their bits: the range of floats, in steps of 1/128 to 1/256. An
 * int holds number i of a piece in its lower half and number i + 512 in its upper.
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
  private static final int APART = CompactRoom.PIECE / 2;

  Bfloat16Numbers(int length) {
    super(length, 2);
  }

  @Override
  void decode(int piece, int count, CompactRoom room) {
    decode(room.words, room.bits, Math.min(count, APART));
  }

  private static void decode(int[] words, int[] bits, int ints) {
    for (int i = 0; i < ints; i++) {
      bits[i] = words[i] << HALF;
    }
    for (int i = 0; i < ints; i++) {
      bits[i + APART] = words[i] & UPPER;
    }
  }

  @Override
  void encode(int piece, int count, CompactRoom room) {
    encode(room.bits, room.chances, room.words, Math.min(count, APART));
  }

  private static void encode(int[] bits, int[] chances, int[] words, int ints) {
    for (int i = 0; i < ints; i++) {
      int x = bits[i];
      int y = bits[i + APART];
      x |= ((INFINITE - (x & SIZE)) >> 31) & QUIET; // or a NaN might become infinity
      y |= ((INFINITE - (y & SIZE)) >> 31) & QUIET;
      x += chances[i];
      y += chances[i + APART];
      words[i] = (x >>> HALF) | (y & UPPER);
    }
  }
}
