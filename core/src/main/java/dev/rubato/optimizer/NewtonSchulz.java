package dev.rubato.optimizer;

/**
 * Makes the singular values of a matrix about 1 without computing them: X ← aX + (bA + cA²)X, A =
 * XXᵀ, a few times from X = U/‖U‖. The quintic's coefficients are Jordan's (2024), which bring all
 * but the smallest into 0.7 to 1.2 in five steps; in float32, where the authors use bfloat16.
 *
 * <p>A and A² are symmetric to the last bit, as products are added up in the same order on both
 * sides: only their lower halves are computed.
 */
final class NewtonSchulz {
  /** The index of the input and output matrix in a team's scratch. */
  static final int DIRECTION = 0;

  /** A row for each thread. */
  static final int ROW = 1;

  /** Another. */
  static final int OTHER_ROW = 2;

  private static final int X = 3;
  private static final int NEXT_X = 4;
  private static final int TRANSPOSED = 5;
  private static final int A = 6;
  private static final int B = 7;

  private static final int STRIP = 16; // columns that lie in the same lines of the cache
  private static final float OF_X = 3.4445f;
  private static final float OF_A = -4.7750f;
  private static final float OF_A_SQUARED = 2.0315f;
  private static final double NEVER_0 = 1e-7;

  private final Workers team;
  private final boolean tall;
  private final int rows; // of X, which is never taller than wide
  private final int columns;
  private final int steps;
  private final int band; // rows that a part of the work does
  private final int bands;
  private final Workers.Work take = this::take;
  private final Workers.Work transpose = this::transpose;
  private final Workers.Work square = this::square;
  private final Workers.Work mirrorA = (strip, thread) -> mirror(a(), strip);
  private final Workers.Work combine = this::combine;
  private final Workers.Work mirrorB = (strip, thread) -> mirror(b(), strip);
  private final Workers.Work improve = this::improve;
  private final Workers.Work giveBack = this::giveBack;
  private double norm;
  private float[][] direction = {};
  private float[][] x = {};
  private float[][] next = {};
  private float[][] transposed = {};
  private float[][] a = {};
  private float[][] b = {}; // bA + cA²

  NewtonSchulz(int rows, int columns, int steps, Workers team) {
    this.team = team;
    this.tall = rows > columns;
    this.rows = Math.min(rows, columns);
    this.columns = Math.max(rows, columns);
    this.steps = steps;
    this.band = Math.max(1, Math.min(MatrixProduct.BAND, this.rows / 8));
    this.bands = (this.rows + band - 1) / band;
  }

  /** Replaces the given matrix, whose Frobenius norm is known, by the orthogonal one. */
  void orthogonalize(float[][] given, double frobenius) {
    direction = given;
    norm = frobenius + NEVER_0;
    x = team.scratch(X, rows, columns);
    next = team.scratch(NEXT_X, rows, columns);
    transposed = team.scratch(TRANSPOSED, columns, rows);
    a = team.scratch(A, rows, rows);
    b = team.scratch(B, rows, rows);
    team.run(strips(tall ? rows : columns), take);
    for (int i = 0; i < steps; i++) {
      team.run(strips(columns), transpose);
      team.run(bands, square);
      team.run(strips(rows), mirrorA);
      team.run(bands, combine);
      team.run(strips(rows), mirrorB);
      team.run(bands, improve);
      float[][] last = x;
      x = next;
      next = last;
    }
    team.run(strips(columns), giveBack);
  }

  private float[][] a() {
    return a;
  }

  private float[][] b() {
    return b;
  }

  private static int strips(int length) {
    return (length + STRIP - 1) / STRIP;
  }

  private static int end(int strip, int length) {
    return Math.min((strip + 1) * STRIP, length);
  }

  /** X = U/‖U‖, lying where U stands; a strip of U's columns. */
  private void take(int strip, int thread) {
    int last = end(strip, tall ? rows : columns);
    for (int r = 0; r < (tall ? columns : rows); r++) {
      float[] from = direction[r];
      for (int c = strip * STRIP; c < last; c++) {
        float number = (float) (from[c] / norm);
        if (tall) {
          x[c][r] = number;
        } else {
          x[r][c] = number;
        }
      }
    }
  }

  private void transpose(int strip, int thread) {
    MatrixProduct.transpose(x, strip * STRIP, end(strip, columns), 0, rows, transposed);
  }

  private int last(int part) {
    return Math.min((part + 1) * band, rows);
  }

  /** A = XXᵀ, a band of rows up to where the diagonal leaves it. */
  private void square(int part, int thread) {
    int last = last(part);
    MatrixProduct.of(x, transposed, a, part * band, last, columns, last);
  }

  /** Copies a strip of columns below the diagonal to the rows above it. */
  private void mirror(float[][] matrix, int strip) {
    int first = strip * STRIP;
    int last = end(strip, rows);
    MatrixProduct.transpose(matrix, first, last, last, rows, matrix);
    for (int row = first; row < last; row++) {
      for (int column = first; column < row; column++) {
        matrix[column][row] = matrix[row][column];
      }
    }
  }

  /** B = bA + cA², a band of rows up to where the diagonal leaves it. */
  private void combine(int part, int thread) {
    int last = last(part);
    MatrixProduct.of(a, a, b, part * band, last, rows, last);
    for (int row = part * band; row < last; row++) {
      float[] ofA = a[row];
      float[] ofB = b[row];
      for (int c = 0; c < last; c++) {
        ofB[c] = OF_A * ofA[c] + OF_A_SQUARED * ofB[c];
      }
    }
  }

  /** A band of rows of aX + BX. */
  private void improve(int part, int thread) {
    for (int row = part * band; row < last(part); row++) {
      float[] from = x[row];
      float[] to = next[row];
      for (int c = 0; c < columns; c++) {
        to[c] = OF_X * from[c];
      }
    }
    MatrixProduct.add(b, x, next, part * band, last(part), rows, columns);
  }

  private void giveBack(int strip, int thread) {
    int first = strip * STRIP;
    int last = end(strip, columns);
    if (tall) {
      MatrixProduct.transpose(x, first, last, 0, rows, direction);
      return;
    }
    for (int row = 0; row < rows; row++) {
      System.arraycopy(x[row], first, direction[row], first, last - first);
    }
  }
}
