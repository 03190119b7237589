package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Signature;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.MeasuringKernel;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.StepContext;
import dev.rubato.optimizer.Sums;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedules;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  /** An algorithm that changes its state when it measures, and counts how often it begins. */
  private static final class Counting extends Algorithm {
    private int begun;

    Counting() {
      super(Signature.of("counting"), new CatalogueEntry("counts", "p", "this test", "", ""));
    }

    @Override
    public Kernel kernel(Arguments arguments) {
      return new MeasuringKernel() {
        @Override
        public int slots() {
          return 1;
        }

        @Override
        public int sums() {
          return 1;
        }

        @Override
        public void begin(StepContext step) {
          begun++;
        }

        @Override
        public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
          state[0][from] += g[from];
        }

        @Override
        public void conclude(double[] sums) {}

        @Override
        public void update(float[] p, float[] g, float[][] state, int from, int to) {}
      };
    }
  }

  @Test
  void aKernelThatChangesAsItMeasuresBeginsNoStepThatIsNotMade() {
    Counting algorithm = new Counting();
    float[] g = {1};
    Stepper stepper =
        new Stepper(
            new Strategy(Optimizer.of(algorithm), Schedules.constant(0.1)),
            Horizon.ofSteps(100),
            List.of(Tensor.of("w", new float[] {1}, g)));
    stepper.step();
    g[0] = Float.NaN;
    assertThatThrownBy(stepper::step).isInstanceOf(NonFiniteGradientException.class);
    assertThat(algorithm.begun).isEqualTo(1);
    g[0] = 1;
    stepper.step();
    assertThat(algorithm.begun).isEqualTo(2);
  }
}
