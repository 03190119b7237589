package dev.rubato.optimizer;

import static dev.rubato.optimizer.VectorAdamHandles.ADD;
import static dev.rubato.optimizer.VectorAdamHandles.ALL;
import static dev.rubato.optimizer.VectorAdamHandles.ALL_INTS;
import static dev.rubato.optimizer.VectorAdamHandles.AND;
import static dev.rubato.optimizer.VectorAdamHandles.BITS_OF;
import static dev.rubato.optimizer.VectorAdamHandles.FLOATS_OF;
import static dev.rubato.optimizer.VectorAdamHandles.LOAD;
import static dev.rubato.optimizer.VectorAdamHandles.LOAD_INTS;
import static dev.rubato.optimizer.VectorAdamHandles.MINUS;
import static dev.rubato.optimizer.VectorAdamHandles.OR;
import static dev.rubato.optimizer.VectorAdamHandles.OVER;
import static dev.rubato.optimizer.VectorAdamHandles.PLUS;
import static dev.rubato.optimizer.VectorAdamHandles.ROOT;
import static dev.rubato.optimizer.VectorAdamHandles.SHIFT;
import static dev.rubato.optimizer.VectorAdamHandles.STORE;
import static dev.rubato.optimizer.VectorAdamHandles.STORE_INTS;
import static dev.rubato.optimizer.VectorAdamHandles.TIMES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link AdamCompact} in the processor's vectors: unpacked, updated, rounded and packed there.
 *
 * <p>Compiled by itself against {@code jdk.incubator.vector}, and loaded by name where Java has it.
 */
final class VectorAdamCompact extends AdamCompact {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorOperators.Binary LSHL = VectorOperators.LSHL;
  private static final VectorOperators.Binary LSHR = VectorOperators.LSHR;
  private static final int GROUP = HalvesKernel.GROUP;
  private static final int COUNT = HalvesKernel.TOGETHER / 2;
  private static final int HALF = 16; // of an int's bits
  private static final int LOWER = 0xffff;
  private static final int UPPER = 0xffff0000;

