package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A strategy at work: its numbers, its clips, what it refuses, and what it watches. */
class StepperTest {
  private static final String LOSS = "validation-loss";

  private static Stepper stepper(String strategy, long steps, Tensor... tensors) {
    return new Stepper(Notation.strategy(strategy), Horizon.ofSteps(steps), List.of(tensors));
  }

  private static float step(String strategy, float p, float... gradients) {
    float[] values = {p};
    float[] gradient = new float[1];
    Stepper stepper = stepper(strategy, 100, Tensor.of("p", values, gradient));
    for (float g : gradients) {
      gradient[0] = g;
      stepper.step();
    }
    return values[0];
  }

  @Test
  void theFirstUpdateUsesTheRateAtZero() {
    assertThat(step("sgd: linear(0.5 -> 0)", 1, 1)).isEqualTo(0.5f);
    assertThat(step("linear(0 -> 1)", 1, 1)).as("sgd where none is named").isEqualTo(1);
  }

  @Test
  void momentumFollowsItsSchedule() {
    // b = 1, then 0.25·1 + 1, then 0·b + 1
    assertThat(step("sgd(momentum=0.5 for 1 then 0.25 for 1 then 0): 1", 0, 1, 1, 1))
        .isEqualTo(-1 - 1.25f - 1);
  }

