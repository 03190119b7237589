package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first step of every optimizer by hand, and gradients at the edges of what there is. */
class FirstStepsTest {

  static Stream<OptimizerTable.Row> rows() {
    return OptimizerTable.rows().stream();
  }

  /** A parameter of 1, at a rate of 0.1, when its first gradient is 4. */
  @ParameterizedTest
  @MethodSource("rows")
  void theFirstStepIsThePapers(OptimizerTable.Row row) {
    double expected = row.firstStep();
    // from 1 where floats can show it, else from 0, where no optimizer that moves so little cares
    float start = expected < 1e-3 && !row.optimizer().equals("lars") ? 0 : 1;
    float[] p = {start};
    stepper(row.optimizer() + ": 0.1", Tensor.of("p", p, new float[] {4})).step(8);
    assertThat((double) start - p[0]).isCloseTo(expected, within(Math.max(expected, 1e-3) * 2e-4));
  }

  private static Stepper stepper(String strategy, Tensor... tensors) {
    return new Stepper(Notation.strategy(strategy), Horizon.ofSteps(100), List.of(tensors));
  }

  static Stream<String> names() {
    return OptimizerTable.names();
  }

  private static float[] filled(int size, double scale) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) (scale * Math.sin(1 + i));
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("names")
  void aMatrixStaysFiniteUnderTinyAndHugeGradients(String optimizer) {
    for (double scale : new double[] {1e-45, 1e-38, 1e-30, 1e-20, 1e-10, 1e10, 1e18, 1e30, 1e38}) {
      float[] p = filled(12, 1);
      float[] g = new float[12];
      Stepper stepper = stepper(optimizer + ": 1e-3", Tensor.of("w", p, g, 4, 3));
      for (int t = 0; t < 20; t++) {
        System.arraycopy(filled(12, scale / (1 + t % 3)), 0, g, 0, 12);
        stepper.step(8);
      }
      for (float number : p) {
        assertThat(number).as("%s", scale).isFinite();
      }
    }
  }

  /** A step in proportion to the tensor is a small number times a large one. */
  @ParameterizedTest
  @ValueSource(strings = {"lamb", "lamb(epsilon=1)", "lars(epsilon=0)", "lars(trust=1)"})
  void aLargeTensorStaysFiniteUnderTheSmallestGradients(String optimizer) {
    for (float smallest : new float[] {Float.MIN_VALUE, 10 * Float.MIN_VALUE, 1e-40f}) {
      float[] p = filled(12, 1e6);
      float[] g = new float[12];
      g[3] = smallest;
      Stepper stepper = stepper(optimizer + ": 0.1", Tensor.of("w", p, g));
      for (int t = 0; t < 20; t++) {
        stepper.step(8);
      }
      for (float number : p) {
        assertThat(number).isFinite();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.MIN_VALUE, -Float.MIN_VALUE, 1e-38f, 1, -3e38f})
  void onlyTheSignOfAGradientCountsForLionAndRprop(float gradient) {
    for (String optimizer : new String[] {"lion(beta1=0)", "rprop"}) {
      float[] p = {0, 1};
      stepper(optimizer + ": 0.5", Tensor.of("p", p, new float[] {gradient, 0})).step(8);
      assertThat(p).containsExactly(-0.5f * Math.signum(gradient), 1);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aMatrixWithoutGradientStaysWhereItIs(String optimizer) {
    float[] p = filled(12, 1);
    float[] before = p.clone();
    float[] g = new float[12];
    boolean decays = Set.of("adamw", "nadamw", "soap").contains(optimizer);
    String plain = decays ? optimizer + "(weight-decay=0)" : optimizer;
    Stepper stepper = stepper(plain + ": 0.1", Tensor.of("w", p, g, 4, 3));
    for (int t = 0; t < 20; t++) {
      stepper.step(8);
    }
    assertThat(p).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRateOfZeroLeavesAMatrixBitIdentical(String optimizer) {
    float[] p = filled(12, 1);
    p[0] = 0;
    p[1] = -0f;
    float[] before = p.clone();
    Stepper stepper = stepper(optimizer + ": 0", Tensor.of("w", p, filled(12, 3), 4, 3));
    for (int t = 0; t < 20; t++) {
      stepper.step(8);
      stepper.toEvaluation();
      assertThat(p).isEqualTo(before);
      stepper.toTraining();
    }
    assertThat(p).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aMatrixMayBeEmptyOrThinOrOneNumber(String optimizer) {
    for (int[] shape : new int[][] {{0, 3}, {3, 0}, {1, 5}, {5, 1}, {1, 1}, {2, 0, 2}, {2, 3, 4}}) {
      int size = 1;
      for (int length : shape) {
        size *= length;
      }
      float[] p = filled(size, 1);
      Stepper stepper = stepper(optimizer + ": 0.1", Tensor.of("w", p, filled(size, 2), shape));
      for (int t = 0; t < 5; t++) {
        stepper.step(8);
      }
      assertThat(stepper.t()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 9})
  void muonDrivesSingularValuesByTheQuintic(int steps) {
    // a matrix with orthogonal rows keeps its directions: only the singular values move
    float[] p = new float[4];
    String strategy = "muon(momentum=0, nesterov=false, ns-steps=" + steps + "): 1";
    stepper(strategy, Tensor.of("w", p, new float[] {3, 4, -4, 3}, 2, 2)).step();
    double sigma = 5 / Math.sqrt(50);
    for (int i = 0; i < steps; i++) {
      sigma = 3.4445 * sigma - 4.7750 * Math.pow(sigma, 3) + 2.0315 * Math.pow(sigma, 5);
    }
    assertThat(p[0]).isCloseTo((float) (-0.6 * sigma), within(1e-5f));
    assertThat(p[1]).isCloseTo((float) (-0.8 * sigma), within(1e-5f));
    assertThat(p[2]).isCloseTo((float) (0.8 * sigma), within(1e-5f));
    assertThat(p[3]).isCloseTo((float) (-0.6 * sigma), within(1e-5f));
  }

  @Test
  void aTallMatrixMovesAsItsTransposeDoesButForTheScale() {
    float[] tall = new float[6];
    float[] wide = new float[6];
    float[] gradient = {1, -2, 3, 0.5f, -1.5f, 2};
    float[] turned = {1, 3, -1.5f, -2, 0.5f, 2};
    stepper("muon: 1", Tensor.of("w", tall, gradient, 3, 2)).step();
    stepper("muon: 1", Tensor.of("w", wide, turned, 2, 3)).step();
    float scale = (float) Math.sqrt(1.5);
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 2; column++) {
        assertThat(tall[row * 2 + column]).isCloseTo(scale * wide[column * 3 + row], within(1e-6f));
      }
    }
  }
}
