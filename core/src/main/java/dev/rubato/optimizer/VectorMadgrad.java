package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.AT_LEAST;
import static dev.rubato.optimizer.Lanes.AT_MOST;
import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.MINUS;
import static dev.rubato.optimizer.Lanes.OVER;
import static dev.rubato.optimizer.Lanes.PLUS;
import static dev.rubato.optimizer.Lanes.PLUS_NUMBER;
import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static dev.rubato.optimizer.Lanes.TIMES;
import static dev.rubato.optimizer.Lanes.TIMES_NUMBER;

/**
 * {@link MadgradLoop} in the processor's vectors, with the cube roots of {@link CubeRoots}: to the
 * bits of the plain loops.
 *
 * <p>Each loop is as {@link Lanes} says.
 */
final class VectorMadgrad extends MadgradLoop {
  @Override
  void update(float[] p, float[] g, float[] sum, float[] squares, float[] start, int from, int to) {
    try {
      inArrays(p, g, sum, squares, start, from, to);
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  private void inArrays(
      float[] values,
      float[] gradient,
      float[] sums,
      float[] squares,
      float[] start,
      int from,
      int to)
      throws Throwable {
    float decay = weightDecay;
    float c = weight;
    float eps = epsilon;
    float share = fresh;
    for (int i = from; i < to; i += Lanes.COUNT) {
      Object p = (Object) LOAD_ARRAY.invokeExact(values, i);
      Object d = (Object) LOAD_ARRAY.invokeExact(gradient, i);
      d = (Object) PLUS.invokeExact(d, (Object) TIMES_NUMBER.invokeExact(p, decay));
      Object s = (Object) LOAD_ARRAY.invokeExact(sums, i);
      s = (Object) PLUS.invokeExact(s, (Object) TIMES_NUMBER.invokeExact(d, c));
      Object v = (Object) LOAD_ARRAY.invokeExact(squares, i);
      Object square = (Object) TIMES.invokeExact((Object) TIMES_NUMBER.invokeExact(d, c), d);
      v = (Object) PLUS.invokeExact(v, square);
      Object x = (Object) AT_MOST.invokeExact(v, CubeRoots.LARGEST);
      x = (Object) AT_LEAST.invokeExact(x, CubeRoots.LEAST);
      Object y = (Object) Lanes.BITS.invokeExact(x);
      y = (Object) IntLanes.RIGHT.invokeExact(y, CubeRoots.HALF);
      y = (Object) IntLanes.TIMES_NUMBER.invokeExact(y, CubeRoots.THIRD);
      y = (Object) IntLanes.PLUS_NUMBER.invokeExact(y, CubeRoots.BIAS);
      y = (Object) IntLanes.FLOATS.invokeExact(y);
      Object cube = (Object) TIMES.invokeExact((Object) TIMES.invokeExact(y, y), y);
      Object over = (Object) PLUS.invokeExact(cube, (Object) TIMES_NUMBER.invokeExact(x, 2f));
      Object under = (Object) PLUS.invokeExact((Object) TIMES_NUMBER.invokeExact(cube, 2f), x);
      y = (Object) TIMES.invokeExact(y, (Object) OVER.invokeExact(over, under));
      cube = (Object) TIMES.invokeExact((Object) TIMES.invokeExact(y, y), y);
      over = (Object) PLUS.invokeExact(cube, (Object) TIMES_NUMBER.invokeExact(x, 2f));
      under = (Object) PLUS.invokeExact((Object) TIMES_NUMBER.invokeExact(cube, 2f), x);
      y = (Object) TIMES.invokeExact(y, (Object) OVER.invokeExact(over, under));
      Object root = (Object) TIMES.invokeExact(y, (Object) OVER.invokeExact(v, x));
      Object moved = (Object) OVER.invokeExact(s, (Object) PLUS_NUMBER.invokeExact(root, eps));
      Object z = (Object) LOAD_ARRAY.invokeExact(start, i);
      z = (Object) MINUS.invokeExact(z, moved);
      Object way = (Object) TIMES_NUMBER.invokeExact((Object) MINUS.invokeExact(z, p), share);
      p = (Object) PLUS.invokeExact(p, way);
      STORE_ARRAY.invokeExact(s, sums, i);
      STORE_ARRAY.invokeExact(v, squares, i);
      STORE_ARRAY.invokeExact(p, values, i);
    }
  }
}
