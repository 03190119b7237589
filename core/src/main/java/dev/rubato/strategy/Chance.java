package dev.rubato.strategy;

import dev.rubato.optimizer.HalvesKernel;

/**
 * The chances by which numbers are rounded, each decided by where and when it is drawn: the same
 * wherever a training is resumed, on any number of threads.
 *
 * <p>A table of 8192 numbers of 16 bits is made once: of those with the same place in a group of
 * 32, 256 numbers evenly spread and shuffled. A piece of numbers, at each step, reads it from a
 * group of its own on, which a hash decides: so the chances of each number are even over the steps,
 * and cost no more than to read them. They are there twice, two in each int for {@link
 * HalvesKernel}, in its order.
 */
final class Chance {
  private static final int GROUP = 32;
  private static final int GROUPS = 256;
  private static final int SIZE = GROUP * GROUPS;
  private static final int STEP = (1 << 16) / GROUPS;
  private static final int STRIDE = 0x9e3779b9;
  private static final int[] TABLE = new int[SIZE + CompactRoom.PIECE];
  private static final int[] PAIRS = new int[TABLE.length / 2];

  static {
    for (int i = 0; i < SIZE; i++) {
      int group = i / GROUP;
      int other = (int) Long.remainderUnsigned(mixed(i), group + 1) * GROUP + i % GROUP;
      TABLE[i] = TABLE[other];
      TABLE[other] = group * STEP + (int) (mixed(~i) & (STEP - 1));
    }
    System.arraycopy(TABLE, 0, TABLE, SIZE, CompactRoom.PIECE); // it goes round
    for (int i = 0; i < PAIRS.length; i++) {
      int at = 2 * i - i % HalvesKernel.GROUP;
      PAIRS[i] = TABLE[at + HalvesKernel.GROUP] << 16 | TABLE[at];
    }
  }

  private Chance() {}

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

  /** Where a piece of the array reads the table: its first number there, its second one after. */
  static int place(int key, int piece) {
    return (int) (mixed(key + piece * STRIDE) >>> 40) % GROUPS * GROUP;
  }

  /** Numbers of 16 bits, which nobody changes. */
  static int[] table() {
    return TABLE;
  }

  /** The same numbers, two in each int, from half their place on. */
  static int[] pairs() {
    return PAIRS;
  }
}
