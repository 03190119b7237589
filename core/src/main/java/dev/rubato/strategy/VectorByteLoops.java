package dev.rubato.strategy;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.rubato.optimizer.ThreadArrays;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ByteLoops} in the processor's vectors.
 *
 * <p>Compiled by itself, and loaded by name where Java has {@code jdk.incubator.vector}. Vectors
 * are stored by a handle: of a store that is called directly, Java 17 knows the class of the vector
 * too late wherever a program has used vectors of several classes, and leaves it an object.
 */
final class VectorByteLoops extends ByteLoops {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int COUNT = INTS.length();
  private static final int LAST = 31;
  private static final int TOGETHER = 16;
  private static final int LARGEST_POWER = 0x7f000000;

  /** (vector, array, index): puts a vector's ints at an index of an array. */
  private static final MethodHandle STORE;

  static {
    try {
      MethodType type = MethodType.methodType(void.class, int[].class, int.class);
      STORE =
          MethodHandles.lookup()
              .findVirtual(IntVector.class, "intoArray", type)
              .asType(type.insertParameterTypes(0, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int[] sizes = ThreadArrays.ints(BLOCK / TOGETHER);
  private final int[] signs = ThreadArrays.ints(BLOCK / TOGETHER);

  @Override
  void decode(int[] words, int place, int shift, int scale, int[] bits, int at) {
    try {
      inVectors(words, place, shift, scale, bits, at);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static void inVectors(int[] words, int place, int shift, int scale, int[] bits, int at)
      throws Throwable {
    int signs = scale >>> TO_SIGN & SIGN;
    int codes = BYTE - signs;
    int least = scale & SIZE;
    for (int i = 0; i < BLOCK; i += COUNT) {
      IntVector x = IntVector.fromArray(INTS, words, place + i).lanewise(LSHR, shift);
      IntVector code = x.and(codes);
      x = x.and(signs).lanewise(LSHL, TO_SIGN);
      Object number =
          code.lanewise(LSHL, DROPPED)
              .add(least)
              .and(code.add(SIZE).lanewise(ASHR, LAST)) // 0 stays 0
              .or(x);
      STORE.invokeExact(number, bits, at + i);
    }
  }

  @Override
  int largest(int[] bits, int at) {
    try {
      measure(bits, at);
    } catch (Throwable e) {
      throw failure(e);
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
    for (int i = 0; i < TOGETHER; i += COUNT) {
      int j = at + i;
      IntVector a = IntVector.fromArray(INTS, bits, j);
      IntVector size = a.and(SIZE);
      IntVector most = size;
      IntVector any = a.and(size.add(SIZE));
      a = IntVector.fromArray(INTS, bits, j + TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 2 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 3 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 4 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 5 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 6 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 7 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 8 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 9 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 10 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 11 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 12 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 13 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 14 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      a = IntVector.fromArray(INTS, bits, j + 15 * TOGETHER);
      size = a.and(SIZE);
      most = most.max(size);
      any = any.or(a.and(size.add(SIZE)));
      Object result = most;
      STORE.invokeExact(result, sizes, i);
      result = any;
      STORE.invokeExact(result, signs, i);
    }
  }

  @Override
  boolean hasBelow(int[] bits, int at, int first) {
    try {
      below(bits, at, first);
    } catch (Throwable e) {
      throw failure(e);
    }
    int below = 0;
    for (int i = 0; i < TOGETHER; i++) {
      below |= signs[i];
    }
    return below < 0;
  }

  private void below(int[] bits, int at, int first) throws Throwable {
    for (int i = 0; i < TOGETHER; i += COUNT) {
      int j = at + i;
      IntVector size = IntVector.fromArray(INTS, bits, j).and(SIZE);
      IntVector any = size.sub(first).and(size.add(SIZE));
      size = IntVector.fromArray(INTS, bits, j + TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 2 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 3 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 4 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 5 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 6 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 7 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 8 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 9 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 10 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 11 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 12 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 13 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 14 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      size = IntVector.fromArray(INTS, bits, j + 15 * TOGETHER).and(SIZE);
      any = any.or(size.sub(first).and(size.add(SIZE)));
      Object result = any;
      STORE.invokeExact(result, signs, i);
    }
  }

  @Override
  void encode(
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
      throw failure(e);
    }
  }

  /** Where no number can be rounded to the next power. */
  private static void signed(
      int[] bits, int at, int[] chances, int draw, int least, int[] words, int place, int shift)
      throws Throwable {
    int others = ~(BYTE << shift);
    for (int i = 0; i < BLOCK; i += COUNT) {
      IntVector x = IntVector.fromArray(INTS, bits, at + i);
      IntVector chance = IntVector.fromArray(INTS, chances, draw + i).lanewise(LSHL, TO_DROPPED);
      IntVector code = x.and(SIZE).add(chance).sub(least).lanewise(ASHR, DROPPED).max(0);
      code = code.or(x.lanewise(LSHR, TO_SIGN).and(SIGN)).lanewise(LSHL, shift);
      Object word = IntVector.fromArray(INTS, words, place + i).and(others).or(code);
      STORE.invokeExact(word, words, place + i);
    }
  }

  /** The same with numbers that have no sign, and are 0 only where they were. */
  private static void unsigned(
      int[] bits, int at, int[] chances, int draw, int least, int[] words, int place, int shift)
      throws Throwable {
    int others = ~(BYTE << shift);
    for (int i = 0; i < BLOCK; i += COUNT) {
      IntVector x = IntVector.fromArray(INTS, bits, at + i).and(SIZE);
      IntVector chance = IntVector.fromArray(INTS, chances, draw + i).lanewise(LSHL, TO_DROPPED);
      IntVector code = x.add(chance).sub(least).lanewise(ASHR, DROPPED).max(1);
      code = code.and(x.add(SIZE).lanewise(ASHR, LAST)).lanewise(LSHL, shift);
      Object word = IntVector.fromArray(INTS, words, place + i).and(others).or(code);
      STORE.invokeExact(word, words, place + i);
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
    for (int i = 0; i < BLOCK; i += COUNT) {
      IntVector x = IntVector.fromArray(INTS, bits, at + i);
      IntVector size = x.and(SIZE);
      IntVector chance = IntVector.fromArray(INTS, chances, draw + i).lanewise(LSHL, TO_DROPPED);
      IntVector below = size.sub(gap).lanewise(ASHR, LAST);
      chance = chance.sub(shared).and(below).add(shared);
      IntVector code = size.add(chance).sub(least).lanewise(ASHR, DROPPED).max(atLeast).min(codes);
      code = code.and(size.add(SIZE).lanewise(ASHR, LAST));
      code = code.or(x.lanewise(LSHR, TO_SIGN).and(signBit)).lanewise(LSHL, shift);
      Object word = IntVector.fromArray(INTS, words, place + i).and(others).or(code);
      STORE.invokeExact(word, words, place + i);
    }
  }

  private static RuntimeException failure(Throwable thrown) {
    if (thrown instanceof RuntimeException e) {
      return e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return new IllegalStateException(thrown);
  }
}
