package dev.rubato.optimizer;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.SQRT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link AdamCompact} in the processor's vectors: unpacked, updated, rounded and packed there.
 *
 * <p>Compiled by itself, and loaded by name where Java has {@code jdk.incubator.vector}. The two
 * loops are one, in arrays and in direct memory, and each is one method without helpers: the
 * compiler then leaves no vector as an object. Nor does it when vectors are stored by the handles
 * of {@link Lanes}: of a store that is called directly, Java 17 knows the class of the vector too
 * late wherever a program has used vectors of several classes. So is memory accessed that isn't an
 * array, as that changed in Java 19.
 */
final class VectorAdamCompact extends AdamCompact {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int GROUP = HalvesKernel.GROUP;
  private static final int COUNT = HalvesKernel.TOGETHER / 2;
  private static final int BITS = 16;
  private static final int LOWER = 0xffff;
  private static final int UPPER = 0xffff0000;
  private static final int BYTE = 0xff;
  private static final int SIGN = 0x80;
  private static final int SIZE = 0x7fffffff;
  private static final int TO_SIGN = 24;
  private static final int TO_CODE = 20;
  private static final int LAST = 31;

  @Override
  void update(
      float[] p, float[] g, int from, int[][] state, int place, int[] chances, int[] first) {
    try {
      inArrays(p, g, from, state[0], state[1], place, chances, first[0], first[1]);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  @Override
  void update(
      DirectMemory p,
      DirectMemory g,
      int from,
      int[][] state,
      int place,
      int[] chances,
      int[] first) {
    try {
      inMemory(p.lanes(), g.lanes(), from, state[0], state[1], place, chances, first[0], first[1]);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  @Override
  void update(
      float[] p,
      float[] g,
      int from,
      int[][] state,
      int place,
      int shift,
      int[] scales,
      int[][] fresh) {
    try {
      inArrays(p, g, from, state, place, shift, scales, fresh);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  @Override
  void update(
      DirectMemory p,
      DirectMemory g,
      int from,
      int[][] state,
      int place,
      int shift,
      int[] scales,
      int[][] fresh) {
    try {
      inMemory(p.lanes(), g.lanes(), from, state, place, shift, scales, fresh);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  private void inArrays(
      float[] values,
      float[] gradient,
      int from,
      int[] means,
      int[] squares,
      int place,
      int[] chances,
      int ofMeans,
      int ofSquares)
      throws Throwable {
    float b1 = beta1;
    float f1 = fresh1;
    float b2 = beta2;
    float f2 = fresh2;
    float eps = epsilon;
    float lr = rate;
    float unbiased = unbias;
    float decay = coupledDecay;
    float kept = keep;
    for (int i = 0; i < COUNT; i += GROUP) {
      int lower = from + 2 * i;
      int upper = lower + GROUP;
      IntVector mean = IntVector.fromArray(INTS, means, place + i);
      IntVector square = IntVector.fromArray(INTS, squares, place + i);
      FloatVector x = FloatVector.fromArray(FLOATS, values, lower);
      FloatVector d = FloatVector.fromArray(FLOATS, gradient, lower).add(x.mul(decay));
      FloatVector m = mean.lanewise(LSHL, BITS).reinterpretAsFloats().mul(b1).add(d.mul(f1));
      FloatVector v = square.lanewise(LSHL, BITS).reinterpretAsFloats();
      v = v.mul(b2).add(d.mul(f2).mul(d));
      FloatVector size = v.lanewise(SQRT).mul(unbiased).add(eps);
      Object moved = x.mul(kept).sub(m.div(size).mul(lr));
      Lanes.STORE_ARRAY.invokeExact(moved, values, lower);
      FloatVector y = FloatVector.fromArray(FLOATS, values, upper);
      FloatVector e = FloatVector.fromArray(FLOATS, gradient, upper).add(y.mul(decay));
      FloatVector n = mean.and(UPPER).reinterpretAsFloats().mul(b1).add(e.mul(f1));
      FloatVector w = square.and(UPPER).reinterpretAsFloats().mul(b2).add(e.mul(f2).mul(e));
      size = w.lanewise(SQRT).mul(unbiased).add(eps);
      moved = y.mul(kept).sub(n.div(size).mul(lr));
      Lanes.STORE_ARRAY.invokeExact(moved, values, upper);
      IntVector r = IntVector.fromArray(INTS, chances, ofMeans + i);
      IntVector q = IntVector.fromArray(INTS, chances, ofSquares + i);
      mean = m.reinterpretAsInts().add(r.and(LOWER)).lanewise(LSHR, BITS);
      Object packed = mean.or(n.reinterpretAsInts().add(r.lanewise(LSHR, BITS)).and(UPPER));
      Lanes.STORE_INTS.invokeExact(packed, means, place + i);
      square = v.reinterpretAsInts().add(q.and(LOWER)).lanewise(LSHR, BITS);
      packed = square.or(w.reinterpretAsInts().add(q.lanewise(LSHR, BITS)).and(UPPER));
      Lanes.STORE_INTS.invokeExact(packed, squares, place + i);
    }
  }

  private void inMemory(
      Object values,
      Object gradient,
      int from,
      int[] means,
      int[] squares,
      int place,
      int[] chances,
      int ofMeans,
      int ofSquares)
      throws Throwable {
    float b1 = beta1;
    float f1 = fresh1;
    float b2 = beta2;
    float f2 = fresh2;
    float eps = epsilon;
    float lr = rate;
    float unbiased = unbias;
    float decay = coupledDecay;
    float kept = keep;
    for (int i = 0; i < COUNT; i += GROUP) {
      int lower = Float.BYTES * (from + 2 * i);
      int upper = lower + Float.BYTES * GROUP;
      IntVector mean = IntVector.fromArray(INTS, means, place + i);
      IntVector square = IntVector.fromArray(INTS, squares, place + i);
      FloatVector x = (FloatVector) (Object) Lanes.LOAD.invokeExact(values, lower);
      FloatVector d = (FloatVector) (Object) Lanes.LOAD.invokeExact(gradient, lower);
      d = d.add(x.mul(decay));
      FloatVector m = mean.lanewise(LSHL, BITS).reinterpretAsFloats().mul(b1).add(d.mul(f1));
      FloatVector v = square.lanewise(LSHL, BITS).reinterpretAsFloats();
      v = v.mul(b2).add(d.mul(f2).mul(d));
      FloatVector size = v.lanewise(SQRT).mul(unbiased).add(eps);
      Object moved = x.mul(kept).sub(m.div(size).mul(lr));
      Lanes.STORE.invokeExact(moved, values, lower);
      FloatVector y = (FloatVector) (Object) Lanes.LOAD.invokeExact(values, upper);
      FloatVector e = (FloatVector) (Object) Lanes.LOAD.invokeExact(gradient, upper);
      e = e.add(y.mul(decay));
      FloatVector n = mean.and(UPPER).reinterpretAsFloats().mul(b1).add(e.mul(f1));
      FloatVector w = square.and(UPPER).reinterpretAsFloats().mul(b2).add(e.mul(f2).mul(e));
      size = w.lanewise(SQRT).mul(unbiased).add(eps);
      moved = y.mul(kept).sub(n.div(size).mul(lr));
      Lanes.STORE.invokeExact(moved, values, upper);
      IntVector r = IntVector.fromArray(INTS, chances, ofMeans + i);
      IntVector q = IntVector.fromArray(INTS, chances, ofSquares + i);
      mean = m.reinterpretAsInts().add(r.and(LOWER)).lanewise(LSHR, BITS);
      Object packed = mean.or(n.reinterpretAsInts().add(r.lanewise(LSHR, BITS)).and(UPPER));
      Lanes.STORE_INTS.invokeExact(packed, means, place + i);
      square = v.reinterpretAsInts().add(q.and(LOWER)).lanewise(LSHR, BITS);
      packed = square.or(w.reinterpretAsInts().add(q.lanewise(LSHR, BITS)).and(UPPER));
      Lanes.STORE_INTS.invokeExact(packed, squares, place + i);
    }
  }

  private void inArrays(
      float[] values,
      float[] gradient,
      int from,
      int[][] state,
      int place,
      int shift,
      int[] scales,
      int[][] fresh)
      throws Throwable {
    int[] means = state[0];
    int[] squares = state[1];
    int[] newMeans = fresh[0];
    int[] newSquares = fresh[1];
    int meanSigns = scales[0] >>> TO_SIGN & SIGN;
    int meanCodes = BYTE - meanSigns;
    int meanLeast = scales[0] & SIZE;
    int squareSigns = scales[1] >>> TO_SIGN & SIGN;
    int squareCodes = BYTE - squareSigns;
    int squareLeast = scales[1] & SIZE;
    float b1 = beta1;
    float f1 = fresh1;
    float b2 = beta2;
    float f2 = fresh2;
    float eps = epsilon;
    float lr = rate;
    float unbiased = unbias;
    float decay = coupledDecay;
    float kept = keep;
    for (int i = 0; i < BytesKernel.BLOCK; i += FLOATS.length()) {
      IntVector mean = IntVector.fromArray(INTS, means, place + i).lanewise(LSHR, shift);
      IntVector code = mean.and(meanCodes);
      mean = mean.and(meanSigns).lanewise(LSHL, TO_SIGN);
      mean =
          code.lanewise(LSHL, TO_CODE)
              .add(meanLeast)
              .and(code.add(SIZE).lanewise(ASHR, LAST)) // 0 stays 0
              .or(mean);
      IntVector square = IntVector.fromArray(INTS, squares, place + i).lanewise(LSHR, shift);
      code = square.and(squareCodes);
      square = square.and(squareSigns).lanewise(LSHL, TO_SIGN);
      square =
          code.lanewise(LSHL, TO_CODE)
              .add(squareLeast)
              .and(code.add(SIZE).lanewise(ASHR, LAST))
              .or(square);
      FloatVector x = FloatVector.fromArray(FLOATS, values, from + i);
      FloatVector d = FloatVector.fromArray(FLOATS, gradient, from + i).add(x.mul(decay));
      FloatVector m = mean.reinterpretAsFloats().mul(b1).add(d.mul(f1));
      FloatVector v = square.reinterpretAsFloats().mul(b2).add(d.mul(f2).mul(d));
      FloatVector size = v.lanewise(SQRT).mul(unbiased).add(eps);
      Object moved = x.mul(kept).sub(m.div(size).mul(lr));
      Lanes.STORE_ARRAY.invokeExact(moved, values, from + i);
      Object bits = m.reinterpretAsInts();
      Lanes.STORE_INTS.invokeExact(bits, newMeans, i);
      bits = v.reinterpretAsInts();
      Lanes.STORE_INTS.invokeExact(bits, newSquares, i);
    }
  }

  private void inMemory(
      Object values,
      Object gradient,
      int from,
      int[][] state,
      int place,
      int shift,
      int[] scales,
      int[][] fresh)
      throws Throwable {
    int[] means = state[0];
    int[] squares = state[1];
    int[] newMeans = fresh[0];
    int[] newSquares = fresh[1];
    int meanSigns = scales[0] >>> TO_SIGN & SIGN;
    int meanCodes = BYTE - meanSigns;
    int meanLeast = scales[0] & SIZE;
    int squareSigns = scales[1] >>> TO_SIGN & SIGN;
    int squareCodes = BYTE - squareSigns;
    int squareLeast = scales[1] & SIZE;
    float b1 = beta1;
    float f1 = fresh1;
    float b2 = beta2;
    float f2 = fresh2;
    float eps = epsilon;
    float lr = rate;
    float unbiased = unbias;
    float decay = coupledDecay;
    float kept = keep;
    for (int i = 0; i < BytesKernel.BLOCK; i += FLOATS.length()) {
      IntVector mean = IntVector.fromArray(INTS, means, place + i).lanewise(LSHR, shift);
      IntVector code = mean.and(meanCodes);
      mean = mean.and(meanSigns).lanewise(LSHL, TO_SIGN);
      mean =
          code.lanewise(LSHL, TO_CODE)
              .add(meanLeast)
              .and(code.add(SIZE).lanewise(ASHR, LAST)) // 0 stays 0
              .or(mean);
      IntVector square = IntVector.fromArray(INTS, squares, place + i).lanewise(LSHR, shift);
      code = square.and(squareCodes);
      square = square.and(squareSigns).lanewise(LSHL, TO_SIGN);
      square =
          code.lanewise(LSHL, TO_CODE)
              .add(squareLeast)
              .and(code.add(SIZE).lanewise(ASHR, LAST))
              .or(square);
      int at = Float.BYTES * (from + i);
      FloatVector x = (FloatVector) (Object) Lanes.LOAD.invokeExact(values, at);
      FloatVector d = (FloatVector) (Object) Lanes.LOAD.invokeExact(gradient, at);
      d = d.add(x.mul(decay));
      FloatVector m = mean.reinterpretAsFloats().mul(b1).add(d.mul(f1));
      FloatVector v = square.reinterpretAsFloats().mul(b2).add(d.mul(f2).mul(d));
      FloatVector size = v.lanewise(SQRT).mul(unbiased).add(eps);
      Object moved = x.mul(kept).sub(m.div(size).mul(lr));
      Lanes.STORE.invokeExact(moved, values, at);
      Object bits = m.reinterpretAsInts();
      Lanes.STORE_INTS.invokeExact(bits, newMeans, i);
      bits = v.reinterpretAsInts();
      Lanes.STORE_INTS.invokeExact(bits, newSquares, i);
    }
  }
}
