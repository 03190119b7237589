package dev.rubato.strategy;

import dev.rubato.optimizer.HalvesKernel;

/**
 * The chances by which numbers are rounded, each decided by where and when it is drawn: the same
 * wherever a training is resumed, on any number of threads.
 *
 * <p>A table of 4096 ints is made once, whose lower halves are evenly spread and shuffled, and so
 * are their upper halves. A piece of numbers, two to an int, at each step reads it from a place of
 * its own on, which a hash decides: so the chances of each number are even over the steps, and cost
 * no more than to read them.
 */
final class Chance {
  /** How many ints are drawn together. */
  static final int TOGETHER = HalvesKernel.TOGETHER / 2;

  private static final int PLACES = 1 << 12;
  private static final int STEP = (1 << 16) / PLACES;
  private static final int STRIDE = 0x9e3779b9;
  private static final int[] TABLE = new int[PLACES + TOGETHER];

  static {
    int[] lower = shuffled(0);
    int[] upper = shuffled(PLACES);
    for (int i = 0; i < PLACES; i++) {
      TABLE[i] = upper[i] << 16 | lower[i];
    }
    System.arraycopy(TABLE, 0, TABLE, PLACES, TOGETHER); // it goes round
  }

  private Chance() {}

  private static int[] shuffled(int seed) {
    int[] numbers = new int[PLACES];
    for (int i = 0; i < PLACES; i++) {
      int other = (int) Long.remainderUnsigned(mixed(seed + i), i + 1);
      numbers[i] = numbers[other];
      numbers[other] = i * STEP + (int) (mixed(~(seed + i)) & (STEP - 1));
    }
    return numbers;
  }

  /** What chance goes by: of what array, and when. */
  static int key(String name, int slot, long step, int pass) {
    long x = (name.hashCode() * 31L + slot) * 0xbf58476d1ce4e5b9L;
    return (int) mixed(x ^ (step * 2 + pass));
  }

  private static long mixed(long number) {
    long x = (number + 1) * 0x9e3779b97f4a7c15L;
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  /** Where a piece of the array reads the table: its first int there, its second one after. */
  static int place(int key, int piece) {
    return (int) (mixed(key + piece * STRIDE) >>> 40) & (PLACES - 1);
  }

  /** Two numbers of 16 bits in each int, which nobody changes. */
  static int[] table() {
    return TABLE;
  }
}
