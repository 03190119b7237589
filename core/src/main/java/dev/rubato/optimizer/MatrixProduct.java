package dev.rubato.optimizer;

import java.util.Arrays;

/**
 * Rows of a product of matrices, in plain loops that the compiler vectorizes and in blocks that
 * stay in the nearest caches. Each number is added up in an order that its row alone decides: so it
 * is the same to the last bit in whatever band of rows, on any number of threads.
 */
final class MatrixProduct {
  /** How many rows are best done together: while they stay near, the other matrix is read once. */
  static final int BAND = 64;

  private static final int TOGETHER = 4;

  /** Up to how many columns a band of rows stays near as it is. */
  private static final int NARROW = 2048;

  /** How many columns of wider rows are done at a time. */
  private static final int PIECE = 1024;

  private MatrixProduct() {}

  /**
   * Rows of A·B.
   *
   * @param to the rows of the product from {@code first} to before {@code last}; other rows stay
   * @param count how many columns A has, and rows B
   * @param length how many columns of the product are wanted
   */
  static void of(
      float[][] a, float[][] b, float[][] to, int first, int last, int count, int length) {
    for (int row = first; row < last; row++) {
      Arrays.fill(to[row], 0, length, 0);
    }
    add(a, b, to, first, last, count, length);
  }

  /** Adds rows of A·B, as {@link #of}. */
  static void add(
      float[][] a, float[][] b, float[][] to, int first, int last, int count, int length) {
    int fours = count - count % TOGETHER;
    if (length <= NARROW) { // whole rows, whose constant beginning makes the loop shorter
      for (int k = 0; k < fours; k += TOGETHER) {
        for (int row = first; row < last; row++) {
          addFour(a[row], k, b, to[row], 0, length);
        }
      }
    } else {
      for (int from = 0; from < length; from += PIECE) {
        int end = Math.min(from + PIECE, length);
        for (int k = 0; k < fours; k += TOGETHER) {
          for (int row = first; row < last; row++) {
            addFour(a[row], k, b, to[row], from, end);
          }
        }
      }
    }
    for (int k = fours; k < count; k++) {
      for (int row = first; row < last; row++) {
        addOne(a[row][k], b[k], to[row], length);
      }
    }
  }

  private static void addFour(float[] row, int k, float[][] b, float[] sum, int from, int end) {
    float r0 = row[k];
    float r1 = row[k + 1];
    float r2 = row[k + 2];
    float r3 = row[k + 3];
    float[] b0 = b[k];
    float[] b1 = b[k + 1];
    float[] b2 = b[k + 2];
    float[] b3 = b[k + 3];
    for (int i = from; i < end; i++) {
      sum[i] += (r0 * b0[i] + r1 * b1[i]) + (r2 * b2[i] + r3 * b3[i]);
    }
  }

  private static void addOne(float factor, float[] b, float[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += factor * b[i];
    }
  }

  /**
   * Copies columns of a matrix into rows of another.
   *
   * @param first the first column
   * @param last the column after the last
   * @param from the first row, and so the first number in the other's rows
   * @param to the row after the last
   */
  static void transpose(
      float[][] matrix, int first, int last, int from, int to, float[][] transposed) {
    for (int row = from; row < to; row++) {
      float[] numbers = matrix[row];
      for (int column = first; column < last; column++) {
        transposed[column][row] = numbers[column];
      }
    }
  }
}
