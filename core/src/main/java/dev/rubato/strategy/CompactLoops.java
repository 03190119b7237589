package dev.rubato.strategy;

/**
 * The loops of {@link Bfloat16Numbers} over a piece and those of {@link Int8Numbers} over a block,
 * as the compiler vectorizes them: for one thread.
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

  /** The bits of a float below those that int8 keeps. */
  static final int DROPPED = 20;

  /** All bits of a number. */
  static final int BYTE = 0xff;

  /** Where a number's sign is, if it has one. */
  static final int SIGN = 0x80;

  /** From chances to the bits that are dropped. */
  static final int TO_DROPPED = DROPPED - 16;

  /** How far the sign of a float is from that of a number. */
  static final int TO_SIGN = 24;

  private static final int BLOCK = CompactNumbers.BLOCK;

  private static final int HALVES = CompactRoom.PIECE / 2;

  private final int[] lower = new int[HALVES];
  private final int[] upper = new int[HALVES];
  private final int[] drawn = new int[CompactRoom.PIECE];
  private final int[] sizes = new int[BLOCK / 2];

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

  /**
   * Makes numbers the bits of floats.
   *
   * @param shift where a block's numbers are in their ints
   * @param scale the bits of the float that the code 0 would be, with a sign where numbers have one
   */
  void decode(int[] words, int shift, int scale, int[] bits) {
    int codes = scale < 0 ? BYTE & ~SIGN : BYTE;
    int signs = BYTE & ~codes;
    int least = scale & SIZE;
    for (int i = 0; i < BLOCK; i++) {
      int code = words[i] >>> shift & codes;
      int sign = (words[i] >>> shift & signs) << TO_SIGN;
      bits[i] = ((least + (code << DROPPED)) & (-code >> 31)) | sign; // 0 stays 0
    }
  }

  /** Whether a number is below 0. */
  boolean hasNegative(int[] bits) {
    int any = 0;
    for (int i = 0; i < BLOCK; i++) {
      any |= bits[i] & -(bits[i] & SIZE);
    }
    return any < 0;
  }

  /** The bits of the largest size, by halves, which the compiler vectorizes. */
  int largest(int[] bits) {
    int[] room = sizes;
    for (int i = 0; i < BLOCK / 2; i++) {
      room[i] = larger(bits[i] & SIZE, bits[i + BLOCK / 2] & SIZE);
    }
    for (int i = 0; i < BLOCK / 4; i++) {
      room[i] = larger(room[i], room[i + BLOCK / 4]);
    }
    for (int i = 0; i < BLOCK / 8; i++) {
      room[i] = larger(room[i], room[i + BLOCK / 8]);
    }
    int largest = 0;
    for (int i = 0; i < BLOCK / 8; i++) {
      largest = Math.max(largest, room[i]);
    }
    return largest;
  }

  /** As {@link Math#max}, which keeps loops of ints from being vectorized. */
  private static int larger(int x, int y) {
    int over = x - y;
    return x - (over & over >> 31);
  }

  /** Whether a number is nearer to 0 than the first code, whose bits these are, and not 0. */
  boolean hasBelow(int[] bits, int first) {
    int below = 0;
    for (int i = 0; i < BLOCK; i++) {
      int size = bits[i] & SIZE;
      below |= size - first & -size;
    }
    return below < 0;
  }

  /**
   * Rounds a block's numbers and puts them into their ints, where 0 is.
   *
   * @param gap the size above which a number might be rounded to the next power of the largest
   * @param shared the chance of those
   */
  void encode(int[] bits, int[] chances, int gap, int shared, int scale, int[] words, int shift) {
    boolean signed = scale < 0;
    int least = scale & SIZE;
    int codes = signed ? BYTE & ~SIGN : BYTE;
    int atLeast = signed ? 0 : 1;
    int signBit = signed ? SIGN : 0;
    for (int i = 0; i < BLOCK; i++) {
      int size = bits[i] & SIZE;
      int chance = chances[i] << TO_DROPPED;
      chance ^= (chance ^ shared) & (gap - 1 - size) >> 31;
      int code = (size + chance - least) >> DROPPED;
      code = larger(code, atLeast);
      code = (codes - larger(codes - code, 0)) & ((0 - size) >> 31); // 0 stays 0
      words[i] |= (code | ((bits[i] >>> TO_SIGN) & signBit)) << shift;
    }
  }
}
