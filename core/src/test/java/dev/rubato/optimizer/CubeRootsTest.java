package dev.rubato.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Cube roots of floats, a piece at a time. */
class CubeRootsTest {
  private static final float SMALLEST = Float.MIN_NORMAL;
  private static final float LARGEST = 0x1p125f;

  @Test
  void eachIsRightToAFewUnitsInTheLastPlace() {
    SplittableRandom random = new SplittableRandom(1);
    int first = Float.floatToRawIntBits(SMALLEST);
    int last = Float.floatToRawIntBits(LARGEST);
    CubeRoots roots = CubeRoots.room();
    for (int piece = 0; piece < 20; piece++) {
      float[] x = new float[CubeRoots.PIECE];
      for (int i = 0; i < x.length; i++) {
        x[i] = Float.intBitsToFloat(random.nextInt(first, last + 1));
      }
      float[] root = x.clone();
      roots.replace(root, 0, root.length);
      for (int i = 0; i < x.length; i++) {
        double exact = Math.cbrt(x[i]);
        assertThat(Math.abs(root[i] - exact))
            .as("of %s", x[i])
            .isLessThan(4 * Math.ulp((float) exact));
      }
      roots.restore(root, 0, root.length);
      assertThat(root).containsExactly(x);
    }
  }

  @Test
  void zeroAndInfinityStayAndNothingElseIsTouched() {
    float[] x = {5, 0, 8, Float.POSITIVE_INFINITY, 1, 7};
    CubeRoots.room().replace(x, 1, 5);
    assertThat(x).containsExactly(5, 0, 2, Float.POSITIVE_INFINITY, 1, 7);
  }
}
