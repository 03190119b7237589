package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static jdk.incubator.vector.VectorOperators.SQRT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link PieceSums} in the processor's vectors, without copies: sixteen vectors of a piece at once,
 * which so are asked of the memory together.
 *
 * <p>Compiled by itself, and loaded by name where Java has {@code jdk.incubator.vector}. Each loop
 * is as {@link VectorAdamCompact} says.
 */
final class VectorPieceSums extends PieceSums {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int COUNT = FLOATS.length();

  private final float[] left = ThreadArrays.floats(LEFT);

  @Override
  double of(float[] x, int at) {
    try {
      for (int i = 0; i < LEFT; i += COUNT) {
        int j = at + i;
        FloatVector a = FloatVector.fromArray(FLOATS, x, j);
        FloatVector b = FloatVector.fromArray(FLOATS, x, j + LEFT);
        FloatVector c = FloatVector.fromArray(FLOATS, x, j + 2 * LEFT);
        FloatVector d = FloatVector.fromArray(FLOATS, x, j + 3 * LEFT);
        FloatVector e = FloatVector.fromArray(FLOATS, x, j + 4 * LEFT);
        FloatVector f = FloatVector.fromArray(FLOATS, x, j + 5 * LEFT);
        FloatVector g = FloatVector.fromArray(FLOATS, x, j + 6 * LEFT);
        FloatVector h = FloatVector.fromArray(FLOATS, x, j + 7 * LEFT);
        a = a.add(FloatVector.fromArray(FLOATS, x, j + 8 * LEFT));
        b = b.add(FloatVector.fromArray(FLOATS, x, j + 9 * LEFT));
        c = c.add(FloatVector.fromArray(FLOATS, x, j + 10 * LEFT));
        d = d.add(FloatVector.fromArray(FLOATS, x, j + 11 * LEFT));
        e = e.add(FloatVector.fromArray(FLOATS, x, j + 12 * LEFT));
        f = f.add(FloatVector.fromArray(FLOATS, x, j + 13 * LEFT));
        g = g.add(FloatVector.fromArray(FLOATS, x, j + 14 * LEFT));
        h = h.add(FloatVector.fromArray(FLOATS, x, j + 15 * LEFT));
        a = a.add(e).add(c.add(g));
        b = b.add(f).add(d.add(h));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, left, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return exactly(left, 0, LEFT);
  }

  @Override
  double ofSizes(float[] x, int at) {
    try {
      for (int i = 0; i < LEFT; i += COUNT) {
        int j = at + i;
        FloatVector a = FloatVector.fromArray(FLOATS, x, j).abs();
        FloatVector b = FloatVector.fromArray(FLOATS, x, j + LEFT).abs();
        FloatVector c = FloatVector.fromArray(FLOATS, x, j + 2 * LEFT).abs();
        FloatVector d = FloatVector.fromArray(FLOATS, x, j + 3 * LEFT).abs();
        FloatVector e = FloatVector.fromArray(FLOATS, x, j + 4 * LEFT).abs();
        FloatVector f = FloatVector.fromArray(FLOATS, x, j + 5 * LEFT).abs();
        FloatVector g = FloatVector.fromArray(FLOATS, x, j + 6 * LEFT).abs();
        FloatVector h = FloatVector.fromArray(FLOATS, x, j + 7 * LEFT).abs();
        a = a.add(FloatVector.fromArray(FLOATS, x, j + 8 * LEFT).abs());
        b = b.add(FloatVector.fromArray(FLOATS, x, j + 9 * LEFT).abs());
        c = c.add(FloatVector.fromArray(FLOATS, x, j + 10 * LEFT).abs());
        d = d.add(FloatVector.fromArray(FLOATS, x, j + 11 * LEFT).abs());
        e = e.add(FloatVector.fromArray(FLOATS, x, j + 12 * LEFT).abs());
        f = f.add(FloatVector.fromArray(FLOATS, x, j + 13 * LEFT).abs());
        g = g.add(FloatVector.fromArray(FLOATS, x, j + 14 * LEFT).abs());
        h = h.add(FloatVector.fromArray(FLOATS, x, j + 15 * LEFT).abs());
        a = a.add(e).add(c.add(g));
        b = b.add(f).add(d.add(h));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, left, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return exactly(left, 0, LEFT);
  }

  @Override
  double ofProducts(float[] x, int at, float[] y, int start) {
    try {
      for (int i = 0; i < LEFT; i += COUNT) {
        int j = at + i;
        int k = start + i;
        FloatVector a =
            FloatVector.fromArray(FLOATS, x, j).mul(FloatVector.fromArray(FLOATS, y, k));
        FloatVector b =
            FloatVector.fromArray(FLOATS, x, j + LEFT)
                .mul(FloatVector.fromArray(FLOATS, y, k + LEFT));
        FloatVector c =
            FloatVector.fromArray(FLOATS, x, j + 2 * LEFT)
                .mul(FloatVector.fromArray(FLOATS, y, k + 2 * LEFT));
        FloatVector d =
            FloatVector.fromArray(FLOATS, x, j + 3 * LEFT)
                .mul(FloatVector.fromArray(FLOATS, y, k + 3 * LEFT));
        FloatVector e =
            FloatVector.fromArray(FLOATS, x, j + 4 * LEFT)
                .mul(FloatVector.fromArray(FLOATS, y, k + 4 * LEFT));
        FloatVector f =
            FloatVector.fromArray(FLOATS, x, j + 5 * LEFT)
                .mul(FloatVector.fromArray(FLOATS, y, k + 5 * LEFT));
        FloatVector g =
            FloatVector.fromArray(FLOATS, x, j + 6 * LEFT)
                .mul(FloatVector.fromArray(FLOATS, y, k + 6 * LEFT));
        FloatVector h =
            FloatVector.fromArray(FLOATS, x, j + 7 * LEFT)
                .mul(FloatVector.fromArray(FLOATS, y, k + 7 * LEFT));
        a =
            a.add(
                FloatVector.fromArray(FLOATS, x, j + 8 * LEFT)
                    .mul(FloatVector.fromArray(FLOATS, y, k + 8 * LEFT)));
        b =
            b.add(
                FloatVector.fromArray(FLOATS, x, j + 9 * LEFT)
                    .mul(FloatVector.fromArray(FLOATS, y, k + 9 * LEFT)));
        c =
            c.add(
                FloatVector.fromArray(FLOATS, x, j + 10 * LEFT)
                    .mul(FloatVector.fromArray(FLOATS, y, k + 10 * LEFT)));
        d =
            d.add(
                FloatVector.fromArray(FLOATS, x, j + 11 * LEFT)
                    .mul(FloatVector.fromArray(FLOATS, y, k + 11 * LEFT)));
        e =
            e.add(
                FloatVector.fromArray(FLOATS, x, j + 12 * LEFT)
                    .mul(FloatVector.fromArray(FLOATS, y, k + 12 * LEFT)));
        f =
            f.add(
                FloatVector.fromArray(FLOATS, x, j + 13 * LEFT)
                    .mul(FloatVector.fromArray(FLOATS, y, k + 13 * LEFT)));
        g =
            g.add(
                FloatVector.fromArray(FLOATS, x, j + 14 * LEFT)
                    .mul(FloatVector.fromArray(FLOATS, y, k + 14 * LEFT)));
        h =
            h.add(
                FloatVector.fromArray(FLOATS, x, j + 15 * LEFT)
                    .mul(FloatVector.fromArray(FLOATS, y, k + 15 * LEFT)));
        a = a.add(e).add(c.add(g));
        b = b.add(f).add(d.add(h));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, left, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return exactly(left, 0, LEFT);
  }

  @Override
  double ofSquares(float[] x, int at) {
    try {
      for (int i = 0; i < LEFT; i += COUNT) {
        int j = at + i;
        FloatVector a = FloatVector.fromArray(FLOATS, x, j);
        FloatVector b = FloatVector.fromArray(FLOATS, x, j + LEFT);
        FloatVector c = FloatVector.fromArray(FLOATS, x, j + 2 * LEFT);
        FloatVector d = FloatVector.fromArray(FLOATS, x, j + 3 * LEFT);
        FloatVector e = FloatVector.fromArray(FLOATS, x, j + 4 * LEFT);
        FloatVector f = FloatVector.fromArray(FLOATS, x, j + 5 * LEFT);
        FloatVector g = FloatVector.fromArray(FLOATS, x, j + 6 * LEFT);
        FloatVector h = FloatVector.fromArray(FLOATS, x, j + 7 * LEFT);
        FloatVector other = FloatVector.fromArray(FLOATS, x, j + 8 * LEFT);
        a = a.mul(a).add(other.mul(other));
        other = FloatVector.fromArray(FLOATS, x, j + 9 * LEFT);
        b = b.mul(b).add(other.mul(other));
        other = FloatVector.fromArray(FLOATS, x, j + 10 * LEFT);
        c = c.mul(c).add(other.mul(other));
        other = FloatVector.fromArray(FLOATS, x, j + 11 * LEFT);
        d = d.mul(d).add(other.mul(other));
        other = FloatVector.fromArray(FLOATS, x, j + 12 * LEFT);
        e = e.mul(e).add(other.mul(other));
        other = FloatVector.fromArray(FLOATS, x, j + 13 * LEFT);
        f = f.mul(f).add(other.mul(other));
        other = FloatVector.fromArray(FLOATS, x, j + 14 * LEFT);
        g = g.mul(g).add(other.mul(other));
        other = FloatVector.fromArray(FLOATS, x, j + 15 * LEFT);
        h = h.mul(h).add(other.mul(other));
        a = a.add(e).add(c.add(g));
        b = b.add(f).add(d.add(h));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, left, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return exactly(left, 0, LEFT);
  }

  @Override
  double ofDifferences(float[] x, float[] y, int at) {
    try {
      for (int i = 0; i < LEFT; i += COUNT) {
        int j = at + i;
        FloatVector a =
            FloatVector.fromArray(FLOATS, x, j).sub(FloatVector.fromArray(FLOATS, y, j));
        FloatVector b =
            FloatVector.fromArray(FLOATS, x, j + LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + LEFT));
        FloatVector c =
            FloatVector.fromArray(FLOATS, x, j + 2 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 2 * LEFT));
        FloatVector d =
            FloatVector.fromArray(FLOATS, x, j + 3 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 3 * LEFT));
        FloatVector e =
            FloatVector.fromArray(FLOATS, x, j + 4 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 4 * LEFT));
        FloatVector f =
            FloatVector.fromArray(FLOATS, x, j + 5 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 5 * LEFT));
        FloatVector g =
            FloatVector.fromArray(FLOATS, x, j + 6 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 6 * LEFT));
        FloatVector h =
            FloatVector.fromArray(FLOATS, x, j + 7 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 7 * LEFT));
        FloatVector other =
            FloatVector.fromArray(FLOATS, x, j + 8 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 8 * LEFT));
        a = a.mul(a).add(other.mul(other));
        other =
            FloatVector.fromArray(FLOATS, x, j + 9 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 9 * LEFT));
        b = b.mul(b).add(other.mul(other));
        other =
            FloatVector.fromArray(FLOATS, x, j + 10 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 10 * LEFT));
        c = c.mul(c).add(other.mul(other));
        other =
            FloatVector.fromArray(FLOATS, x, j + 11 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 11 * LEFT));
        d = d.mul(d).add(other.mul(other));
        other =
            FloatVector.fromArray(FLOATS, x, j + 12 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 12 * LEFT));
        e = e.mul(e).add(other.mul(other));
        other =
            FloatVector.fromArray(FLOATS, x, j + 13 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 13 * LEFT));
        f = f.mul(f).add(other.mul(other));
        other =
            FloatVector.fromArray(FLOATS, x, j + 14 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 14 * LEFT));
        g = g.mul(g).add(other.mul(other));
        other =
            FloatVector.fromArray(FLOATS, x, j + 15 * LEFT)
                .sub(FloatVector.fromArray(FLOATS, y, j + 15 * LEFT));
        h = h.mul(h).add(other.mul(other));
        a = a.add(e).add(c.add(g));
        b = b.add(f).add(d.add(h));
        Object sum = a.add(b);
        STORE_ARRAY.invokeExact(sum, left, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return exactly(left, 0, LEFT);
  }

  @Override
  void steps(
      float[] m, float[] v, float[] x, int at, float a, float b, float c, float d, float[] into) {
    try {
      for (int i = 0; i < PIECE; i += COUNT) {
        FloatVector mean = FloatVector.fromArray(FLOATS, m, at + i);
        FloatVector size = FloatVector.fromArray(FLOATS, v, at + i).lanewise(SQRT).mul(b).add(c);
        FloatVector pull = FloatVector.fromArray(FLOATS, x, at + i).mul(d);
        Object step = mean.mul(a).div(size).add(pull);
        STORE_ARRAY.invokeExact(step, into, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }
}
