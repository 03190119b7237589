package dev.rubato.optimizer;

import static dev.rubato.optimizer.IntLanes.ADD;
import static dev.rubato.optimizer.IntLanes.AND_NUMBER;
import static dev.rubato.optimizer.IntLanes.BITS;
import static dev.rubato.optimizer.IntLanes.DOWN;
import static dev.rubato.optimizer.IntLanes.FLOATS;
import static dev.rubato.optimizer.IntLanes.LOAD_INTS;
import static dev.rubato.optimizer.IntLanes.OR;
import static dev.rubato.optimizer.IntLanes.STORE_INTS;
import static dev.rubato.optimizer.IntLanes.UP;
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

/**
 * {@link Adam}'s loop where both means are kept in halves of ints, as {@link HalvesKernel} says:
 * unpacked, updated, rounded and packed in the processor's registers.
 *
 * <p>The two loops are one, in arrays and in direct memory: see {@link Lanes}.
 */
final class AdamHalves {
  private static final int HALF = HalvesKernel.TOGETHER;
  private static final int UPPER = 0xffff0000;
  private static final int LOWER = 0xffff;
  private static final int HALF_OF_BITS = 16;

  float beta1;
  float fresh1;
  float beta2;
  float fresh2;
  float epsilon;
  float rate;
  float unbias;
  float coupledDecay;
  float keep;

