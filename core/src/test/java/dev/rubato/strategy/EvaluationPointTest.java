package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameters to evaluate, in the place of those that are trained at, and back. */
class EvaluationPointTest {
  private final float[] p = {1, -2, 3};
  private final float[] g = new float[3];

  private Stepper stepper(String strategy, StepperOptions options) {
    return new Stepper(
        Notation.strategy(strategy), Horizon.ofSteps(100), List.of(Tensor.of("p", p, g)), options);
  }

  private void step(Stepper stepper) {
    for (int i = 0; i < p.length; i++) {
      g[i] = p[i] - i;
    }
    stepper.step();
  }

  @ParameterizedTest
  @ValueSource(strings = {"schedule-free-sgd", "schedule-free-adamw", "adam"})
  void trainingComesBackToTheLastBitHoweverOftenItIsLeft(String optimizer) {
    Stepper stepper = stepper(optimizer + ": 0.1", StepperOptions.DEFAULT);
    for (int t = 0; t < 20; t++) {
      float[] trained = p.clone();
      stepper.toTraining();
      stepper.toEvaluation();
      float[] evaluated = p.clone();
      stepper.toEvaluation();
      assertThat(p).as("shown twice").isEqualTo(evaluated);
      if (optimizer.equals("adam") || t < 2) {
        assertThat(evaluated).as("one point only").isEqualTo(trained);
      } else {
        assertThat(evaluated).as("the averaged point").isNotEqualTo(trained);
      }
      stepper.toTraining();
      stepper.toTraining();
      assertThat(p).isEqualTo(trained);
      step(stepper);
    }
  }

  @Test
  void whatIsWrittenWhileEvaluatingIsForgotten() {
    Stepper stepper = stepper("schedule-free-sgd: 0.1", StepperOptions.DEFAULT);
    step(stepper);
    float[] trained = p.clone();
    stepper.toEvaluation();
    p[0] = 17;
    stepper.toTraining();
    assertThat(p).isEqualTo(trained);
  }

  @Test
  void noStepIsMadeFromThePointToEvaluate() {
    Stepper stepper = stepper("adam: 0.1", StepperOptions.DEFAULT);
    step(stepper);
    float[] before = p.clone();
    stepper.toEvaluation();
    assertThatThrownBy(() -> step(stepper))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the parameters are those to evaluate: call toTraining() before the gradient is"
                + " computed and step() is called");
    assertThat(p).isEqualTo(before);
    stepper.toTraining();
    step(stepper);
    assertThat(stepper.t()).isEqualTo(2);
  }

  @Test
  void theAverageWeighsThePointsVisitedAndNothingElse() {
    Stepper stepper = stepper("sgd: 0.25", StepperOptions.DEFAULT.withAverage(0.75));
    double sum = 0;
    double weights = 0;
    for (int t = 1; t <= 10; t++) {
      step(stepper);
      sum = 0.75 * sum + p[0];
      weights = 0.75 * weights + 1;
      float trained = p[0];
      stepper.toEvaluation();
      assertThat((double) p[0]).isCloseTo(sum / weights, within(1e-6));
      stepper.toTraining();
      assertThat(p[0]).isEqualTo(trained);
    }
  }

  @Test
  void beforeTheFirstStepThereIsNothingToAverage() {
    for (StepperOptions options :
        List.of(StepperOptions.DEFAULT, StepperOptions.DEFAULT.withAverage(0.9))) {
      Stepper stepper = stepper("schedule-free-adamw: 0.1", options);
      stepper.toEvaluation();
      assertThat(p).containsExactly(1, -2, 3);
      stepper.toTraining();
    }
  }

  @Test
  void theAverageOfAFrozenParameterIsTheParameter() {
    Stepper stepper =
        stepper(
            "sgd: 0.25",
            StepperOptions.DEFAULT
                .withAverage(0.9)
                .withGroups(List.of(ParameterGroup.of("p").frozenUntil(2))));
    step(stepper);
    stepper.toEvaluation();
    assertThat(p).containsExactly(1, -2, 3);
    stepper.toTraining();
    step(stepper);
    step(stepper);
    float[] first = p.clone();
    stepper.toEvaluation();
    assertThat(p).as("the average of one point").isEqualTo(first);
  }

  @Test
  void anAverageThatIsAskedForComesBeforeScheduleFreesOwn() {
    Stepper stepper = stepper("schedule-free-sgd: 0.1", StepperOptions.DEFAULT.withAverage(0));
    Stepper averaged = stepper("schedule-free-sgd: 0.1", StepperOptions.DEFAULT.withAverage(0.5));
    assertThat(stepper.snapshot().tensors().get(0).arrays()).hasDimensions(1, 3);
    assertThat(averaged.snapshot().tensors().get(0).arrays()).hasDimensions(2, 3);
    step(averaged);
    float[] first = p.clone();
    averaged.toEvaluation();
    assertThat(p).as("the average of the only point").isEqualTo(first);
  }

  @Test
  void aMatrixIsAveragedToo() {
    float[] w = {1, 2, 3, 4};
    float[] slope = {1, 0, 0, 1};
    Stepper stepper =
        new Stepper(
            Notation.strategy("muon: 0.1"),
            Horizon.ofSteps(10),
            List.of(Tensor.of("w", w, slope, 2, 2)),
            StepperOptions.DEFAULT.withAverage(0.5));
    stepper.step();
    float first = w[0];
    stepper.step();
    float second = w[0];
    stepper.toEvaluation();
    assertThat((double) w[0]).isCloseTo((0.5 * first + second) / 1.5, within(1e-6));
  }

  @Test
  void anAveragesWeightIsBelowOne() {
    assertThatThrownBy(() -> StepperOptions.DEFAULT.withAverage(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the average's weight must be in [0, 1), was 1");
    assertThatThrownBy(() -> StepperOptions.DEFAULT.withThreads(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads must be at least 0, was -1");
  }
}
