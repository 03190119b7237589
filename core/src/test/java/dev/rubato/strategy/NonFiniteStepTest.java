package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A gradient that is not finite, with every algorithm: the step is not made, and nothing moves. */
class NonFiniteStepTest {
  private static final int ROWS = 170;
  private static final int COLUMNS = 100; // more than a chunk
  private static final float[] BAD = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

  static List<String> optimizers() {
    return Algorithms.all().stream().map(each -> each.signature().name()).toList();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void nothingMoves(String optimizer) throws IOException {
    float[] p = new float[ROWS * COLUMNS];
    float[] g = new float[ROWS * COLUMNS];
    for (int i = 0; i < p.length; i++) {
      p[i] = 1 + i % 7 * 0.1f;
      g[i] = i % 5 * 0.01f - 0.02f;
    }
    Stepper stepper =
        new Stepper(
            Notation.strategy(optimizer + ": 0.01"),
            Horizon.ofSteps(100),
            List.of(Tensor.of("w", p, g, ROWS, COLUMNS), Tensor.of("other", p.clone(), g.clone())));
    int made = 0;
    for (int at : new int[] {0, 77, Tensor.BLOCK - 1, Tensor.BLOCK, p.length - 1}) {
      byte[] before = Checkpoint.bytes(stepper.snapshot());
      float[] parameters = p.clone();
      float gradient = g[at];
      g[at] = BAD[made % BAD.length];
      assertThatThrownBy(() -> stepper.step(1))
          .isInstanceOf(NonFiniteGradientException.class)
          .hasMessageContaining("\"w\"");
      g[at] = gradient;
      assertThat(p).isEqualTo(parameters);
      assertThat(Checkpoint.bytes(stepper.snapshot())).isEqualTo(before);
      stepper.step(1);
      made++;
    }
    assertThat(stepper.t()).isEqualTo(made);
  }

  /** Parameters that are not finite are no fault of a gradient that is. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void theGradientIsNotAccusedForTheParameters(String optimizer) {
    float[] p = {1, 2, 3, 4};
    float[] g = {0.1f, 0.2f, 0.3f, 0.4f};
    Stepper stepper =
        new Stepper(
            Notation.strategy(optimizer + ": 0.01"),
            Horizon.ofSteps(100),
            List.of(Tensor.of("w", p, g, 2, 2)));
    stepper.step(1);
    p[2] = Float.POSITIVE_INFINITY;
    stepper.step(1);
    p[2] = Float.NaN;
    stepper.step(1);
    assertThat(stepper.t()).isEqualTo(3);
  }
}