  /** In arrays. */
  void update(
      float[] p,
      float[] g,
      int from,
      int[][] state,
      int place,
      int[] chances,
      int[] first,
      boolean upper) {
    try {
      if (upper) {
        upperInArrays(p, g, from, state[0], state[1], place, chances, first[0], first[1]);
      } else {
        lowerInArrays(p, g, from, state[0], state[1], place, chances, first[0], first[1]);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  /** In direct memory. */
  void update(
      DirectMemory p,
      DirectMemory g,
      int from,
      int[][] state,
      int place,
      int[] chances,
      int[] first,
      boolean upper) {
    try {
      if (upper) {
        upperInMemory(
            p.lanes(), g.lanes(), from, state[0], state[1], place, chances, first[0], first[1]);
      } else {
        lowerInMemory(
            p.lanes(), g.lanes(), from, state[0], state[1], place, chances, first[0], first[1]);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  private void lowerInArrays(
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
    for (int i = 0; i < HALF; i += Lanes.COUNT) {
      int at = from + i;
      Object x = (Object) LOAD_ARRAY.invokeExact(values, at);
      Object g = (Object) LOAD_ARRAY.invokeExact(gradient, at);
      Object ofMean = (Object) LOAD_INTS.invokeExact(means, place + i);
      Object ofSquare = (Object) LOAD_INTS.invokeExact(squares, place + i);
      Object meanBits = (Object) UP.invokeExact(ofMean, HALF_OF_BITS);
      Object squareBits = (Object) UP.invokeExact(ofSquare, HALF_OF_BITS);
      Object m = (Object) FLOATS.invokeExact(meanBits);
      Object v = (Object) FLOATS.invokeExact(squareBits);
      Object pull = (Object) TIMES_NUMBER.invokeExact(x, coupledDecay);
      Object d = (Object) PLUS.invokeExact(g, pull);
      Object keptMean = (Object) TIMES_NUMBER.invokeExact(m, beta1);
      Object freshMean = (Object) TIMES_NUMBER.invokeExact(d, fresh1);
      m = (Object) PLUS.invokeExact(keptMean, freshMean);
      Object keptSquare = (Object) TIMES_NUMBER.invokeExact(v, beta2);
      Object part = (Object) TIMES_NUMBER.invokeExact(d, fresh2);
      Object freshSquare = (Object) TIMES.invokeExact(part, d);
      v = (Object) PLUS.invokeExact(keptSquare, freshSquare);
      Object root = (Object) ROOT.invokeExact(v);
      Object unbiased = (Object) TIMES_NUMBER.invokeExact(root, unbias);
      Object size = (Object) PLUS_NUMBER.invokeExact(unbiased, epsilon);
      Object direction = (Object) OVER.invokeExact(m, size);
      Object move = (Object) TIMES_NUMBER.invokeExact(direction, rate);
      Object kept = (Object) TIMES_NUMBER.invokeExact(x, keep);
      Object moved = (Object) MINUS.invokeExact(kept, move);
      STORE_ARRAY.invokeExact(moved, values, at);
      meanBits = (Object) BITS.invokeExact(m);
      squareBits = (Object) BITS.invokeExact(v);
      Object meanChance = (Object) LOAD_INTS.invokeExact(chances, ofMeans + i);
      Object squareChance = (Object) LOAD_INTS.invokeExact(chances, ofSquares + i);
      meanBits = (Object) ADD.invokeExact(meanBits, meanChance);
      squareBits = (Object) ADD.invokeExact(squareBits, squareChance);
      meanBits = (Object) DOWN.invokeExact(meanBits, HALF_OF_BITS);
      squareBits = (Object) DOWN.invokeExact(squareBits, HALF_OF_BITS);
      ofMean = (Object) AND_NUMBER.invokeExact(ofMean, UPPER);
      ofSquare = (Object) AND_NUMBER.invokeExact(ofSquare, UPPER);
      ofMean = (Object) OR.invokeExact(ofMean, meanBits);
      ofSquare = (Object) OR.invokeExact(ofSquare, squareBits);
      STORE_INTS.invokeExact(ofMean, means, place + i);
      STORE_INTS.invokeExact(ofSquare, squares, place + i);
    }
  }

  private void upperInArrays(
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
    for (int i = 0; i < HALF; i += Lanes.COUNT) {
      int at = from + i;
      Object x = (Object) LOAD_ARRAY.invokeExact(values, at);
      Object g = (Object) LOAD_ARRAY.invokeExact(gradient, at);
      Object ofMean = (Object) LOAD_INTS.invokeExact(means, place + i);
      Object ofSquare = (Object) LOAD_INTS.invokeExact(squares, place + i);
      Object meanBits = (Object) AND_NUMBER.invokeExact(ofMean, UPPER);
      Object squareBits = (Object) AND_NUMBER.invokeExact(ofSquare, UPPER);
      Object m = (Object) FLOATS.invokeExact(meanBits);
      Object v = (Object) FLOATS.invokeExact(squareBits);
      Object pull = (Object) TIMES_NUMBER.invokeExact(x, coupledDecay);
      Object d = (Object) PLUS.invokeExact(g, pull);
      Object keptMean = (Object) TIMES_NUMBER.invokeExact(m, beta1);
      Object freshMean = (Object) TIMES_NUMBER.invokeExact(d, fresh1);
      m = (Object) PLUS.invokeExact(keptMean, freshMean);
      Object keptSquare = (Object) TIMES_NUMBER.invokeExact(v, beta2);
      Object part = (Object) TIMES_NUMBER.invokeExact(d, fresh2);
      Object freshSquare = (Object) TIMES.invokeExact(part, d);
      v = (Object) PLUS.invokeExact(keptSquare, freshSquare);
      Object root = (Object) ROOT.invokeExact(v);
      Object unbiased = (Object) TIMES_NUMBER.invokeExact(root, unbias);
      Object size = (Object) PLUS_NUMBER.invokeExact(unbiased, epsilon);
      Object direction = (Object) OVER.invokeExact(m, size);
      Object move = (Object) TIMES_NUMBER.invokeExact(direction, rate);
      Object kept = (Object) TIMES_NUMBER.invokeExact(x, keep);
      Object moved = (Object) MINUS.invokeExact(kept, move);
      STORE_ARRAY.invokeExact(moved, values, at);
      meanBits = (Object) BITS.invokeExact(m);
      squareBits = (Object) BITS.invokeExact(v);
      Object meanChance = (Object) LOAD_INTS.invokeExact(chances, ofMeans + i);
      Object squareChance = (Object) LOAD_INTS.invokeExact(chances, ofSquares + i);
      meanBits = (Object) ADD.invokeExact(meanBits, meanChance);
      squareBits = (Object) ADD.invokeExact(squareBits, squareChance);
      meanBits = (Object) AND_NUMBER.invokeExact(meanBits, UPPER);
      squareBits = (Object) AND_NUMBER.invokeExact(squareBits, UPPER);
      ofMean = (Object) AND_NUMBER.invokeExact(ofMean, LOWER);
      ofSquare = (Object) AND_NUMBER.invokeExact(ofSquare, LOWER);
      ofMean = (Object) OR.invokeExact(ofMean, meanBits);
      ofSquare = (Object) OR.invokeExact(ofSquare, squareBits);
      STORE_INTS.invokeExact(ofMean, means, place + i);
      STORE_INTS.invokeExact(ofSquare, squares, place + i);
    }
  }

  private void lowerInMemory(
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
    for (int i = 0; i < HALF; i += Lanes.COUNT) {
      int at = Float.BYTES * (from + i);
      Object x = (Object) LOAD.invokeExact(values, at);
      Object g = (Object) LOAD.invokeExact(gradient, at);
      Object ofMean = (Object) LOAD_INTS.invokeExact(means, place + i);
      Object ofSquare = (Object) LOAD_INTS.invokeExact(squares, place + i);
      Object meanBits = (Object) UP.invokeExact(ofMean, HALF_OF_BITS);
      Object squareBits = (Object) UP.invokeExact(ofSquare, HALF_OF_BITS);
      Object m = (Object) FLOATS.invokeExact(meanBits);
      Object v = (Object) FLOATS.invokeExact(squareBits);
      Object pull = (Object) TIMES_NUMBER.invokeExact(x, coupledDecay);
      Object d = (Object) PLUS.invokeExact(g, pull);
      Object keptMean = (Object) TIMES_NUMBER.invokeExact(m, beta1);
      Object freshMean = (Object) TIMES_NUMBER.invokeExact(d, fresh1);
      m = (Object) PLUS.invokeExact(keptMean, freshMean);
      Object keptSquare = (Object) TIMES_NUMBER.invokeExact(v, beta2);
      Object part = (Object) TIMES_NUMBER.invokeExact(d, fresh2);
      Object freshSquare = (Object) TIMES.invokeExact(part, d);
      v = (Object) PLUS.invokeExact(keptSquare, freshSquare);
      Object root = (Object) ROOT.invokeExact(v);
      Object unbiased = (Object) TIMES_NUMBER.invokeExact(root, unbias);
      Object size = (Object) PLUS_NUMBER.invokeExact(unbiased, epsilon);
      Object direction = (Object) OVER.invokeExact(m, size);
      Object move = (Object) TIMES_NUMBER.invokeExact(direction, rate);
      Object kept = (Object) TIMES_NUMBER.invokeExact(x, keep);
      Object moved = (Object) MINUS.invokeExact(kept, move);
      STORE.invokeExact(moved, values, at);
      meanBits = (Object) BITS.invokeExact(m);
      squareBits = (Object) BITS.invokeExact(v);
      Object meanChance = (Object) LOAD_INTS.invokeExact(chances, ofMeans + i);
      Object squareChance = (Object) LOAD_INTS.invokeExact(chances, ofSquares + i);
      meanBits = (Object) ADD.invokeExact(meanBits, meanChance);
      squareBits = (Object) ADD.invokeExact(squareBits, squareChance);
      meanBits = (Object) DOWN.invokeExact(meanBits, HALF_OF_BITS);
      squareBits = (Object) DOWN.invokeExact(squareBits, HALF_OF_BITS);
      ofMean = (Object) AND_NUMBER.invokeExact(ofMean, UPPER);
      ofSquare = (Object) AND_NUMBER.invokeExact(ofSquare, UPPER);
      ofMean = (Object) OR.invokeExact(ofMean, meanBits);
      ofSquare = (Object) OR.invokeExact(ofSquare, squareBits);
      STORE_INTS.invokeExact(ofMean, means, place + i);
      STORE_INTS.invokeExact(ofSquare, squares, place + i);
    }
  }

  private void upperInMemory(
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
    for (int i = 0; i < HALF; i += Lanes.COUNT) {
      int at = Float.BYTES * (from + i);
      Object x = (Object) LOAD.invokeExact(values, at);
      Object g = (Object) LOAD.invokeExact(gradient, at);
      Object ofMean = (Object) LOAD_INTS.invokeExact(means, place + i);
      Object ofSquare = (Object) LOAD_INTS.invokeExact(squares, place + i);
      Object meanBits = (Object) AND_NUMBER.invokeExact(ofMean, UPPER);
      Object squareBits = (Object) AND_NUMBER.invokeExact(ofSquare, UPPER);
      Object m = (Object) FLOATS.invokeExact(meanBits);
      Object v = (Object) FLOATS.invokeExact(squareBits);
      Object pull = (Object) TIMES_NUMBER.invokeExact(x, coupledDecay);
      Object d = (Object) PLUS.invokeExact(g, pull);
      Object keptMean = (Object) TIMES_NUMBER.invokeExact(m, beta1);
      Object freshMean = (Object) TIMES_NUMBER.invokeExact(d, fresh1);
      m = (Object) PLUS.invokeExact(keptMean, freshMean);
      Object keptSquare = (Object) TIMES_NUMBER.invokeExact(v, beta2);
      Object part = (Object) TIMES_NUMBER.invokeExact(d, fresh2);
      Object freshSquare = (Object) TIMES.invokeExact(part, d);
      v = (Object) PLUS.invokeExact(keptSquare, freshSquare);
      Object root = (Object) ROOT.invokeExact(v);
      Object unbiased = (Object) TIMES_NUMBER.invokeExact(root, unbias);
      Object size = (Object) PLUS_NUMBER.invokeExact(unbiased, epsilon);
      Object direction = (Object) OVER.invokeExact(m, size);
      Object move = (Object) TIMES_NUMBER.invokeExact(direction, rate);
      Object kept = (Object) TIMES_NUMBER.invokeExact(x, keep);
      Object moved = (Object) MINUS.invokeExact(kept, move);
      STORE.invokeExact(moved, values, at);
      meanBits = (Object) BITS.invokeExact(m);
      squareBits = (Object) BITS.invokeExact(v);
      Object meanChance = (Object) LOAD_INTS.invokeExact(chances, ofMeans + i);
      Object squareChance = (Object) LOAD_INTS.invokeExact(chances, ofSquares + i);
      meanBits = (Object) ADD.invokeExact(meanBits, meanChance);
      squareBits = (Object) ADD.invokeExact(squareBits, squareChance);
      meanBits = (Object) AND_NUMBER.invokeExact(meanBits, UPPER);
      squareBits = (Object) AND_NUMBER.invokeExact(squareBits, UPPER);
      ofMean = (Object) AND_NUMBER.invokeExact(ofMean, LOWER);
      ofSquare = (Object) AND_NUMBER.invokeExact(ofSquare, LOWER);
      ofMean = (Object) OR.invokeExact(ofMean, meanBits);
      ofSquare = (Object) OR.invokeExact(ofSquare, squareBits);
      STORE_INTS.invokeExact(ofMean, means, place + i);
      STORE_INTS.invokeExact(ofSquare, squares, place + i);
    }
  }
}
