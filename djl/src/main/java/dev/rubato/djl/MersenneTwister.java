package dev.rubato.djl;

/**
 * The Mersenne Twister (Matsumoto and Nishimura 1998, with the seeding of 2002), which is PyTorch's
 * generator on the CPU.
 */
final class MersenneTwister {
  private static final int SIZE = 624;
  private static final int MIDDLE = 397;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  /** The generator at the beginning of a seed, of which the lower 32 bits count. */
  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** The next 32 bits. */
  int next() {
    if (next == SIZE) {
      for (int i = 0; i < SIZE; i++) {
        int y = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
        state[i] = state[(i + MIDDLE) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
      }
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  /**
   * How many numbers a seed's sequence has before some that are known.
   *
   * @param farthest how many to look through
   * @return -1 where they are not there
   */
  static long find(int seed, int[] known, long farthest) {
    MersenneTwister twister = new MersenneTwister(seed);
    int[] window = new int[known.length]; // the last numbers, in a ring
    int last = known[known.length - 1];
    for (long drawn = 0; drawn < farthest; drawn++) {
      int number = twister.next();
      window[(int) (drawn % window.length)] = number;
      if (number == last && drawn >= window.length - 1 && ends(window, drawn, known)) {
        return drawn + 1 - window.length;
      }
    }
    return -1;
  }

  private static boolean ends(int[] window, long drawn, int[] known) {
    for (int i = 0; i < known.length; i++) {
      if (window[(int) ((drawn + 1 + i) % window.length)] != known[i]) {
        return false;
      }
    }
    return true;
  }
}
