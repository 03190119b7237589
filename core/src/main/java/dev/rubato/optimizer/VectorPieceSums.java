package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.MINUS;
import static dev.rubato.optimizer.Lanes.OVER;
import static dev.rubato.optimizer.Lanes.PLUS;
import static dev.rubato.optimizer.Lanes.PLUS_NUMBER;
import static dev.rubato.optimizer.Lanes.ROOT;
import static dev.rubato.optimizer.Lanes.SIZE;
import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static dev.rubato.optimizer.Lanes.TIMES;
import static dev.rubato.optimizer.Lanes.TIMES_NUMBER;

/**
 * {@link PieceSums} in the processor's vectors, without copies: eight of a piece's numbers at once,
 * which so are asked of the memory together.
 *
 * <p>Each loop is as {@link Lanes} says.
 */
final class VectorPieceSums extends PieceSums {
  private static final int EIGHTH = PIECE / 8;

  private final float[] eighth = ThreadArrays.floats(EIGHTH);

  @Override
  double of(float[] x, int at) {
    try {
      for (int i = 0; i < EIGHTH; i += Lanes.COUNT) {
        int j = at + i;
        Object a = (Object) LOAD_ARRAY.invokeExact(x, j);
        Object b = (Object) LOAD_ARRAY.invokeExact(x, j + EIGHTH);
        Object c = (Object) LOAD_ARRAY.invokeExact(x, j + 2 * EIGHTH);
        Object d = (Object) LOAD_ARRAY.invokeExact(x, j + 3 * EIGHTH);
        Object e = (Object) LOAD_ARRAY.invokeExact(x, j + 4 * EIGHTH);
        Object f = (Object) LOAD_ARRAY.invokeExact(x, j + 5 * EIGHTH);
        Object g = (Object) LOAD_ARRAY.invokeExact(x, j + 6 * EIGHTH);
        Object h = (Object) LOAD_ARRAY.invokeExact(x, j + 7 * EIGHTH);
        a = (Object) PLUS.invokeExact(a, e);
        c = (Object) PLUS.invokeExact(c, g);
        a = (Object) PLUS.invokeExact(a, c);
        b = (Object) PLUS.invokeExact(b, f);
        d = (Object) PLUS.invokeExact(d, h);
        b = (Object) PLUS.invokeExact(b, d);
        a = (Object) PLUS.invokeExact(a, b);
        STORE_ARRAY.invokeExact(a, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofSquares(float[] x, int at) {
    try {
      for (int i = 0; i < EIGHTH; i += Lanes.COUNT) {
        int j = at + i;
        Object a = (Object) LOAD_ARRAY.invokeExact(x, j);
        Object b = (Object) LOAD_ARRAY.invokeExact(x, j + EIGHTH);
        Object c = (Object) LOAD_ARRAY.invokeExact(x, j + 2 * EIGHTH);
        Object d = (Object) LOAD_ARRAY.invokeExact(x, j + 3 * EIGHTH);
        Object e = (Object) LOAD_ARRAY.invokeExact(x, j + 4 * EIGHTH);
        Object f = (Object) LOAD_ARRAY.invokeExact(x, j + 5 * EIGHTH);
        Object g = (Object) LOAD_ARRAY.invokeExact(x, j + 6 * EIGHTH);
        Object h = (Object) LOAD_ARRAY.invokeExact(x, j + 7 * EIGHTH);
        a = (Object) TIMES.invokeExact(a, a);
        b = (Object) TIMES.invokeExact(b, b);
        c = (Object) TIMES.invokeExact(c, c);
        d = (Object) TIMES.invokeExact(d, d);
        e = (Object) TIMES.invokeExact(e, e);
        f = (Object) TIMES.invokeExact(f, f);
        g = (Object) TIMES.invokeExact(g, g);
        h = (Object) TIMES.invokeExact(h, h);
        a = (Object) PLUS.invokeExact(a, e);
        c = (Object) PLUS.invokeExact(c, g);
        a = (Object) PLUS.invokeExact(a, c);
        b = (Object) PLUS.invokeExact(b, f);
        d = (Object) PLUS.invokeExact(d, h);
        b = (Object) PLUS.invokeExact(b, d);
        a = (Object) PLUS.invokeExact(a, b);
        STORE_ARRAY.invokeExact(a, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofProducts(float[] x, int at, float[] y, int start) {
    try {
      for (int i = 0; i < EIGHTH; i += Lanes.COUNT) {
        int j = at + i;
        int k = start + i;
        Object a = (Object) LOAD_ARRAY.invokeExact(x, j);
        Object b = (Object) LOAD_ARRAY.invokeExact(x, j + EIGHTH);
        Object c = (Object) LOAD_ARRAY.invokeExact(x, j + 2 * EIGHTH);
        Object d = (Object) LOAD_ARRAY.invokeExact(x, j + 3 * EIGHTH);
        Object e = (Object) LOAD_ARRAY.invokeExact(x, j + 4 * EIGHTH);
        Object f = (Object) LOAD_ARRAY.invokeExact(x, j + 5 * EIGHTH);
        Object g = (Object) LOAD_ARRAY.invokeExact(x, j + 6 * EIGHTH);
        Object h = (Object) LOAD_ARRAY.invokeExact(x, j + 7 * EIGHTH);
        a = (Object) TIMES.invokeExact(a, (Object) LOAD_ARRAY.invokeExact(y, k));
        b = (Object) TIMES.invokeExact(b, (Object) LOAD_ARRAY.invokeExact(y, k + EIGHTH));
        c = (Object) TIMES.invokeExact(c, (Object) LOAD_ARRAY.invokeExact(y, k + 2 * EIGHTH));
        d = (Object) TIMES.invokeExact(d, (Object) LOAD_ARRAY.invokeExact(y, k + 3 * EIGHTH));
        e = (Object) TIMES.invokeExact(e, (Object) LOAD_ARRAY.invokeExact(y, k + 4 * EIGHTH));
        f = (Object) TIMES.invokeExact(f, (Object) LOAD_ARRAY.invokeExact(y, k + 5 * EIGHTH));
        g = (Object) TIMES.invokeExact(g, (Object) LOAD_ARRAY.invokeExact(y, k + 6 * EIGHTH));
        h = (Object) TIMES.invokeExact(h, (Object) LOAD_ARRAY.invokeExact(y, k + 7 * EIGHTH));
        a = (Object) PLUS.invokeExact(a, e);
        c = (Object) PLUS.invokeExact(c, g);
        a = (Object) PLUS.invokeExact(a, c);
        b = (Object) PLUS.invokeExact(b, f);
        d = (Object) PLUS.invokeExact(d, h);
        b = (Object) PLUS.invokeExact(b, d);
        a = (Object) PLUS.invokeExact(a, b);
        STORE_ARRAY.invokeExact(a, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofSquaredProducts(float[] x, int at, float[] y, int start) {
    try {
      for (int i = 0; i < EIGHTH; i += Lanes.COUNT) {
        int j = at + i;
        int k = start + i;
        Object a = (Object) LOAD_ARRAY.invokeExact(x, j);
        Object b = (Object) LOAD_ARRAY.invokeExact(x, j + EIGHTH);
        Object c = (Object) LOAD_ARRAY.invokeExact(x, j + 2 * EIGHTH);
        Object d = (Object) LOAD_ARRAY.invokeExact(x, j + 3 * EIGHTH);
        Object e = (Object) LOAD_ARRAY.invokeExact(x, j + 4 * EIGHTH);
        Object f = (Object) LOAD_ARRAY.invokeExact(x, j + 5 * EIGHTH);
        Object g = (Object) LOAD_ARRAY.invokeExact(x, j + 6 * EIGHTH);
        Object h = (Object) LOAD_ARRAY.invokeExact(x, j + 7 * EIGHTH);
        a = (Object) TIMES.invokeExact(a, (Object) LOAD_ARRAY.invokeExact(y, k));
        b = (Object) TIMES.invokeExact(b, (Object) LOAD_ARRAY.invokeExact(y, k + EIGHTH));
        c = (Object) TIMES.invokeExact(c, (Object) LOAD_ARRAY.invokeExact(y, k + 2 * EIGHTH));
        d = (Object) TIMES.invokeExact(d, (Object) LOAD_ARRAY.invokeExact(y, k + 3 * EIGHTH));
        e = (Object) TIMES.invokeExact(e, (Object) LOAD_ARRAY.invokeExact(y, k + 4 * EIGHTH));
        f = (Object) TIMES.invokeExact(f, (Object) LOAD_ARRAY.invokeExact(y, k + 5 * EIGHTH));
        g = (Object) TIMES.invokeExact(g, (Object) LOAD_ARRAY.invokeExact(y, k + 6 * EIGHTH));
        h = (Object) TIMES.invokeExact(h, (Object) LOAD_ARRAY.invokeExact(y, k + 7 * EIGHTH));
        a = (Object) TIMES.invokeExact(a, a);
        b = (Object) TIMES.invokeExact(b, b);
        c = (Object) TIMES.invokeExact(c, c);
        d = (Object) TIMES.invokeExact(d, d);
        e = (Object) TIMES.invokeExact(e, e);
        f = (Object) TIMES.invokeExact(f, f);
        g = (Object) TIMES.invokeExact(g, g);
        h = (Object) TIMES.invokeExact(h, h);
        a = (Object) PLUS.invokeExact(a, e);
        c = (Object) PLUS.invokeExact(c, g);
        a = (Object) PLUS.invokeExact(a, c);
        b = (Object) PLUS.invokeExact(b, f);
        d = (Object) PLUS.invokeExact(d, h);
        b = (Object) PLUS.invokeExact(b, d);
        a = (Object) PLUS.invokeExact(a, b);
        STORE_ARRAY.invokeExact(a, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofSizes(float[] x, int at) {
    try {
      for (int i = 0; i < EIGHTH; i += Lanes.COUNT) {
        int j = at + i;
        Object a = (Object) LOAD_ARRAY.invokeExact(x, j);
        Object b = (Object) LOAD_ARRAY.invokeExact(x, j + EIGHTH);
        Object c = (Object) LOAD_ARRAY.invokeExact(x, j + 2 * EIGHTH);
        Object d = (Object) LOAD_ARRAY.invokeExact(x, j + 3 * EIGHTH);
        Object e = (Object) LOAD_ARRAY.invokeExact(x, j + 4 * EIGHTH);
        Object f = (Object) LOAD_ARRAY.invokeExact(x, j + 5 * EIGHTH);
        Object g = (Object) LOAD_ARRAY.invokeExact(x, j + 6 * EIGHTH);
        Object h = (Object) LOAD_ARRAY.invokeExact(x, j + 7 * EIGHTH);
        a = (Object) SIZE.invokeExact(a);
        b = (Object) SIZE.invokeExact(b);
        c = (Object) SIZE.invokeExact(c);
        d = (Object) SIZE.invokeExact(d);
        e = (Object) SIZE.invokeExact(e);
        f = (Object) SIZE.invokeExact(f);
        g = (Object) SIZE.invokeExact(g);
        h = (Object) SIZE.invokeExact(h);
        a = (Object) PLUS.invokeExact(a, e);
        c = (Object) PLUS.invokeExact(c, g);
        a = (Object) PLUS.invokeExact(a, c);
        b = (Object) PLUS.invokeExact(b, f);
        d = (Object) PLUS.invokeExact(d, h);
        b = (Object) PLUS.invokeExact(b, d);
        a = (Object) PLUS.invokeExact(a, b);
        STORE_ARRAY.invokeExact(a, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  double ofDifferences(float[] x, float[] y, int at) {
    try {
      for (int i = 0; i < EIGHTH; i += Lanes.COUNT) {
        int j = at + i;
        Object a = (Object) LOAD_ARRAY.invokeExact(x, j);
        Object b = (Object) LOAD_ARRAY.invokeExact(x, j + EIGHTH);
        Object c = (Object) LOAD_ARRAY.invokeExact(x, j + 2 * EIGHTH);
        Object d = (Object) LOAD_ARRAY.invokeExact(x, j + 3 * EIGHTH);
        Object e = (Object) LOAD_ARRAY.invokeExact(x, j + 4 * EIGHTH);
        Object f = (Object) LOAD_ARRAY.invokeExact(x, j + 5 * EIGHTH);
        Object g = (Object) LOAD_ARRAY.invokeExact(x, j + 6 * EIGHTH);
        Object h = (Object) LOAD_ARRAY.invokeExact(x, j + 7 * EIGHTH);
        a = (Object) MINUS.invokeExact(a, (Object) LOAD_ARRAY.invokeExact(y, j));
        b = (Object) MINUS.invokeExact(b, (Object) LOAD_ARRAY.invokeExact(y, j + EIGHTH));
        c = (Object) MINUS.invokeExact(c, (Object) LOAD_ARRAY.invokeExact(y, j + 2 * EIGHTH));
        d = (Object) MINUS.invokeExact(d, (Object) LOAD_ARRAY.invokeExact(y, j + 3 * EIGHTH));
        e = (Object) MINUS.invokeExact(e, (Object) LOAD_ARRAY.invokeExact(y, j + 4 * EIGHTH));
        f = (Object) MINUS.invokeExact(f, (Object) LOAD_ARRAY.invokeExact(y, j + 5 * EIGHTH));
        g = (Object) MINUS.invokeExact(g, (Object) LOAD_ARRAY.invokeExact(y, j + 6 * EIGHTH));
        h = (Object) MINUS.invokeExact(h, (Object) LOAD_ARRAY.invokeExact(y, j + 7 * EIGHTH));
        a = (Object) TIMES.invokeExact(a, a);
        b = (Object) TIMES.invokeExact(b, b);
        c = (Object) TIMES.invokeExact(c, c);
        d = (Object) TIMES.invokeExact(d, d);
        e = (Object) TIMES.invokeExact(e, e);
        f = (Object) TIMES.invokeExact(f, f);
        g = (Object) TIMES.invokeExact(g, g);
        h = (Object) TIMES.invokeExact(h, h);
        a = (Object) PLUS.invokeExact(a, e);
        c = (Object) PLUS.invokeExact(c, g);
        a = (Object) PLUS.invokeExact(a, c);
        b = (Object) PLUS.invokeExact(b, f);
        d = (Object) PLUS.invokeExact(d, h);
        b = (Object) PLUS.invokeExact(b, d);
        a = (Object) PLUS.invokeExact(a, b);
        STORE_ARRAY.invokeExact(a, eighth, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
    return ofEighth();
  }

  @Override
  void steps(
      float[] m, float[] v, float[] x, int at, float a, float b, float c, float d, float[] into) {
    try {
      for (int i = 0; i < PIECE; i += Lanes.COUNT) {
        Object mean = (Object) LOAD_ARRAY.invokeExact(m, at + i);
        Object size = (Object) ROOT.invokeExact((Object) LOAD_ARRAY.invokeExact(v, at + i));
        size = (Object) TIMES_NUMBER.invokeExact(size, b);
        size = (Object) PLUS_NUMBER.invokeExact(size, c);
        Object pull = (Object) LOAD_ARRAY.invokeExact(x, at + i);
        pull = (Object) TIMES_NUMBER.invokeExact(pull, d);
        Object step = (Object) OVER.invokeExact((Object) TIMES_NUMBER.invokeExact(mean, a), size);
        step = (Object) PLUS.invokeExact(step, pull);
        STORE_ARRAY.invokeExact(step, into, i);
      }
    } catch (Throwable e) {
      throw Lanes.failure(e);
    }
  }

  private double ofEighth() {
    float[] x = eighth;
    for (int i = 0; i < LEFT; i++) {
      x[i] += x[i + LEFT];
    }
    return exactly(x, 0, LEFT);
  }
}
