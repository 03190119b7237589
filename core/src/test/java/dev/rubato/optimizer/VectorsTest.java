package dev.rubato.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums by the processor's vectors, on a Java that has the module for them. */
@EnabledIfSystemProperty(named = "rubato.vectors", matches = "true")
class VectorsTest {
  private static final int SIZE = 3 * PieceSums.PIECE;
  private static final float[] SPECIAL = {
    0, -0f, Float.MIN_VALUE, 1e-30f, 1e30f, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY
  };

  private final PieceSums vectors = PieceSums.create();
  private final PieceSums plain = new PlainPieceSums();

  @Test
  void theyAreThere() {
    assertThat(vectors).isNotInstanceOf(PlainPieceSums.class);
  }

  /** Of ordinary numbers, and of some that are not. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20})
  void aSumHasTheBitsOfAPlainOne(int specials) {
    SplittableRandom random = new SplittableRandom(specials);
    float[] x = numbers(random, specials);
    float[] y = numbers(random, specials);
    float[] z = numbers(random, specials);
    for (int at : new int[] {0, 1, 16, 1024, 1037, 2048}) {
      assertSame(vectors.of(x, at), plain.of(x, at));
      assertSame(vectors.ofSquares(x, at), plain.ofSquares(x, at));
      assertSame(vectors.ofSizes(x, at), plain.ofSizes(x, at));
      assertSame(vectors.ofProducts(x, at, y, 7), plain.ofProducts(x, at, y, 7));
      assertSame(vectors.ofSquaredProducts(x, at, y, 7), plain.ofSquaredProducts(x, at, y, 7));
      assertSame(vectors.ofDifferences(x, y, at), plain.ofDifferences(x, y, at));
      float[] steps = new float[PieceSums.PIECE];
      float[] plainSteps = new float[PieceSums.PIECE];
      vectors.steps(x, y, z, at, 1.1f, 0.9f, 1e-3f, 0.1f, steps);
      plain.steps(x, y, z, at, 1.1f, 0.9f, 1e-3f, 0.1f, plainSteps);
      assertThat(steps).isEqualTo(plainSteps);
    }
  }

  /** The same bits, of which all NaNs have the same. */
  private static void assertSame(double one, double other) {
    assertThat(Double.doubleToLongBits(one)).isEqualTo(Double.doubleToLongBits(other));
  }

  /** Vectors that stay objects would fill the heap. */
  @Test
  void sumsAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] x = numbers(new SplittableRandom(1), 0);
    float[] steps = new float[PieceSums.PIECE];
    double sum = 0;
    long allocated = -1;
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (allocated != 0 && System.nanoTime() < deadline) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      for (int i = 0; i < 1000; i++) {
        sum += vectors.of(x, i) + vectors.ofSquares(x, i) + vectors.ofSizes(x, i);
        sum += vectors.ofProducts(x, i, x, 5) + vectors.ofDifferences(x, x, i);
        sum += vectors.ofSquaredProducts(x, i, x, 5);
        vectors.steps(x, x, x, i, 1, 1, 1, 1, steps);
      }
      allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
    assertThat(sum).isNotZero();
    assertThat(allocated).isZero();
  }

  private static float[] numbers(SplittableRandom random, int specials) {
    float[] numbers = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < specials; i++) {
      numbers[random.nextInt(SIZE)] = SPECIAL[random.nextInt(SPECIAL.length)];
    }
    return numbers;
  }
}
