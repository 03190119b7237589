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
      Object d =
          (Object)
              PLUS.invokeExact(
                  (Object) LOAD_ARRAY.invokeExact(gradient, i),
                  (Object) TIMES_NUMBER.invokeExact(p, decay));
      Object s =
          (Object)
              PLUS.invokeExact(
                  (Object) LOAD_ARRAY.invokeExact(sums, i),
                  (Object) TIMES_NUMBER.invokeExact(d, c));
      Object v =
          (Object)
              PLUS.invokeExact(
                  (Object) LOAD_ARRAY.invokeExact(squares, i),
                  (Object) TIMES.invokeExact((Object) TIMES_NUMBER.invokeExact(d, c), d));
      Object x =
          (Object)
              AT_LEAST.invokeExact(
                  (Object) AT_MOST.invokeExact(v, CubeRoots.LARGEST), CubeRoots.LEAST);
      Object y =
          (Object)
              IntLanes.FLOATS.invokeExact(
                  (Object)
                      IntLanes.PLUS_NUMBER.invokeExact(
                          (Object)
                              IntLanes.TIMES_NUMBER.invokeExact(
                                  (Object)
                                      IntLanes.RIGHT.invokeExact(
                                          (Object) Lanes.BITS.invokeExact(x), CubeRoots.HALF),
                                  CubeRoots.THIRD),
                          CubeRoots.BIAS));
      Object cube = (Object) TIMES.invokeExact((Object) TIMES.invokeExact(y, y), y);
      y =
          (Object)
              TIMES.invokeExact(
                  y,
                  (Object)
                      OVER.invokeExact(
                          (Object) PLUS.invokeExact(cube, (Object) TIMES_NUMBER.invokeExact(x, 2f)),
                          (Object)
                              PLUS.invokeExact((Object) TIMES_NUMBER.invokeExact(cube, 2f), x)));
      cube = (Object) TIMES.invokeExact((Object) TIMES.invokeExact(y, y), y);
      y =
          (Object)
              TIMES.invokeExact(
                  y,
                  (Object)
                      OVER.invokeExact(
                          (Object) PLUS.invokeExact(cube, (Object) TIMES_NUMBER.invokeExact(x, 2f)),
                          (Object)
                              PLUS.invokeExact((Object) TIMES_NUMBER.invokeExact(cube, 2f), x)));
      Object root = (Object) TIMES.invokeExact(y, (Object) OVER.invokeExact(v, x));
      Object z =
          (Object)
              MINUS.invokeExact(
                  (Object) LOAD_ARRAY.invokeExact(start, i),
                  (Object) OVER.invokeExact(s, (Object) PLUS_NUMBER.invokeExact(root, eps)));
      Object moved =
          (Object)
              PLUS.invokeExact(
                  p, (Object) TIMES_NUMBER.invokeExact((Object) MINUS.invokeExact(z, p), share));
      STORE_ARRAY.invokeExact(s, sums, i);
      STORE_ARRAY.invokeExact(v, squares, i);
      STORE_ARRAY.invokeExact(moved, values, i);
    }
  }
}
