package dev.rubato.optimizer;

/** {@link ByteLoops} as the compiler vectorizes them, over copies that begin at 0. */
final class PlainByteLoops extends ByteLoops {
  private final int[] ints = ThreadArrays.ints(BLOCK);
  private final int[] numbers = ThreadArrays.ints(BLOCK);
  private final int[] drawn = ThreadArrays.ints(BLOCK);
  private final int[] sizes = ThreadArrays.ints(BLOCK / 2);

  @Override
  public void decode(int[] words, int place, int shift, int scale, int[] bits, int at) {
    System.arraycopy(words, place, ints, 0, BLOCK);
    decode(ints, shift, scale, numbers);
    System.arraycopy(numbers, 0, bits, at, BLOCK);
  }

  private static void decode(int[] words, int shift, int scale, int[] bits) {
    int codes = scale < 0 ? BYTE & ~SIGN : BYTE;
    int signs = BYTE & ~codes;
    int least = scale & SIZE;
    for (int i = 0; i < BLOCK; i++) {
      int code = words[i] >>> shift & codes;
      int sign = (words[i] >>> shift & signs) << TO_SIGN;
      bits[i] = ((least + (code << DROPPED)) & (-code >> 31)) | sign; // 0 stays 0
    }
  }

  @Override
  public int largest(int[] bits, int at) {
    System.arraycopy(bits, at, numbers, 0, BLOCK);
    return largest(numbers) | (hasNegative(numbers) ? ~SIZE : 0);
  }

  private static boolean hasNegative(int[] bits) {
    int any = 0;
    for (int i = 0; i < BLOCK; i++) {
      any |= bits[i] & -(bits[i] & SIZE);
    }
    return any < 0;
  }

  /** The bits of the largest size, by halves, which the compiler vectorizes. */
  private int largest(int[] bits) {
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

  @Override
  public boolean hasBelow(int[] bits, int at, int first) {
    System.arraycopy(bits, at, numbers, 0, BLOCK);
    return hasBelow(numbers, first);
  }

  private static boolean hasBelow(int[] bits, int first) {
    int below = 0;
    for (int i = 0; i < BLOCK; i++) {
      int size = bits[i] & SIZE;
      below |= size - first & -size;
    }
    return below < 0;
  }

  @Override
  public void encode(
      int[] bits,
      int at,
      int[] chances,
      int draw,
      int gap,
      int shared,
      int largest,
      int scale,
      int[] words,
      int place,
      int shift) {
    System.arraycopy(bits, at, numbers, 0, BLOCK);
    System.arraycopy(chances, draw, drawn, 0, BLOCK);
    System.arraycopy(words, place, ints, 0, BLOCK);
    encode(numbers, drawn, gap, shared, scale, ints, shift);
    System.arraycopy(ints, 0, words, place, BLOCK);
  }

  private static void encode(
      int[] bits, int[] chances, int gap, int shared, int scale, int[] words, int shift) {
    boolean signed = scale < 0;
    int least = scale & SIZE;
    int codes = signed ? BYTE & ~SIGN : BYTE;
    int atLeast = signed ? 0 : 1;
    int signBit = signed ? SIGN : 0;
    int others = ~(BYTE << shift);
    for (int i = 0; i < BLOCK; i++) {
      int size = bits[i] & SIZE;
      int chance = chances[i] << TO_DROPPED;
      chance ^= (chance ^ shared) & (gap - 1 - size) >> 31;
      int code = (size + chance - least) >> DROPPED;
      code = larger(code, atLeast);
      code = (codes - larger(codes - code, 0)) & ((0 - size) >> 31); // 0 stays 0
      words[i] = (words[i] & others) | (code | ((bits[i] >>> TO_SIGN) & signBit)) << shift;
    }
  }
}
