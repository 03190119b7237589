package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.LOAD;
import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.PLUS;
import static dev.rubato.optimizer.Lanes.STORE_ARRAY;

/**
 * Sums that tell whether floats are finite, in the processor's vectors: for one thread, on a Java
 * where {@link DirectMemory#isReachable}.
 */
public final class FiniteLanes {
  private static final int AT_ONCE = 4; // vectors, which the memory gives together

  private final float[] sums = ThreadArrays.floats(Lanes.COUNT);

  /** The lengths that it can do are multiples of this. */
  public static int together() {
    return AT_ONCE * Lanes.COUNT;
  }

  /** A number that is not finite if one from {@code from} on is not, or if they are too large. */
  public float sum(float[] x, int from, int length) {
    try {
      clear();
      inArray(x, from, length);
      return sum();
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  /** The same in direct memory. */
  public float sum(DirectMemory x, int from, int length) {
    try {
      clear();
      inMemory(x.lanes(), from, length);
      return sum();
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  private void clear() {
    for (int i = 0; i < Lanes.COUNT; i++) {
      sums[i] = 0;
    }
  }

  private float sum() {
    float sum = 0;
    for (int i = 0; i < Lanes.COUNT; i++) {
      sum += sums[i];
    }
    return sum;
  }

  private void inArray(float[] x, int from, int length) throws Throwable {
    int each = Lanes.COUNT;
    for (int i = from; i < from + length; i += AT_ONCE * Lanes.COUNT) {
      Object a = (Object) LOAD_ARRAY.invokeExact(x, i);
      Object b = (Object) LOAD_ARRAY.invokeExact(x, i + each);
      Object c = (Object) LOAD_ARRAY.invokeExact(x, i + 2 * each);
      Object d = (Object) LOAD_ARRAY.invokeExact(x, i + 3 * each);
      Object two = (Object) PLUS.invokeExact(a, b);
      Object others = (Object) PLUS.invokeExact(c, d);
      Object four = (Object) PLUS.invokeExact(two, others);
      Object before = (Object) LOAD_ARRAY.invokeExact(sums, 0);
      Object after = (Object) PLUS.invokeExact(before, four);
      STORE_ARRAY.invokeExact(after, sums, 0);
    }
  }

  private void inMemory(Object x, int from, int length) throws Throwable {
    int each = Float.BYTES * Lanes.COUNT;
    for (int i = 0; i < length; i += AT_ONCE * Lanes.COUNT) {
      int at = Float.BYTES * (from + i);
      Object a = (Object) LOAD.invokeExact(x, at);
      Object b = (Object) LOAD.invokeExact(x, at + each);
      Object c = (Object) LOAD.invokeExact(x, at + 2 * each);
      Object d = (Object) LOAD.invokeExact(x, at + 3 * each);
      Object two = (Object) PLUS.invokeExact(a, b);
      Object others = (Object) PLUS.invokeExact(c, d);
      Object four = (Object) PLUS.invokeExact(two, others);
      Object before = (Object) LOAD_ARRAY.invokeExact(sums, 0);
      Object after = (Object) PLUS.invokeExact(before, four);
      STORE_ARRAY.invokeExact(after, sums, 0);
    }
  }
}