  @Test
  void aHyperparameterThatLeavesItsDomainIsAnErrorThatNamesItAndTheStep() {
    assertThatThrownBy(() -> step("sgd(momentum=0.5 for 2 then 1 * 1.5): 1", 0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum must be in [0, 1), but its schedule gives 1.5 at step 2");
  }

  @Test
  void clipNormCountsAllTensorsTogether() {
    float[] p = {0};
    float[] q = {0};
    Stepper stepper =
        stepper(
            "sgd(clip-norm=1): 1",
            10,
            Tensor.of("p", p, new float[] {3}),
            Tensor.of("q", q, new float[] {-4}));
    stepper.step();
    assertThat(p[0]).isEqualTo(-0.6f);
    assertThat(q[0]).isEqualTo(0.8f);
  }

  @Test
  void clipNormLeavesAShorterGradientAsItIs() {
    assertThat(step("sgd(clip-norm=5): 1", 0, 5)).isEqualTo(-5);
    assertThat(step("sgd(clip-norm=5): 1", 0, 0)).isZero();
  }

  @Test
  void clipNormIsExactUnderTheLargestGradients() {
    float[] p = new float[10_000];
    float[] g = new float[10_000];
    Arrays.fill(g, Float.MAX_VALUE);
    stepper("sgd(clip-norm=1e-6, maximize=true): 1", 10, Tensor.of("p", p, g)).step();
    for (float number : p) {
      assertThat(number).isCloseTo(1e-8f, within(1e-14f));
    }
  }

  @Test
  void clipValueCutsBothSides() {
    assertThat(step("sgd(clip-value=0.5): 1", 0, 3, -0.25f)).isEqualTo(-0.5f + 0.25f);
    assertThat(step("sgd(clip-value=0.5): 1", 0, -3)).isEqualTo(0.5f);
  }

  @Test
  void clippingLeavesTheGradientItselfAsItIs() {
    float[] gradient = {3};
    stepper("sgd(clip-value=0.5, maximize=true): 1", 10, Tensor.of("p", new float[1], gradient))
        .step();
    assertThat(gradient).containsExactly(3);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aGradientThatIsNotFiniteStopsWithNothingUpdated(float bad) {
    float[] p = {1};
    float[] q = {1, 2};
    float[] ofP = {1};
    float[] ofQ = {1, 1};
    Stepper stepper =
        stepper(
            "adam(clip-norm=1): linear(1 -> 0)",
            10,
            Tensor.of("first", p, ofP),
            Tensor.of("second", q, ofQ));
    stepper.step();
    stepper.step();
    float[] before = {p[0], q[0], q[1]};
    ofQ[1] = bad;
    NonFiniteGradientException e =
        catchThrowableOfType(NonFiniteGradientException.class, stepper::step);
    assertThat(e)
        .hasMessage(
            "the gradient of \"second\" is not finite at step 2; nothing was updated: lower the"
                + " learning rate, clip (clip-norm=1), or skip such steps (on-non-finite=skip)");
    assertThat(e.parameter()).isEqualTo("second");
    assertThat(e.step()).isEqualTo(2);
    assertThat(new float[] {p[0], q[0], q[1]}).containsExactly(before);
    assertThat(stepper.t()).isEqualTo(2);
    assertThat(stepper.rate()).isEqualTo(0.8);
  }

  @Test
  void afterASkippedStepItGoesOnAsIfThereHadBeenNone() {
    String strategy = "adam(on-non-finite=skip): linear(1 -> 0)";
    float[] p = {1};
    float[] g = {Float.NaN};
    Stepper stepper = stepper(strategy, 10, Tensor.of("p", p, g));
    stepper.step();
    assertThat(p).containsExactly(1);
    assertThat(stepper.t()).isZero();
    assertThat(stepper.skipped()).isEqualTo(1);
    assertThat(stepper.rate()).isEqualTo(1);
    for (float gradient : new float[] {0.5f, Float.POSITIVE_INFINITY, -2}) {
      g[0] = gradient;
      stepper.step();
    }
    assertThat(p[0]).isEqualTo(step("adam: linear(1 -> 0) for 10", 1, 0.5f, -2));
    assertThat(stepper.skipped()).isEqualTo(2);
  }

  @Test
  void anEvaluationDrivesAPlateau() {
    float[] p = {0};
    Stepper stepper =
        stepper(
            "sgd(momentum=plateau(0.5, patience=0, metric=accuracy, mode=max)):"
                + " 1 for 1 then plateau(factor=0.5, patience=0)",
            10,
            Tensor.of("p", p, new float[] {1}));
    assertThat(stepper.metrics()).containsExactly("accuracy", LOSS);
    stepper.step();
    stepper.observe(LOSS, 1);
    stepper.observe(LOSS, 1);
    assertThat(stepper.rate()).isEqualTo(0.5);
    stepper.observe("accuracy", 0.9);
    stepper.observe("accuracy", 0.9);
    stepper.step();
    // the rate 0.5 times the buffer 0.05·1 + 1
    assertThat(p[0]).isEqualTo(-1 - 0.5f * 1.05f);
    stepper.observe("nobody-watches", 1);
    assertThat(stepper.rate()).isEqualTo(0.5);
  }

  @Test
  void aTensorsGradientHasAsManyNumbersAsItsValues() {
    assertThatThrownBy(() -> Tensor.of("w", new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("w has 2 values, but its gradient has 3");
  }

  @Test
  void whatIsStillOpenCantTrain() {
    assertThatThrownBy(() -> stepper("sgd(momentum=?0..0.9): 1", 10))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("?0..0.9 is still open: replace it with a number, or tune it");
  }

  // Where peers go wrong

  /** transformers#35942. */
  @Test
  void huggingFaceLogsTheRateOneStepLate() {
    float[] p = {0};
    Stepper stepper = stepper("linear(0 -> 1)", 10, Tensor.of("p", p, new float[] {1}));
    double expected = 0;
    for (int t = 0; t < 10; t++) {
      expected -= stepper.rate();
      stepper.step();
      assertThat((double) p[0]).isCloseTo(expected, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"one-cycle(1)", "cyclic(0.1 -> 1, up=2)"})
  void pytorchOneCycleAndCyclicOverwriteMomentumUnasked(String schedule) {
    double rate0 = Notation.schedule(schedule).over(Horizon.ofSteps(100)).at(0);
    double rate1 = Notation.schedule(schedule).over(Horizon.ofSteps(100)).at(1);
    float expected = (float) -(rate0 * 1 + rate1 * (0.5 * 1 + 1));
    assertThat(step("sgd(momentum=0.5): " + schedule, 0, 1, 1)).isCloseTo(expected, within(1e-6f));
  }

  @Test
  void tribuoAdaGradLosesAValueWhenItIsCopied() {
    Strategy strategy =
        Notation.strategy("adagrad(initial-accumulator=0.5, epsilon=1e-3, weight-decay=?): 0.1");
    assertThat(strategy.with(List.of(0.25)))
        .hasToString("adagrad(initial-accumulator=0.5, epsilon=0.001, weight-decay=0.25): 0.1");
  }

  @Test
  void smilesFirstBatchIgnoresTheSchedule() {
    assertThat(step("sgd: linear(0.25 -> 1)", 0, 1)).isEqualTo(-0.25f);
  }

  @Test
  void aStepThatFollowsFromTheLossHasToBeToldIt() {
    float[] p = {1};
    Stepper stepper = stepper("polyak: 1", 10, Tensor.of("p", p, new float[] {4}));
    assertThat(stepper.needsLoss()).isTrue();
    assertThatThrownBy(stepper::step)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the step was not made: the length of polyak's steps follows from the loss: call"
                + " step(loss), with the loss whose gradient it is");
    stepper.step(2); // 2/(½·16) is a quarter
    assertThat(p).containsExactly(0);
    assertThat(stepper("adam: 1", 10, Tensor.of("p", p, new float[] {4})).needsLoss()).isFalse();
  }

  @Test
  void aGroupOfItsOwnOptimizerHasToBeToldTheLossUnlessItIsFrozen() {
    Tensor p = Tensor.of("p", new float[] {1}, new float[] {4});
    Tensor q = Tensor.of("q", new float[] {1}, new float[] {4});
    ParameterGroup momo = ParameterGroup.of("q").optimizer(Notation.optimizer("momo"));
    Strategy sgd = Notation.strategy("sgd: 1");
    Horizon horizon = Horizon.ofSteps(10);
    assertThat(new Stepper(sgd, horizon, List.of(p, q), List.of(momo)).needsLoss()).isTrue();
    ParameterGroup frozen = momo.frozen();
    assertThat(new Stepper(sgd, horizon, List.of(p, q), List.of(frozen)).needsLoss()).isFalse();
  }

  @Test
  void aLossThatIsNotFiniteIsRefusedOrSkippedLikeAGradient() {
    float[] p = {1};
    Stepper stops = stepper("momo: 1", 10, Tensor.of("p", p, new float[] {4}));
    assertThatThrownBy(() -> stops.step(Double.NaN))
        .isInstanceOf(NonFiniteGradientException.class)
        .hasMessage(
            "the loss of step 0 is NaN; nothing was updated: lower the learning rate, or skip such"
                + " steps (on-non-finite=skip)");
    Stepper skips = stepper("momo(on-non-finite=skip): 1", 10, Tensor.of("p", p, new float[] {4}));
    skips.step(Double.POSITIVE_INFINITY);
    assertThat(skips.skipped()).isEqualTo(1);
    assertThat(p).containsExactly(1);
  }

  @Test
  void aLossBelowItsBoundMovesNothingAndUphillTheLossTurnsRound() {
    float[] p = {1};
    float[] g = {4};
    stepper("polyak(lower-bound=3): 1", 10, Tensor.of("p", p, g)).step(2);
    stepper("polyak(maximize=true): 1", 10, Tensor.of("p", p, g)).step(2);
    assertThat(p).containsExactly(1);
    stepper("polyak(maximize=true, lower-bound=-4): 1", 10, Tensor.of("p", p, g)).step(2);
    assertThat(p).containsExactly(2); // −2 is 2 above −4
  }
}
