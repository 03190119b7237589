package dev.rubato.optimizer;

/** {@link ByteLoops} in the processor's vectors. Each loop is as {@link Lanes} says. */
final class VectorByteLoops extends ByteLoops {
  private static final int LAST = 31;
  private static final int QUARTER = BLOCK / 4;
  private static final int TOGETHER = 16;
  private static final int LARGEST_POWER = 0x7f000000;

  private final int[] sizes = ThreadArrays.ints(QUARTER);
  private final int[] signs = ThreadArrays.ints(QUARTER);

  @Override
  public void decode(int[] words, int place, int shift, int scale, int[] bits, int at) {
    try {
      inVectors(words, place, shift, scale, bits, at);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  private static void inVectors(int[] words, int place, int shift, int scale, int[] bits, int at)
      throws Throwable {
    int signs = scale >>> TO_SIGN & SIGN;
    int codes = BYTE - signs;
    int least = scale & SIZE;
    for (int i = 0; i < BLOCK; i += Lanes.COUNT) {
      Object x = (Object) IntLanes.LOAD.invokeExact(words, place + i);
      x = (Object) IntLanes.RIGHT.invokeExact(x, shift);
      Object code = (Object) IntLanes.AND_NUMBER.invokeExact(x, codes);
      x = (Object) IntLanes.AND_NUMBER.invokeExact(x, signs);
      x = (Object) IntLanes.LEFT.invokeExact(x, TO_SIGN);
      Object number = (Object) IntLanes.LEFT.invokeExact(code, DROPPED);
      number = (Object) IntLanes.PLUS_NUMBER.invokeExact(number, least);
      Object any = (Object) IntLanes.PLUS_NUMBER.invokeExact(code, SIZE);
      any = (Object) IntLanes.SIGNED_RIGHT.invokeExact(any, LAST); // 0 stays 0
      number = (Object) IntLanes.AND.invokeExact(number, any);
      number = (Object) IntLanes.OR.invokeExact(number, x);
      IntLanes.STORE.invokeExact(number, bits, at + i);
    }
  }

  @Override
  public int largest(int[] bits, int at) {
    try {
      measure(bits, at);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    int largest = 0;
    int sign = 0;
    for (int i = 0; i < TOGETHER; i++) {
      largest = Math.max(largest, sizes[i]);
      sign |= signs[i];
    }
    return largest | (sign & ~SIZE);
  }

  /** The largest sizes and the signs of numbers that are not 0, of those 16 apart. */
  private void measure(int[] bits, int at) throws Throwable {
    for (int i = 0; i < QUARTER; i += Lanes.COUNT) {
      int j = at + i;
      Object a = (Object) IntLanes.LOAD.invokeExact(bits, j);
      Object b = (Object) IntLanes.LOAD.invokeExact(bits, j + QUARTER);
      Object c = (Object) IntLanes.LOAD.invokeExact(bits, j + 2 * QUARTER);
      Object d = (Object) IntLanes.LOAD.invokeExact(bits, j + 3 * QUARTER);
      Object aSize = (Object) IntLanes.AND_NUMBER.invokeExact(a, SIZE);
      Object bSize = (Object) IntLanes.AND_NUMBER.invokeExact(b, SIZE);
      Object cSize = (Object) IntLanes.AND_NUMBER.invokeExact(c, SIZE);
      Object dSize = (Object) IntLanes.AND_NUMBER.invokeExact(d, SIZE);
      Object aAny = (Object) IntLanes.PLUS_NUMBER.invokeExact(aSize, SIZE);
      a = (Object) IntLanes.AND.invokeExact(a, aAny);
      Object bAny = (Object) IntLanes.PLUS_NUMBER.invokeExact(bSize, SIZE);
      b = (Object) IntLanes.AND.invokeExact(b, bAny);
      Object cAny = (Object) IntLanes.PLUS_NUMBER.invokeExact(cSize, SIZE);
      c = (Object) IntLanes.AND.invokeExact(c, cAny);
      Object dAny = (Object) IntLanes.PLUS_NUMBER.invokeExact(dSize, SIZE);
      d = (Object) IntLanes.AND.invokeExact(d, dAny);
      aSize = (Object) IntLanes.MAX.invokeExact(aSize, bSize);
      cSize = (Object) IntLanes.MAX.invokeExact(cSize, dSize);
      aSize = (Object) IntLanes.MAX.invokeExact(aSize, cSize);
      IntLanes.STORE.invokeExact(aSize, sizes, i);
      a = (Object) IntLanes.OR.invokeExact(a, b);
      c = (Object) IntLanes.OR.invokeExact(c, d);
      a = (Object) IntLanes.OR.invokeExact(a, c);
      IntLanes.STORE.invokeExact(a, signs, i);
    }
    for (int i = 0; i < TOGETHER; i += Lanes.COUNT) {
      Object a = (Object) IntLanes.LOAD.invokeExact(sizes, i);
      Object b = (Object) IntLanes.LOAD.invokeExact(sizes, i + TOGETHER);
      Object c = (Object) IntLanes.LOAD.invokeExact(sizes, i + 2 * TOGETHER);
      Object d = (Object) IntLanes.LOAD.invokeExact(sizes, i + 3 * TOGETHER);
      a = (Object) IntLanes.MAX.invokeExact(a, b);
      c = (Object) IntLanes.MAX.invokeExact(c, d);
      a = (Object) IntLanes.MAX.invokeExact(a, c);
      IntLanes.STORE.invokeExact(a, sizes, i);
    }
    foldSigns();
  }

  /** The signs of those 16 apart, of those a quarter apart. */
  private void foldSigns() throws Throwable {
    for (int i = 0; i < TOGETHER; i += Lanes.COUNT) {
      Object a = (Object) IntLanes.LOAD.invokeExact(signs, i);
      Object b = (Object) IntLanes.LOAD.invokeExact(signs, i + TOGETHER);
      Object c = (Object) IntLanes.LOAD.invokeExact(signs, i + 2 * TOGETHER);
      Object d = (Object) IntLanes.LOAD.invokeExact(signs, i + 3 * TOGETHER);
      a = (Object) IntLanes.OR.invokeExact(a, b);
      c = (Object) IntLanes.OR.invokeExact(c, d);
      a = (Object) IntLanes.OR.invokeExact(a, c);
      IntLanes.STORE.invokeExact(a, signs, i);
    }
  }

  @Override
  public boolean hasBelow(int[] bits, int at, int first) {
    try {
      below(bits, at, first);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    int below = 0;
    for (int i = 0; i < TOGETHER; i++) {
      below |= signs[i];
    }
    return below < 0;
  }

  private void below(int[] bits, int at, int first) throws Throwable {
    for (int i = 0; i < QUARTER; i += Lanes.COUNT) {
      int j = at + i;
      Object a = (Object) IntLanes.LOAD.invokeExact(bits, j);
      a = (Object) IntLanes.AND_NUMBER.invokeExact(a, SIZE);
      Object b = (Object) IntLanes.LOAD.invokeExact(bits, j + QUARTER);
      b = (Object) IntLanes.AND_NUMBER.invokeExact(b, SIZE);
      Object c = (Object) IntLanes.LOAD.invokeExact(bits, j + 2 * QUARTER);
      c = (Object) IntLanes.AND_NUMBER.invokeExact(c, SIZE);
      Object d = (Object) IntLanes.LOAD.invokeExact(bits, j + 3 * QUARTER);
      d = (Object) IntLanes.AND_NUMBER.invokeExact(d, SIZE);
      Object aAny = (Object) IntLanes.PLUS_NUMBER.invokeExact(a, SIZE);
      a =
          (Object)
              IntLanes.AND.invokeExact((Object) IntLanes.MINUS_NUMBER.invokeExact(a, first), aAny);
      Object bAny = (Object) IntLanes.PLUS_NUMBER.invokeExact(b, SIZE);
      b =
          (Object)
              IntLanes.AND.invokeExact((Object) IntLanes.MINUS_NUMBER.invokeExact(b, first), bAny);
      Object cAny = (Object) IntLanes.PLUS_NUMBER.invokeExact(c, SIZE);
      c =
          (Object)
              IntLanes.AND.invokeExact((Object) IntLanes.MINUS_NUMBER.invokeExact(c, first), cAny);
      Object dAny = (Object) IntLanes.PLUS_NUMBER.invokeExact(d, SIZE);
      d =
          (Object)
              IntLanes.AND.invokeExact((Object) IntLanes.MINUS_NUMBER.invokeExact(d, first), dAny);
      a = (Object) IntLanes.OR.invokeExact(a, b);
      c = (Object) IntLanes.OR.invokeExact(c, d);
      a = (Object) IntLanes.OR.invokeExact(a, c);
      IntLanes.STORE.invokeExact(a, signs, i);
    }
    foldSigns();
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
    try {
      if (largest >= Math.min(gap, LARGEST_POWER)) {
        shared(bits, at, chances, draw, gap, shared, scale, words, place, shift);
      } else if (scale < 0) {
        signed(bits, at, chances, draw, scale & SIZE, words, place, shift);
      } else {
        unsigned(bits, at, chances, draw, scale, words, place, shift);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  /** Where no number can be rounded to the next power. */
  private static void signed(
      int[] bits, int at, int[] chances, int draw, int least, int[] words, int place, int shift)
      throws Throwable {
    int others = ~(BYTE << shift);
    for (int i = 0; i < BLOCK; i += Lanes.COUNT) {
      Object x = (Object) IntLanes.LOAD.invokeExact(bits, at + i);
      Object chance = (Object) IntLanes.LOAD.invokeExact(chances, draw + i);
      chance = (Object) IntLanes.LEFT.invokeExact(chance, TO_DROPPED);
      Object code = (Object) IntLanes.AND_NUMBER.invokeExact(x, SIZE);
      code = (Object) IntLanes.PLUS.invokeExact(code, chance);
      code = (Object) IntLanes.MINUS_NUMBER.invokeExact(code, least);
      code = (Object) IntLanes.SIGNED_RIGHT.invokeExact(code, DROPPED);
      code = (Object) IntLanes.AT_LEAST.invokeExact(code, 0);
      Object sign = (Object) IntLanes.RIGHT.invokeExact(x, TO_SIGN);
      sign = (Object) IntLanes.AND_NUMBER.invokeExact(sign, SIGN);
      code = (Object) IntLanes.OR.invokeExact(code, sign);
      code = (Object) IntLanes.LEFT.invokeExact(code, shift);
      Object word = (Object) IntLanes.LOAD.invokeExact(words, place + i);
      word = (Object) IntLanes.AND_NUMBER.invokeExact(word, others);
      word = (Object) IntLanes.OR.invokeExact(word, code);
      IntLanes.STORE.invokeExact(word, words, place + i);
    }
  }

  /** The same with numbers that have no sign, and are 0 only where they were. */
  private static void unsigned(
      int[] bits, int at, int[] chances, int draw, int least, int[] words, int place, int shift)
      throws Throwable {
    int others = ~(BYTE << shift);
    for (int i = 0; i < BLOCK; i += Lanes.COUNT) {
      Object x = (Object) IntLanes.LOAD.invokeExact(bits, at + i);
      x = (Object) IntLanes.AND_NUMBER.invokeExact(x, SIZE);
      Object chance = (Object) IntLanes.LOAD.invokeExact(chances, draw + i);
      chance = (Object) IntLanes.LEFT.invokeExact(chance, TO_DROPPED);
      Object code = (Object) IntLanes.PLUS.invokeExact(x, chance);
      code = (Object) IntLanes.MINUS_NUMBER.invokeExact(code, least);
      code = (Object) IntLanes.SIGNED_RIGHT.invokeExact(code, DROPPED);
      code = (Object) IntLanes.AT_LEAST.invokeExact(code, 1);
      Object any = (Object) IntLanes.PLUS_NUMBER.invokeExact(x, SIZE);
      any = (Object) IntLanes.SIGNED_RIGHT.invokeExact(any, LAST); // 0 stays 0
      code = (Object) IntLanes.AND.invokeExact(code, any);
      code = (Object) IntLanes.LEFT.invokeExact(code, shift);
      Object word = (Object) IntLanes.LOAD.invokeExact(words, place + i);
      word = (Object) IntLanes.AND_NUMBER.invokeExact(word, others);
      word = (Object) IntLanes.OR.invokeExact(word, code);
      IntLanes.STORE.invokeExact(word, words, place + i);
    }
  }

  /** Where numbers from the gap on share a chance. */
  private static void shared(
      int[] bits,
      int at,
      int[] chances,
      int draw,
      int gap,
      int shared,
      int scale,
      int[] words,
      int place,
      int shift)
      throws Throwable {
    int signBit = scale >>> TO_SIGN & SIGN;
    int codes = BYTE - signBit;
    int atLeast = scale < 0 ? 0 : 1;
    int least = scale & SIZE;
    int others = ~(BYTE << shift);
    for (int i = 0; i < BLOCK; i += Lanes.COUNT) {
      Object x = (Object) IntLanes.LOAD.invokeExact(bits, at + i);
      Object size = (Object) IntLanes.AND_NUMBER.invokeExact(x, SIZE);
      Object chance = (Object) IntLanes.LOAD.invokeExact(chances, draw + i);
      chance = (Object) IntLanes.LEFT.invokeExact(chance, TO_DROPPED);
      Object below = (Object) IntLanes.MINUS_NUMBER.invokeExact(size, gap);
      below = (Object) IntLanes.SIGNED_RIGHT.invokeExact(below, LAST);
      chance = (Object) IntLanes.MINUS_NUMBER.invokeExact(chance, shared);
      chance = (Object) IntLanes.AND.invokeExact(chance, below);
      chance = (Object) IntLanes.PLUS_NUMBER.invokeExact(chance, shared);
      Object code = (Object) IntLanes.PLUS.invokeExact(size, chance);
      code = (Object) IntLanes.MINUS_NUMBER.invokeExact(code, least);
      code = (Object) IntLanes.SIGNED_RIGHT.invokeExact(code, DROPPED);
      code = (Object) IntLanes.AT_LEAST.invokeExact(code, atLeast);
      code = (Object) IntLanes.AT_MOST.invokeExact(code, codes);
      Object any = (Object) IntLanes.PLUS_NUMBER.invokeExact(size, SIZE);
      any = (Object) IntLanes.SIGNED_RIGHT.invokeExact(any, LAST); // 0 stays 0
      code = (Object) IntLanes.AND.invokeExact(code, any);
      Object sign = (Object) IntLanes.RIGHT.invokeExact(x, TO_SIGN);
      sign = (Object) IntLanes.AND_NUMBER.invokeExact(sign, signBit);
      code = (Object) IntLanes.OR.invokeExact(code, sign);
      code = (Object) IntLanes.LEFT.invokeExact(code, shift);
      Object word = (Object) IntLanes.LOAD.invokeExact(words, place + i);
      word = (Object) IntLanes.AND_NUMBER.invokeExact(word, others);
      word = (Object) IntLanes.OR.invokeExact(word, code);
      IntLanes.STORE.invokeExact(word, words, place + i);
    }
  }
}
