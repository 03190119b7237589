package dev.rubato.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of matrices, also of such as are done piece by piece. */
class MatrixProductTest {
  private static final int ROWS = 5;
  private static final int LAST = 4; // the last row stays

  private static float[][] random(Random random, int rows, int columns) {
    float[][] matrix = new float[rows][columns];
    for (float[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "8, 30", "7, 2048", "10, 2049", "9, 3072", "4, 5000"})
  void eachNumberIsTheSumThatItWouldBeAlone(int count, int length) {
    Random random = new Random(length);
    float[][] a = random(random, ROWS, count);
    float[][] b = random(random, count, length);
    float[][] product = new float[ROWS][length];
    MatrixProduct.of(a, b, product, 0, LAST, count, length);
    float[][] alone = new float[ROWS][length]; // each column by itself
    double error = 0;
    for (int column = 0; column < length; column++) {
      float[][] of = new float[count][1];
      for (int k = 0; k < count; k++) {
        of[k][0] = b[k][column];
      }
      float[][] sum = new float[ROWS][1];
      MatrixProduct.of(a, of, sum, 1, LAST, count, 1);
      for (int row = 1; row < LAST; row++) {
        alone[row][column] = sum[row][0];
        double exact = 0;
        for (int k = 0; k < count; k++) {
          exact += (double) a[row][k] * b[k][column];
        }
        error = Math.max(error, Math.abs(exact - product[row][column]));
      }
    }
    for (int row = 1; row < LAST; row++) {
      assertThat(product[row]).isEqualTo(alone[row]);
    }
    assertThat(error).isLessThan(1e-5);
    assertThat(product[LAST]).containsOnly(0);
  }
}
