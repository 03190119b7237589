package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static jdk.incubator.vector.VectorOperators.SQRT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link PieceSums} in the processor's vectors, without copies: eight of a piece's numbers at once,
 * which so are asked of the memory together.
 *
 * <p>Compiled by itself, and loaded by name where Java has {@code jdk.incubator.vector}. Each loop
 * is as {@link VectorAdamCompact} says.
 */
final class VectorPieceSums extends PieceSums {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int COUNT = FLOATS.length();
  private static final int EIGHTH = PIECE / 8;

  private final float[] steps = ThreadArrays.floats(PIECE);
  private final float[] eighth = ThreadArrays.floats(EIGHTH);

  @Override
  double of(float[] x, int at) {
    try {
      for (int i = 0; i < EIGHTH; i += COUNT) {
        int j = at + i;
        FloatVector a = FloatVector.fromArray(FLOATS, x, j);
        FloatVector b = FloatVector.fromArray(FLOATS, x, j + EIGHTH);
        FloatVector c = FloatVector.fromArray(FLOATS, x, j + 2 * EIGHTH);
        FloatVector d = FloatVector.fromArray(FLOATS, x, j + 3 * EIGHTH);
        FloatVector e = FloatVector.fromArray(FLOATS, x, j + 4 * EIGHTH);
        FloatVector f = FloatVector.fromArray(FLOATS, x, j + 5 * EIGHTH);
        FloatVector g = FloatVector.fromArray(FLOATS, x, j + 6 * EIGHTH);
        FloatVector h = FloatVector.fromArray(FLOATS, x, j + 7 * EIGHTH);
        a = a.add(e).add(c.add(g));
        b = b.add(f).add(d.add(h));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofSquares(float[] x, int at) {
    try {
      for (int i = 0; i < EIGHTH; i += COUNT) {
        int j = at + i;
        FloatVector a = FloatVector.fromArray(FLOATS, x, j);
        FloatVector b = FloatVector.fromArray(FLOATS, x, j + EIGHTH);
        FloatVector c = FloatVector.fromArray(FLOATS, x, j + 2 * EIGHTH);
        FloatVector d = FloatVector.fromArray(FLOATS, x, j + 3 * EIGHTH);
        FloatVector e = FloatVector.fromArray(FLOATS, x, j + 4 * EIGHTH);
        FloatVector f = FloatVector.fromArray(FLOATS, x, j + 5 * EIGHTH);
        FloatVector g = FloatVector.fromArray(FLOATS, x, j + 6 * EIGHTH);
        FloatVector h = FloatVector.fromArray(FLOATS, x, j + 7 * EIGHTH);
        a = a.mul(a).add(e.mul(e)).add(c.mul(c).add(g.mul(g)));
        b = b.mul(b).add(f.mul(f)).add(d.mul(d).add(h.mul(h)));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofProducts(float[] x, int at, float[] y, int start) {
    try {
      for (int i = 0; i < EIGHTH; i += COUNT) {
        int j = at + i;
        int k = start + i;
        FloatVector a = FloatVector.fromArray(FLOATS, x, j);
        FloatVector b = FloatVector.fromArray(FLOATS, x, j + EIGHTH);
        FloatVector c = FloatVector.fromArray(FLOATS, x, j + 2 * EIGHTH);
        FloatVector d = FloatVector.fromArray(FLOATS, x, j + 3 * EIGHTH);
        FloatVector e = FloatVector.fromArray(FLOATS, x, j + 4 * EIGHTH);
        FloatVector f = FloatVector.fromArray(FLOATS, x, j + 5 * EIGHTH);
        FloatVector g = FloatVector.fromArray(FLOATS, x, j + 6 * EIGHTH);
        FloatVector h = FloatVector.fromArray(FLOATS, x, j + 7 * EIGHTH);
        a = a.mul(FloatVector.fromArray(FLOATS, y, k));
        b = b.mul(FloatVector.fromArray(FLOATS, y, k + EIGHTH));
        c = c.mul(FloatVector.fromArray(FLOATS, y, k + 2 * EIGHTH));
        d = d.mul(FloatVector.fromArray(FLOATS, y, k + 3 * EIGHTH));
        e = e.mul(FloatVector.fromArray(FLOATS, y, k + 4 * EIGHTH));
        f = f.mul(FloatVector.fromArray(FLOATS, y, k + 5 * EIGHTH));
        g = g.mul(FloatVector.fromArray(FLOATS, y, k + 6 * EIGHTH));
        h = h.mul(FloatVector.fromArray(FLOATS, y, k + 7 * EIGHTH));
        a = a.add(e).add(c.add(g));
        b = b.add(f).add(d.add(h));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofSizes(float[] x, int at) {
    try {
      for (int i = 0; i < EIGHTH; i += COUNT) {
        int j = at + i;
        FloatVector a = FloatVector.fromArray(FLOATS, x, j);
        FloatVector b = FloatVector.fromArray(FLOATS, x, j + EIGHTH);
        FloatVector c = FloatVector.fromArray(FLOATS, x, j + 2 * EIGHTH);
        FloatVector d = FloatVector.fromArray(FLOATS, x, j + 3 * EIGHTH);
        FloatVector e = FloatVector.fromArray(FLOATS, x, j + 4 * EIGHTH);
        FloatVector f = FloatVector.fromArray(FLOATS, x, j + 5 * EIGHTH);
        FloatVector g = FloatVector.fromArray(FLOATS, x, j + 6 * EIGHTH);
        FloatVector h = FloatVector.fromArray(FLOATS, x, j + 7 * EIGHTH);
        a = a.abs().add(e.abs()).add(c.abs().add(g.abs()));
        b = b.abs().add(f.abs()).add(d.abs().add(h.abs()));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofDifferences(float[] x, float[] y, int at) {
    try {
      for (int i = 0; i < EIGHTH; i += COUNT) {
        int j = at + i;
        FloatVector a = FloatVector.fromArray(FLOATS, x, j);
        FloatVector b = FloatVector.fromArray(FLOATS, x, j + EIGHTH);
        FloatVector c = FloatVector.fromArray(FLOATS, x, j + 2 * EIGHTH);
        FloatVector d = FloatVector.fromArray(FLOATS, x, j + 3 * EIGHTH);
        FloatVector e = FloatVector.fromArray(FLOATS, x, j + 4 * EIGHTH);
        FloatVector f = FloatVector.fromArray(FLOATS, x, j + 5 * EIGHTH);
        FloatVector g = FloatVector.fromArray(FLOATS, x, j + 6 * EIGHTH);
        FloatVector h = FloatVector.fromArray(FLOATS, x, j + 7 * EIGHTH);
        a = a.sub(FloatVector.fromArray(FLOATS, y, j));
        b = b.sub(FloatVector.fromArray(FLOATS, y, j + EIGHTH));
        c = c.sub(FloatVector.fromArray(FLOATS, y, j + 2 * EIGHTH));
        d = d.sub(FloatVector.fromArray(FLOATS, y, j + 3 * EIGHTH));
        e = e.sub(FloatVector.fromArray(FLOATS, y, j + 4 * EIGHTH));
        f = f.sub(FloatVector.fromArray(FLOATS, y, j + 5 * EIGHTH));
        g = g.sub(FloatVector.fromArray(FLOATS, y, j + 6 * EIGHTH));
        h = h.sub(FloatVector.fromArray(FLOATS, y, j + 7 * EIGHTH));
        a = a.mul(a).add(e.mul(e)).add(c.mul(c).add(g.mul(g)));
        b = b.mul(b).add(f.mul(f)).add(d.mul(d).add(h.mul(h)));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofSteps(float[] m, float[] v, float[] x, int at, float a, float b, float c, float d) {
    try {
      for (int i = 0; i < PIECE; i += COUNT) {
        FloatVector mean = FloatVector.fromArray(FLOATS, m, at + i);
        FloatVector size = FloatVector.fromArray(FLOATS, v, at + i).lanewise(SQRT).mul(b).add(c);
        FloatVector pull = FloatVector.fromArray(FLOATS, x, at + i).mul(d);
        Object step = mean.mul(a).div(size).add(pull);
        STORE_ARRAY.invokeExact(step, steps, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofSquares(steps, 0);
  }

  private double ofEighth() {
    float[] x = eighth;
    for (int i = 0; i < LEFT; i++) {
      x[i] += x[i + LEFT];
    }
    return exactly(x, 0, LEFT);
  }
}