  @Override
  void update(
      float[] p, float[] g, int from, int[][] state, int place, int[] chances, int[] first) {
    try {
      halves(p, g, from, state[0], state[1], place, chances, first[0], first[1]);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  @Override
  void update(float[] p, float[] g, int from, int[][] bits) {
    try {
      bits(p, g, from, bits[0], bits[1]);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  private void halves(
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
    Vector<Float> b1 = (FloatVector) ALL.invokeExact(FLOATS, beta1);
    Vector<Float> f1 = (FloatVector) ALL.invokeExact(FLOATS, fresh1);
    Vector<Float> b2 = (FloatVector) ALL.invokeExact(FLOATS, beta2);
    Vector<Float> f2 = (FloatVector) ALL.invokeExact(FLOATS, fresh2);
    Vector<Float> eps = (FloatVector) ALL.invokeExact(FLOATS, epsilon);
    Vector<Float> lr = (FloatVector) ALL.invokeExact(FLOATS, rate);
    Vector<Float> unbiased = (FloatVector) ALL.invokeExact(FLOATS, unbias);
    Vector<Float> decay = (FloatVector) ALL.invokeExact(FLOATS, coupledDecay);
    Vector<Float> kept = (FloatVector) ALL.invokeExact(FLOATS, keep);
    Vector<Integer> lowerBits = (IntVector) ALL_INTS.invokeExact(INTS, LOWER);
    Vector<Integer> upperBits = (IntVector) ALL_INTS.invokeExact(INTS, UPPER);
    for (int i = 0; i < COUNT; i += GROUP) {
      int lower = from + 2 * i;
      int upper = lower + GROUP;
      IntVector mean = (IntVector) LOAD_INTS.invokeExact(INTS, means, place + i);
      IntVector square = (IntVector) LOAD_INTS.invokeExact(INTS, squares, place + i);
      IntVector bits = (IntVector) SHIFT.invokeExact(mean, LSHL, HALF);
      IntVector others = (IntVector) SHIFT.invokeExact(square, LSHL, HALF);
      FloatVector x = (FloatVector) LOAD.invokeExact(FLOATS, values, lower);
      FloatVector d = (FloatVector) LOAD.invokeExact(FLOATS, gradient, lower);
      Vector<Float> part = (FloatVector) TIMES.invokeExact(x, decay);
      d = (FloatVector) PLUS.invokeExact(d, part);
      FloatVector m = (FloatVector) FLOATS_OF.invokeExact(bits);
      m = (FloatVector) TIMES.invokeExact(m, b1);
      part = (FloatVector) TIMES.invokeExact(d, f1);
      m = (FloatVector) PLUS.invokeExact(m, part);
      FloatVector v = (FloatVector) FLOATS_OF.invokeExact(others);
      v = (FloatVector) TIMES.invokeExact(v, b2);
      FloatVector fresh = (FloatVector) TIMES.invokeExact(d, f2);
      part = (FloatVector) TIMES.invokeExact(fresh, (Vector<Float>) d);
      v = (FloatVector) PLUS.invokeExact(v, part);
      FloatVector size = (FloatVector) ROOT.invokeExact(v);
      size = (FloatVector) TIMES.invokeExact(size, unbiased);
      size = (FloatVector) PLUS.invokeExact(size, eps);
      FloatVector move = (FloatVector) OVER.invokeExact(m, (Vector<Float>) size);
      part = (FloatVector) TIMES.invokeExact(move, lr);
      x = (FloatVector) TIMES.invokeExact(x, kept);
      x = (FloatVector) MINUS.invokeExact(x, part);
      STORE.invokeExact(x, values, lower);
      bits = (IntVector) AND.invokeExact(mean, upperBits);
      others = (IntVector) AND.invokeExact(square, upperBits);
      FloatVector y = (FloatVector) LOAD.invokeExact(FLOATS, values, upper);
      FloatVector e = (FloatVector) LOAD.invokeExact(FLOATS, gradient, upper);
      part = (FloatVector) TIMES.invokeExact(y, decay);
      e = (FloatVector) PLUS.invokeExact(e, part);
      FloatVector n = (FloatVector) FLOATS_OF.invokeExact(bits);
      n = (FloatVector) TIMES.invokeExact(n, b1);
      part = (FloatVector) TIMES.invokeExact(e, f1);
      n = (FloatVector) PLUS.invokeExact(n, part);
      FloatVector w = (FloatVector) FLOATS_OF.invokeExact(others);
      w = (FloatVector) TIMES.invokeExact(w, b2);
      fresh = (FloatVector) TIMES.invokeExact(e, f2);
      part = (FloatVector) TIMES.invokeExact(fresh, (Vector<Float>) e);
      w = (FloatVector) PLUS.invokeExact(w, part);
      size = (FloatVector) ROOT.invokeExact(w);
      size = (FloatVector) TIMES.invokeExact(size, unbiased);
      size = (FloatVector) PLUS.invokeExact(size, eps);
      move = (FloatVector) OVER.invokeExact(n, (Vector<Float>) size);
      part = (FloatVector) TIMES.invokeExact(move, lr);
      y = (FloatVector) TIMES.invokeExact(y, kept);
      y = (FloatVector) MINUS.invokeExact(y, part);
      STORE.invokeExact(y, values, upper);
      IntVector chance = (IntVector) LOAD_INTS.invokeExact(INTS, chances, ofMeans + i);
      Vector<Integer> drawn = (IntVector) AND.invokeExact(chance, lowerBits);
      bits = (IntVector) BITS_OF.invokeExact(m);
      bits = (IntVector) ADD.invokeExact(bits, drawn);
      mean = (IntVector) SHIFT.invokeExact(bits, LSHR, HALF);
      drawn = (IntVector) SHIFT.invokeExact(chance, LSHR, HALF);
      bits = (IntVector) BITS_OF.invokeExact(n);
      bits = (IntVector) ADD.invokeExact(bits, drawn);
      drawn = (IntVector) AND.invokeExact(bits, upperBits);
      mean = (IntVector) OR.invokeExact(mean, drawn);
      STORE_INTS.invokeExact(mean, means, place + i);
      chance = (IntVector) LOAD_INTS.invokeExact(INTS, chances, ofSquares + i);
      drawn = (IntVector) AND.invokeExact(chance, lowerBits);
      bits = (IntVector) BITS_OF.invokeExact(v);
      bits = (IntVector) ADD.invokeExact(bits, drawn);
      square = (IntVector) SHIFT.invokeExact(bits, LSHR, HALF);
      drawn = (IntVector) SHIFT.invokeExact(chance, LSHR, HALF);
      bits = (IntVector) BITS_OF.invokeExact(w);
      bits = (IntVector) ADD.invokeExact(bits, drawn);
      drawn = (IntVector) AND.invokeExact(bits, upperBits);
      square = (IntVector) OR.invokeExact(square, drawn);
      STORE_INTS.invokeExact(square, squares, place + i);
    }
  }

  private void bits(float[] values, float[] gradient, int from, int[] means, int[] squares)
      throws Throwable {
    Vector<Float> b1 = (FloatVector) ALL.invokeExact(FLOATS, beta1);
    Vector<Float> f1 = (FloatVector) ALL.invokeExact(FLOATS, fresh1);
    Vector<Float> b2 = (FloatVector) ALL.invokeExact(FLOATS, beta2);
    Vector<Float> f2 = (FloatVector) ALL.invokeExact(FLOATS, fresh2);
    Vector<Float> eps = (FloatVector) ALL.invokeExact(FLOATS, epsilon);
    Vector<Float> lr = (FloatVector) ALL.invokeExact(FLOATS, rate);
    Vector<Float> unbiased = (FloatVector) ALL.invokeExact(FLOATS, unbias);
    Vector<Float> decay = (FloatVector) ALL.invokeExact(FLOATS, coupledDecay);
    Vector<Float> kept = (FloatVector) ALL.invokeExact(FLOATS, keep);
    for (int i = 0; i < BitsKernel.BLOCK; i += GROUP) {
      int at = from + i;
      IntVector bits = (IntVector) LOAD_INTS.invokeExact(INTS, means, i);
      IntVector others = (IntVector) LOAD_INTS.invokeExact(INTS, squares, i);
      FloatVector x = (FloatVector) LOAD.invokeExact(FLOATS, values, at);
      FloatVector d = (FloatVector) LOAD.invokeExact(FLOATS, gradient, at);
      Vector<Float> part = (FloatVector) TIMES.invokeExact(x, decay);
      d = (FloatVector) PLUS.invokeExact(d, part);
      FloatVector m = (FloatVector) FLOATS_OF.invokeExact(bits);
      m = (FloatVector) TIMES.invokeExact(m, b1);
      part = (FloatVector) TIMES.invokeExact(d, f1);
      m = (FloatVector) PLUS.invokeExact(m, part);
      FloatVector v = (FloatVector) FLOATS_OF.invokeExact(others);
      v = (FloatVector) TIMES.invokeExact(v, b2);
      FloatVector fresh = (FloatVector) TIMES.invokeExact(d, f2);
      part = (FloatVector) TIMES.invokeExact(fresh, (Vector<Float>) d);
      v = (FloatVector) PLUS.invokeExact(v, part);
      FloatVector size = (FloatVector) ROOT.invokeExact(v);
      size = (FloatVector) TIMES.invokeExact(size, unbiased);
      size = (FloatVector) PLUS.invokeExact(size, eps);
      FloatVector move = (FloatVector) OVER.invokeExact(m, (Vector<Float>) size);
      part = (FloatVector) TIMES.invokeExact(move, lr);
      x = (FloatVector) TIMES.invokeExact(x, kept);
      x = (FloatVector) MINUS.invokeExact(x, part);
      STORE.invokeExact(x, values, at);
      bits = (IntVector) BITS_OF.invokeExact(m);
      STORE_INTS.invokeExact(bits, means, i);
      others = (IntVector) BITS_OF.invokeExact(v);
      STORE_INTS.invokeExact(others, squares, i);
    }
  }
}
