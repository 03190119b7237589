package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.LOAD;
import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.MINUS;
import static dev.rubato.optimizer.Lanes.OVER;
import static dev.rubato.optimizer.Lanes.PLUS;
import static dev.rubato.optimizer.Lanes.PLUS_NUMBER;
import static dev.rubato.optimizer.Lanes.ROOT;
import static dev.rubato.optimizer.Lanes.STORE;
import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static dev.rubato.optimizer.Lanes.TIMES;
import static dev.rubato.optimizer.Lanes.TIMES_NUMBER;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.SQRT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link AdamCompact} in the processor's vectors: unpacked, updated, rounded and packed there.
 *
 * <p>Compiled by itself, and loaded by name where Java has {@code jdk.incubator.vector}. The loops
 * are in pairs, in arrays and in direct memory. Those over bits are as {@link Lanes} says. Those
 * over halves are too long for its handles, of which Java 17 inlines only so many, and call the
 * module; but vectors are stored by handles, as of a store that is called directly Java knows the
 * class of the vector too late where a program has used several.
 */
final class VectorAdamCompact extends AdamCompact {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int GROUP = HalvesKernel.GROUP;
  private static final int COUNT = HalvesKernel.TOGETHER / 2;
  private static final int HALF = 16; // of an int's bits
  private static final int LOWER = 0xffff;
  private static final int UPPER = 0xffff0000;

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
  void update(float[] p, float[] g, int from, int[][] bits) {
    try {
      inArrays(p, g, from, bits[0], bits[1]);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  @Override
  void update(DirectMemory p, DirectMemory g, int from, int[][] bits) {
    try {
      inMemory(p.lanes(), g.lanes(), from, bits[0], bits[1]);
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
      FloatVector m = mean.lanewise(LSHL, HALF).reinterpretAsFloats().mul(b1).add(d.mul(f1));
      FloatVector v = square.lanewise(LSHL, HALF).reinterpretAsFloats();
      v = v.mul(b2).add(d.mul(f2).mul(d));
      FloatVector size = v.lanewise(SQRT).mul(unbiased).add(eps);
      Object moved = x.mul(kept).sub(m.div(size).mul(lr));
      STORE_ARRAY.invokeExact(moved, values, lower);
      FloatVector y = FloatVector.fromArray(FLOATS, values, upper);
      FloatVector e = FloatVector.fromArray(FLOATS, gradient, upper).add(y.mul(decay));
      FloatVector n = mean.and(UPPER).reinterpretAsFloats().mul(b1).add(e.mul(f1));
      FloatVector w = square.and(UPPER).reinterpretAsFloats().mul(b2).add(e.mul(f2).mul(e));
      size = w.lanewise(SQRT).mul(unbiased).add(eps);
      moved = y.mul(kept).sub(n.div(size).mul(lr));
      STORE_ARRAY.invokeExact(moved, values, upper);
      IntVector r = IntVector.fromArray(INTS, chances, ofMeans + i);
      IntVector q = IntVector.fromArray(INTS, chances, ofSquares + i);
      mean = m.reinterpretAsInts().add(r.and(LOWER)).lanewise(LSHR, HALF);
      Object packed = mean.or(n.reinterpretAsInts().add(r.lanewise(LSHR, HALF)).and(UPPER));
      IntLanes.STORE.invokeExact(packed, means, place + i);
      square = v.reinterpretAsInts().add(q.and(LOWER)).lanewise(LSHR, HALF);
      packed = square.or(w.reinterpretAsInts().add(q.lanewise(LSHR, HALF)).and(UPPER));
      IntLanes.STORE.invokeExact(packed, squares, place + i);
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
      FloatVector x = (FloatVector) (Object) LOAD.invokeExact(values, lower);
      FloatVector d = (FloatVector) (Object) LOAD.invokeExact(gradient, lower);
      d = d.add(x.mul(decay));
      FloatVector m = mean.lanewise(LSHL, HALF).reinterpretAsFloats().mul(b1).add(d.mul(f1));
      FloatVector v = square.lanewise(LSHL, HALF).reinterpretAsFloats();
      v = v.mul(b2).add(d.mul(f2).mul(d));
      FloatVector size = v.lanewise(SQRT).mul(unbiased).add(eps);
      Object moved = x.mul(kept).sub(m.div(size).mul(lr));
      STORE.invokeExact(moved, values, lower);
      FloatVector y = (FloatVector) (Object) LOAD.invokeExact(values, upper);
      FloatVector e = (FloatVector) (Object) LOAD.invokeExact(gradient, upper);
      e = e.add(y.mul(decay));
      FloatVector n = mean.and(UPPER).reinterpretAsFloats().mul(b1).add(e.mul(f1));
      FloatVector w = square.and(UPPER).reinterpretAsFloats().mul(b2).add(e.mul(f2).mul(e));
      size = w.lanewise(SQRT).mul(unbiased).add(eps);
      moved = y.mul(kept).sub(n.div(size).mul(lr));
      STORE.invokeExact(moved, values, upper);
      IntVector r = IntVector.fromArray(INTS, chances, ofMeans + i);
      IntVector q = IntVector.fromArray(INTS, chances, ofSquares + i);
      mean = m.reinterpretAsInts().add(r.and(LOWER)).lanewise(LSHR, HALF);
      Object packed = mean.or(n.reinterpretAsInts().add(r.lanewise(LSHR, HALF)).and(UPPER));
      IntLanes.STORE.invokeExact(packed, means, place + i);
      square = v.reinterpretAsInts().add(q.and(LOWER)).lanewise(LSHR, HALF);
      packed = square.or(w.reinterpretAsInts().add(q.lanewise(LSHR, HALF)).and(UPPER));
      IntLanes.STORE.invokeExact(packed, squares, place + i);
    }
  }

  private void inArrays(float[] values, float[] gradient, int from, int[] means, int[] squares)
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
    for (int i = 0; i < BitsKernel.BLOCK; i += Lanes.COUNT) {
      Object x = (Object) LOAD_ARRAY.invokeExact(values, from + i);
      Object pull = (Object) TIMES_NUMBER.invokeExact(x, decay);
      Object d =
          (Object) PLUS.invokeExact((Object) LOAD_ARRAY.invokeExact(gradient, from + i), pull);
      Object m = (Object) IntLanes.FLOATS.invokeExact((Object) IntLanes.LOAD.invokeExact(means, i));
      m = (Object) TIMES_NUMBER.invokeExact(m, b1);
      m = (Object) PLUS.invokeExact(m, (Object) TIMES_NUMBER.invokeExact(d, f1));
      Object v =
          (Object) IntLanes.FLOATS.invokeExact((Object) IntLanes.LOAD.invokeExact(squares, i));
      v = (Object) TIMES_NUMBER.invokeExact(v, b2);
      Object part = (Object) TIMES_NUMBER.invokeExact(d, f2);
      v = (Object) PLUS.invokeExact(v, (Object) TIMES.invokeExact(part, d));
      IntLanes.STORE.invokeExact((Object) Lanes.BITS.invokeExact(m), means, i);
      IntLanes.STORE.invokeExact((Object) Lanes.BITS.invokeExact(v), squares, i);
      Object size = (Object) TIMES_NUMBER.invokeExact((Object) ROOT.invokeExact(v), unbiased);
      size = (Object) PLUS_NUMBER.invokeExact(size, eps);
      Object move = (Object) TIMES_NUMBER.invokeExact((Object) OVER.invokeExact(m, size), lr);
      Object moved = (Object) MINUS.invokeExact((Object) TIMES_NUMBER.invokeExact(x, kept), move);
      STORE_ARRAY.invokeExact(moved, values, from + i);
    }
  }

  private void inMemory(Object values, Object gradient, int from, int[] means, int[] squares)
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
    for (int i = 0; i < BitsKernel.BLOCK; i += Lanes.COUNT) {
      int at = Float.BYTES * (from + i);
      Object x = (Object) LOAD.invokeExact(values, at);
      Object pull = (Object) TIMES_NUMBER.invokeExact(x, decay);
      Object d = (Object) PLUS.invokeExact((Object) LOAD.invokeExact(gradient, at), pull);
      Object m = (Object) IntLanes.FLOATS.invokeExact((Object) IntLanes.LOAD.invokeExact(means, i));
      m = (Object) TIMES_NUMBER.invokeExact(m, b1);
      m = (Object) PLUS.invokeExact(m, (Object) TIMES_NUMBER.invokeExact(d, f1));
      Object v =
          (Object) IntLanes.FLOATS.invokeExact((Object) IntLanes.LOAD.invokeExact(squares, i));
      v = (Object) TIMES_NUMBER.invokeExact(v, b2);
      Object part = (Object) TIMES_NUMBER.invokeExact(d, f2);
      v = (Object) PLUS.invokeExact(v, (Object) TIMES.invokeExact(part, d));
      IntLanes.STORE.invokeExact((Object) Lanes.BITS.invokeExact(m), means, i);
      IntLanes.STORE.invokeExact((Object) Lanes.BITS.invokeExact(v), squares, i);
      Object size = (Object) TIMES_NUMBER.invokeExact((Object) ROOT.invokeExact(v), unbiased);
      size = (Object) PLUS_NUMBER.invokeExact(size, eps);
      Object move = (Object) TIMES_NUMBER.invokeExact((Object) OVER.invokeExact(m, size), lr);
      Object moved = (Object) MINUS.invokeExact((Object) TIMES_NUMBER.invokeExact(x, kept), move);
      STORE.invokeExact(moved, values, at);
    }
  }
}
