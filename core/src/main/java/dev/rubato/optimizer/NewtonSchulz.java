package dev.rubato.optimizer;

import java.util.Arrays;

/**
 * Makes the singular values of a matrix about 1 without computing them: X ← aX + (bA + cA²)X, A =
 * XXᵀ, a few times from X = U/‖U‖. The quintic's coefficients are Jordan's (2024), which bring all
 * but the smallest into 0.7 to 1.2 in five steps; in float32, where the authors use bfloat16.
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

  private static final float OF_X = 3.4445f;
  private static final float OF_A = -4.7750f;
  private static final float OF_A_SQUARED = 2.0315f;
  private static final double NEVER_0 = 1e-7;

  private final Workers team;
  private final boolean tall;
  private final int rows; // of X, which is never taller than wide
  private final int columns;
  private final int steps;
  private final Workers.Work take = this::take;
  private final Workers.Work transpose = this::transpose;
  private final Workers.Work square = this::square;
  private final Workers.Work improve = this::improve;
  private final Workers.Work giveBack = this::giveBack;
  private double norm;
  private float[][] direction = {};
  private float[][] x = {};
  private float[][] next = {};
  private float[][] transposed = {};
  private float[][] a = {};
  private float[][] b = {}; // for each thread a row of bA + cA²

  NewtonSchulz(int rows, int columns, int steps, Workers team) {
    this.team = team;
    this.tall = rows > columns;
    this.rows = Math.min(rows, columns);
    this.columns = Math.max(rows, columns);
    this.steps = steps;
  }

  /** Replaces the given matrix, whose Frobenius norm is known, by the orthogonal one. */
  void orthogonalize(float[][] given, double frobenius) {
    direction = given;
    norm = frobenius + NEVER_0;
    x = team.scratch(X, rows, columns);
    next = team.scratch(NEXT_X, rows, columns);
    transposed = team.scratch(TRANSPOSED, columns, rows);
    a = team.scratch(A, rows, rows);
    b = team.scratch(B, team.threads(), rows);
    team.run(rows, take);
    for (int i = 0; i < steps; i++) {
      team.run(columns, transpose);
      team.run(rows, square);
      team.run(rows, improve);
      float[][] last = x;
      x = next;
      next = last;
    }
    team.run(tall ? columns : rows, giveBack);
  }

  /** X = U/‖U‖, lying where U stands. */
  private void take(int row, int thread) {
    for (int c = 0; c < columns; c++) {
      x[row][c] = (float) ((tall ? direction[c][row] : direction[row][c]) / norm);
    }
  }

  private void transpose(int column, int thread) {
    float[] to = transposed[column];
    for (int r = 0; r < rows; r++) {
      to[r] = x[r][column];
    }
  }

  /** A row of A = XXᵀ. */
  private void square(int row, int thread) {
    Arrays.fill(a[row], 0, rows, 0);
    addProduct(x[row], columns, transposed, a[row], rows);
  }

  /** A row of aX + (bA + cA²)X. */
  private void improve(int row, int thread) {
    float[] ofA = a[row];
    float[] ofB = b[thread];
    Arrays.fill(ofB, 0, rows, 0);
    addProduct(ofA, rows, a, ofB, rows);
    for (int c = 0; c < rows; c++) {
      ofB[c] = OF_A * ofA[c] + OF_A_SQUARED * ofB[c];
    }
    float[] from = x[row];
    float[] to = next[row];
    for (int c = 0; c < columns; c++) {
      to[c] = OF_X * from[c];
    }
    addProduct(ofB, rows, x, to, columns);
  }

  private void giveBack(int row, int thread) {
    float[] to = direction[row];
    int length = tall ? rows : columns;
    for (int c = 0; c < length; c++) {
      to[c] = tall ? x[c][row] : x[row][c];
    }
  }

  /** Adds a row times a matrix, four of its rows at a time. */
  private static void addProduct(
      float[] row, int count, float[][] matrix, float[] sum, int length) {
    int k = 0;
    for (; k < count - 3; k += 4) {
      float r0 = row[k];
      float r1 = row[k + 1];
      float r2 = row[k + 2];
      float r3 = row[k + 3];
      float[] m0 = matrix[k];
      float[] m1 = matrix[k + 1];
      float[] m2 = matrix[k + 2];
      float[] m3 = matrix[k + 3];
      for (int i = 0; i < length; i++) {
        sum[i] += (r0 * m0[i] + r1 * m1[i]) + (r2 * m2[i] + r3 * m3[i]);
      }
    }
    for (; k < count; k++) {
      float r = row[k];
      float[] m = matrix[k];
      for (int i = 0; i < length; i++) {
        sum[i] += r * m[i];
      }
    }
  }
}
