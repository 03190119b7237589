package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link MadgradLoop} in the processor's vectors, with the cube roots of {@link CubeRoots}: to the
 * bits of the plain loops.
 *
 * <p>Compiled by itself, and loaded by name where Java has {@code jdk.incubator.vector}. The loop
 * is as {@link VectorAdamCompact} says.
 */
final class VectorMadgrad extends MadgradLoop {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

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
    for (int i = from; i < to; i += FLOATS.length()) {
      FloatVector p = FloatVector.fromArray(FLOATS, values, i);
      FloatVector d = FloatVector.fromArray(FLOATS, gradient, i).add(p.mul(decay));
      FloatVector s = FloatVector.fromArray(FLOATS, sums, i).add(d.mul(c));
      FloatVector v = FloatVector.fromArray(FLOATS, squares, i).add(d.mul(c).mul(d));
      FloatVector x = v.min(CubeRoots.LARGEST).max(CubeRoots.LEAST);
      FloatVector y =
          x.reinterpretAsInts()
              .lanewise(LSHR, CubeRoots.HALF)
              .mul(CubeRoots.THIRD)
              .add(CubeRoots.BIAS)
              .reinterpretAsFloats();
      FloatVector cube = y.mul(y).mul(y);
      y = y.mul(cube.add(x.mul(2)).div(cube.mul(2).add(x)));
      cube = y.mul(y).mul(y);
      y = y.mul(cube.add(x.mul(2)).div(cube.mul(2).add(x)));
      FloatVector root = y.mul(v.div(x));
      FloatVector z = FloatVector.fromArray(FLOATS, start, i).sub(s.div(root.add(eps)));
      Object moved = p.add(z.sub(p).mul(share));
      Object newSum = s;
      Object newSquares = v;
      STORE_ARRAY.invokeExact(newSum, sums, i);
      STORE_ARRAY.invokeExact(newSquares, squares, i);
      STORE_ARRAY.invokeExact(moved, values, i);
    }
  }
}
