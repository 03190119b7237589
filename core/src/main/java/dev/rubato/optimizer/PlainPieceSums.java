package dev.rubato.optimizer;

/**
 * {@link PieceSums} in loops that the compiler vectorizes: over copies, as an index with an offset
 * would keep it from that, and each with a distance that is known.
 */
final class PlainPieceSums extends PieceSums {
  private final float[] values = ThreadArrays.floats(PIECE);
  private final float[] others = ThreadArrays.floats(PIECE);
  private final float[] lanes = ThreadArrays.floats(HALF);

  /** A piece that begins at 0. */
  private static float[] whole(float[] x, int at, float[] room) {
    if (at == 0) {
      return x;
    }
    System.arraycopy(x, at, room, 0, PIECE);
    return room;
  }

  @Override
  double of(float[] numbers, int at) {
    float[] x = whole(numbers, at, values);
    float[] to = lanes;
    for (int i = 0; i < HALF; i++) {
      to[i] = x[i] + x[i + HALF];
    }
    return ofLanes();
  }

  @Override
  double ofSquares(float[] numbers, int at) {
    float[] x = whole(numbers, at, values);
    float[] to = lanes;
    for (int i = 0; i < HALF; i++) {
      to[i] = x[i] * x[i] + x[i + HALF] * x[i + HALF];
    }
    return ofLanes();
  }

  @Override
  double ofProducts(float[] numbers, int at, float[] factors, int start) {
    float[] x = whole(numbers, at, values);
    float[] y = whole(factors, start, others);
    float[] to = lanes;
    for (int i = 0; i < HALF; i++) {
      to[i] = x[i] * y[i] + x[i + HALF] * y[i + HALF];
    }
    return ofLanes();
  }

  @Override
  double ofSquaredProducts(float[] numbers, int at, float[] factors, int start) {
    float[] x = whole(numbers, at, values);
    float[] y = whole(factors, start, others);
    float[] to = values;
    for (int i = 0; i < PIECE; i++) {
      to[i] = x[i] * y[i];
    }
    return ofSquares(to, 0);
  }

  @Override
  double ofSizes(float[] numbers, int at) {
    float[] x = whole(numbers, at, values);
    float[] to = lanes;
    for (int i = 0; i < HALF; i++) {
      to[i] = Math.abs(x[i]) + Math.abs(x[i + HALF]);
    }
    return ofLanes();
  }

  @Override
  double ofDifferences(float[] numbers, float[] less, int at) {
    float[] x = whole(numbers, at, values);
    float[] y = whole(less, at, others);
    float[] to = values;
    for (int i = 0; i < PIECE; i++) {
      to[i] = x[i] - y[i];
    }
    return ofSquares(to, 0);
  }

  @Override
  void steps(
      float[] means,
      float[] squares,
      float[] numbers,
      int at,
      float a,
      float b,
      float c,
      float d,
      float[] into) {
    float[] x = whole(numbers, at, values);
    float[] m = whole(means, at, others);
    System.arraycopy(squares, at, into, 0, PIECE);
    for (int i = 0; i < PIECE; i++) {
      float size = (float) Math.sqrt(into[i]) * b + c;
      into[i] = a * m[i] / size + d * x[i];
    }
  }

  /** Adds up the lanes by halves. */
  private double ofLanes() {
    float[] x = lanes;
    for (int i = 0; i < 256; i++) {
      x[i] += x[i + 256];
    }
    for (int i = 0; i < 128; i++) {
      x[i] += x[i + 128];
    }
    for (int i = 0; i < LEFT; i++) {
      x[i] += x[i + LEFT];
    }
    return exactly(x, 0, LEFT);
  }
}
