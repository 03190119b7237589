package dev.rubato.schedule;

import static dev.rubato.schedule.Curves.curve;
import static dev.rubato.schedule.Curves.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.argument.Span;
import dev.rubato.notation.Notation;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** First and last steps, phrases of one step and of none, and the end of the horizon. */
class BoundariesTest {
  private static final Offset<Double> CLOSE = within(1e-15);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear(0.1 -> 0.02)",
        "cosine(0.1 -> 0.02)",
        "polynomial(0.1 -> 0.02)",
        "polynomial(0.1 -> 0.02, power=0.7)",
        "exponential(0.1 -> 0.02)",
        "rex(0.1 -> 0.02)",
        "cooldown(0.1 -> 0.02)",
        "cooldown(0.1 -> 0.02, shape=linear)",
        "cooldown(0.1 -> 0.02, shape=cosine)",
        "cooldown(0.1 -> 0.02, shape=square)",
      })
  void aRampMeetsBothEndsExactlyAndHoldsTheLast(String text) {
    Curve curve = curve(text, 7);
    assertThat(curve.at(0)).isEqualTo(0.1);
    assertThat(values(curve, 0, 8)).isSortedAccordingTo((x, y) -> Double.compare(y, x));
    assertThat(curve.at(6)).isGreaterThan(0.02);
    assertThat(values(curve, 7, 20)).containsOnly(0.02);
    assertThat(curve.at(Horizon.MAX_STEPS)).isEqualTo(0.02);
    assertThat(curve.at(Long.MAX_VALUE)).isEqualTo(0.02);
  }

  @Test
  void aPhraseOfOneStepHasItsFirstValueOnlyAndThenEnds() {
    assertThat(values(curve("linear(0.1 -> 0)", 1), 0, 3)).containsExactly(0.1, 0, 0);
    assertThat(values(curve("linear(0 -> 1) for 1 then linear(-> 0) for 1 then 5", 3), 0, 4))
        .containsExactly(0, 1, 5, 5);
    assertThat(values(curve("step(0.1, every=1)", 1), 0, 2)).containsExactly(0.1, 0.1);
    assertThat(values(curve("one-cycle(1, div=10, final-div=10)", 1), 0, 2))
        .containsExactly(0.01, 0.01);
  }

  @Test
  void aPhraseOfNoStepsOwnsNoStepButMovesTheLevel() {
    assertThat(values(curve("0.5 for 1% then linear(-> 0)", 2), 0, 3))
        .containsExactly(0.5, 0.25, 0);
    assertThat(values(curve("linear(0 -> 1) for 1% then linear(-> 0)", 2), 0, 3))
        .containsExactly(1, 0.5, 0);
    assertThat(values(curve("0.1 for 1 then 0.2 for 1% then 0.3 for 1% then 0.4", 2), 0, 3))
        .containsExactly(0.1, 0.4, 0.4);
    assertThat(values(curve("0.1 for 2 then linear(-> 0)", 2), 0, 4))
        .containsExactly(0.1, 0.1, 0, 0);
  }

  @Test
  void nothingClimbsWhereAPhraseOfNoStepsHoldsASequence() {
    assertThat(curve("(step(0.1, every=1) for 10 then 0.2) for 1% then linear(-> 0)", 4).at(0))
        .isEqualTo(0.1);
    assertThat(curve("(linear(0.3 -> 1) for 10 then 0.2) for 1% then linear(-> 0)", 4).at(0))
        .isEqualTo(0.3);
  }

  @Test
  void aHorizonShorterThanThePhrasesCutsThemOff() {
    String text = "linear(0 -> 1) for 10 then cosine(-> 0) for 10 then 7";
    assertThat(curve(text, 5).at(4)).isCloseTo(0.4, CLOSE);
    assertThat(curve(text, 5).at(5)).isCloseTo(0.5, CLOSE);
    assertThat(curve(text, 5).at(1000)).isCloseTo(0.5, CLOSE);
    assertThat(curve(text, 15).at(1000)).isCloseTo(0.5, CLOSE);
    assertThat(curve(text, 20).at(1000)).isEqualTo(7);
    // the drop at 5 would have been the next step's
    assertThat(curve("step(1, every=5) for 100 then 7", 5).at(1000)).isEqualTo(1);
  }

  @Test
  void aLastPhraseWithALengthHoldsItsEnd() {
    assertThat(values(curve("linear(1 -> 0.5) for 2", 5), 0, 7))
        .containsExactly(1, 0.75, 0.5, 0.5, 0.5, 0.5, 0.5);
    assertThat(values(curve("step(1, every=1, gamma=0.5) for 2", 5), 0, 6))
        .containsExactly(1, 0.5, 0.5, 0.5, 0.5, 0.5);
  }

  @Test
  void aNegativeStepIsAnError() {
    assertThatThrownBy(() -> curve("0.1", 10).at(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a step must be at least 0, was -1");
  }

  @Test
  void halvesOfAStepAreRoundedUp() {
    assertThat(Horizon.ofSteps(20).stepsOf(Span.percent(2.5))).isEqualTo(1);
    assertThat(new Horizon(20, 7).stepsOf(Span.epochs(1.5))).isEqualTo(11);
    assertThat(Horizon.ofSteps(20).stepsOf(Span.of(2.5))).isEqualTo(3);
    assertThat(Horizon.ofSteps(20).stepsOf(Span.of(2.4999))).isEqualTo(2);
  }

  @Test
  void percentagesAreExactAsDecimals() {
    // in binary 0.7 / 100 * 500 is 3.4999999999999996
    for (int tenths = 0; tenths <= 1000; tenths++) {
      for (int steps = 1; steps <= 300; steps++) {
        double expected = Math.floorDiv(tenths * steps + 500, 1000);
        assertThat(Horizon.ofSteps(steps).stepsOf(Span.percent(tenths / 10.0)))
            .as("%d tenths of a percent of %d", tenths, steps)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void whatWatchesForALengthHoldsAfterIt() {
    RunningSchedule running =
        new RunningSchedule(
            Notation.schedule("plateau(1, factor=0.5, patience=0) for 10"), Horizon.ofSteps(50));
    running.observe(0, "validation-loss", 1);
    running.observe(5, "validation-loss", 1);
    assertThat(running.at(6)).isEqualTo(0.5);
    running.observe(10, "validation-loss", 1);
    running.observe(20, "validation-loss", 1);
    assertThat(running.at(21)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear(0 -> 1) for 2 epochs | \"2 epochs\" counts epochs, but the horizon has no steps per"
            + " epoch",
        "step(1, every=2) per epoch | \"step(1, every=2) per epoch\" counts epochs, but the horizon"
            + " has no steps per epoch",
        "step(1, every=0.4) | every must come to at least one step, was 0.4 of 20 steps;"
            + " did you mean 40%?",
        "repeat(plateau(1), every=5) | plateau can't be used inside repeat, where it would forget"
            + " its metric: put it in a sequence",
        "0 for 5 then exponential(-> 0.1) | an exponential ramp must have both ends on one side of"
            + " 0, was 0 -> 0.1",
      })
  void whatTheHorizonCantMeasureIsAnError(String text, String message) {
    assertThatThrownBy(() -> curve(text, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aPartOfAnEpochThatIsNoStepIsAnError() {
    assertThatThrownBy(() -> curve("cosine-restarts(1 -> 0, first=1e-300) per epoch", 20, 5))
        .hasMessage("first must come to at least one step, was 1e-300 of 20 steps, 5 an epoch");
  }

  @Test
  void whatIsStillOpenCantRun() {
    assertThatThrownBy(() -> curve("linear(0 -> ?1e-4..0.1)", 20))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("?1e-4..0.1 is still open: replace it with a number, or tune it");
  }

  @Test
  void aHorizonHasAtLeastOneStepAndNotTooMany() {
    assertThatThrownBy(() -> Horizon.ofSteps(0)).hasMessage("steps must be from 1 to 2^53, was 0");
    assertThatThrownBy(() -> Horizon.ofSteps((1L << 53) + 1)).hasMessageContaining("1 to 2^53");
    assertThatThrownBy(() -> new Horizon(1, -1))
        .hasMessage("steps per epoch must be from 1 to 2^53, or 0 for no epochs, was -1");
    assertThatThrownBy(() -> Horizon.ofEpochs(1L << 62, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 1 to 2^53, was 4611686018427387904 times 4");
    assertThatThrownBy(() -> Horizon.ofEpochs(-2, -3)).hasMessageContaining("was -2 times -3");
    assertThat(Horizon.ofEpochs(3, 7)).isEqualTo(new Horizon(21, 7));
    assertThat(curve("linear(1 -> 0)", Horizon.MAX_STEPS).at(Horizon.MAX_STEPS / 2)).isEqualTo(0.5);
  }
}
