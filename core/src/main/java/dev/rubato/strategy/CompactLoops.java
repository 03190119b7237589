package dev.rubato.strategy;

import dev.rubato.optimizer.ThreadArrays;

/**
 * The loops of {@link Bfloat16Numbers} over a piece, as the compiler vectorizes them: for one
 * thread.
 */
final class CompactLoops {
  /** How many bits of a float bfloat16 has. */
  static final int HALF = 16;

  /** The lower half of an int. */
  static final int LOWER = 0xffff;

  /** The upper half of an int. */
  static final int UPPER = 0xffff0000;

  /** All bits of a float but its sign. */
  static final int SIZE = 0x7fffffff;

  /** The bits of an infinite float. */
  static final int INFINITE = 0x7f800000;

  /** The bit that a NaN has in its upper half. */
  static final int QUIET = 0x00400000;

  private static final int HALVES = CompactRoom.PIECE / 2;

  private final int[] lower = ThreadArrays.ints(HALVES);
  private final int[] upper = ThreadArrays.ints(HALVES);
  private final int[] drawn = ThreadArrays.ints(CompactRoom.PIECE);

  /**
   * Makes halves of ints the bits of floats.
   *
   * @param group how many numbers in lower halves come before those in upper halves
   */
  void unpack(int[] words, int[] bits, int ints, int group) {
    unpack(words, lower, upper);
    for (int i = 0; i < ints; i += group) {
      System.arraycopy(lower, i, bits, 2 * i, group);
      System.arraycopy(upper, i, bits, 2 * i + group, group);
    }
  }

  private static void unpack(int[] words, int[] lower, int[] upper) {
    for (int i = 0; i < HALVES; i++) {
      lower[i] = words[i] << HALF;
    }
    for (int i = 0; i < HALVES; i++) {
      upper[i] = words[i] & UPPER;
    }
  }

  /**
   * Rounds the bits of floats to halves of ints.
   *
   * @param first where the first of the chances is
   */
  void pack(int[] bits, int first, int[] words, int ints, int group) {
    for (int i = 0; i < ints; i += group) {
      System.arraycopy(bits, 2 * i, lower, i, group);
      System.arraycopy(bits, 2 * i + group, upper, i, group);
    }
    if (group == HALVES) {
      System.arraycopy(Chance.table(), first, drawn, 0, CompactRoom.PIECE);
    } else { // two of them are in an int as the numbers will be
      System.arraycopy(Chance.pairs(), first / 2, words, 0, HALVES);
      spread(words, drawn);
    }
    pack(lower, upper, drawn, words);
  }

  private static void spread(int[] pairs, int[] chances) {
    for (int i = 0; i < HALVES; i++) {
      chances[i] = pairs[i] & LOWER;
    }
    for (int i = 0; i < HALVES; i++) {
      chances[i + HALVES] = pairs[i] >>> HALF;
    }
  }

  private static void pack(int[] lower, int[] upper, int[] chances, int[] words) {
    for (int i = 0; i < HALVES; i++) {
      int x = lower[i];
      int y = upper[i];
      x |= ((INFINITE - (x & SIZE)) >> 31) & QUIET; // or a NaN might become infinity
      y |= ((INFINITE - (y & SIZE)) >> 31) & QUIET;
      x += chances[i];
      y += chances[i + HALVES];
      words[i] = (x >>> HALF) | (y & UPPER);
    }
  }
}
