package dev.rubato.strategy;

import dev.rubato.optimizer.HalvesKernel;

/**
 * The chances by which numbers are rounded, each decided by where and when it is drawn: the same
 * wherever a training is resumed, on any number of threads.
 *
 * <p>A table of 4096 numbers of 16 bits, evenly spread and shuffled, is made once. Half a piece of
 * numbers, at each step, reads it from a place of its own on, which a hash decides: so the chances
 * of each number are even over the steps, and cost no more than to read them.
 */
final class Chance {
  /** How many are drawn together. */
  static final int TOGETHER = HalvesKernel.TOGETHER;

  private static final int PLACES = 1 << 12;
  private static final int STEP = (1 << 16) / PLACES;
  private static final int STRIDE = 0x9e3779b9;
  private static final int[] TABLE = new int[PLACES + TOGETHER];

  static {
    for (int i = 0; i < PLACES; i++) {
      int other = (int) Long.remainderUnsigned(mixed(i), i + 1);
      TABLE[i] = TABLE[other];
      TABLE[other] = i * STEP + (int) (mixed(~i) & (STEP - 1));
    }
    System.arraycopy(TABLE, 0, TABLE, PLACES, TOGETHER); // it goes round
  }

  private Chance() {}

  /** What chance goes by: of what array, its place in it, and when. */
  static int key(String name, int slot, int place, long step, int pass) {
    long x = (name.hashCode() * 31L + slot) * 0xbf58476d1ce4e5b9L;
    return (int) mixed(x ^ (step * 2 + pass)) + place * STRIDE;
  }

  private static long mixed(long number) {
    long x = (number + 1) * 0x9e3779b97f4a7c15L;
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  /** Where half a piece reads the table: its first number there, its second one after. */
  static int place(int key, int half) {
    return (int) (mixed(key + (long) half * STRIDE) >>> 40) & (PLACES - 1);
  }

  /** Numbers of 16 bits, which nobody changes. */
  static int[] table() {
    return TABLE;
  }
}
