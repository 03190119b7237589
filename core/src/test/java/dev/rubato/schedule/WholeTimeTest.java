package dev.rubato.schedule;

import static dev.rubato.schedule.Curves.curve;
import static dev.rubato.schedule.Curves.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times of the whole training: phrases that end at one, and calls that count from its start. */
class WholeTimeTest {
  private static final String LOSS = "validation-loss";

  private static Curve epochs(String text, long epochs, long stepsPerEpoch) {
    return Notation.schedule(text).over(Horizon.ofEpochs(epochs, stepsPerEpoch));
  }

  @Test
  void untilEndsAPhraseHoweverLongWhatCameBefore() {
    for (int warmUp = 1; warmUp < 89; warmUp++) {
      Curve curve =
          curve("linear(0 -> 1) for " + warmUp + " then 1 until 90% then linear(-> 0)", 100);
      assertThat(values(curve, warmUp, 91)).containsOnly(1);
      assertThat(curve.at(91)).isEqualTo(0.9);
      assertThat(curve.at(100)).isZero();
    }
  }

  @Test
  void untilIsTheSameAsForInAFirstPhrase() {
    for (String time : List.of("30", "2.5 epochs", "12.5%")) {
      Curve until = epochs("cosine(1 -> 0.5) until " + time + " then linear(-> 0)", 10, 7);
      Curve lasting = epochs("cosine(1 -> 0.5) for " + time + " then linear(-> 0)", 10, 7);
      assertThat(values(until, 0, 75)).containsExactly(values(lasting, 0, 75));
    }
  }

  @Test
  void untilCountsFromTheTrainingAlsoWhereItIsNested() {
    Curve curve =
        curve("0 for 10 then (1 until 15 then 2) for 10 then 3 * (1 until 25 then 2)", 40);
    assertThat(values(curve, 0, 10)).containsOnly(0);
    assertThat(values(curve, 10, 15)).containsOnly(1);
    assertThat(values(curve, 15, 20)).containsOnly(2);
    assertThat(values(curve, 20, 25)).containsOnly(3);
    assertThat(values(curve, 25, 45)).containsOnly(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 for 50 then 2 until 50% then 3 | \"2 until 50%\" is over before it begins: it begins after"
            + " 50 steps, and 50% is after 50 of 100",
        "1 for 50 then 2 until 2 epochs   | \"2 until 2 epochs\" is over before it begins: it begins"
            + " after 50 steps, and 2 epochs is after 20 of 100",
        "1 until 30 then 2 until 20       | \"2 until 20\" is over before it begins: it begins after 30"
            + " steps, and 20 is after 20 of 100",
        "1 until 0.4% then 2              | \"1 until 0.4%\" is over before it begins: it begins after"
            + " 0 steps, and 0.4% is after 0 of 100",
        "repeat(1 until 5 then 2, every=10) | until can't be used inside repeat, where time begins"
            + " again: write it outside, or use for",
        "repeat(step(1, every=5) from start, every=10) | from start can't be used inside repeat, where"
            + " time begins again: write it outside, or use for",
      })
  void whatWouldBeOverBeforeItBeginsIsAnError(String text, String reason) {
    assertThatThrownBy(() -> epochs(text, 10, 10)).hasMessage(reason);
  }

  @Test
  void milestonesFromStartDropWhereTheyAreWritten() {
    Curve curve =
        epochs(
            "linear(0 -> 0.4) for 5 epochs then multistep(0.4, at=[30, 60, 80]) per epoch from start",
            90,
            100);
    assertThat(curve.at(499)).isLessThan(0.4);
    for (long t = 500; t < 9000; t++) {
      int drops = t < 3000 ? 0 : t < 6000 ? 1 : t < 8000 ? 2 : 3;
      assertThat(curve.at(t)).isEqualTo(0.4 * Math.pow(0.1, drops));
    }
  }

  @Test
  void aRampFromStartIsTheRampOfTheWholeTraining() {
    Curve whole = curve("cosine(0.1 -> 0.01)", 100);
    Curve part =
        curve("0 for 20 then cosine(0.1 -> 0.01) from start for 50 then linear(-> 0)", 100);
    assertThat(values(part, 20, 70)).containsExactly(values(whole, 20, 70));
    assertThat(part.at(70))
        .as("what follows starts where the part ends")
        .isCloseTo(whole.at(70), within(1e-15));
    Curve last = curve("0 for 20 then cosine(0.1 -> 0.01) from start", 100);
    assertThat(values(last, 20, 120)).containsExactly(values(whole, 20, 120));
  }

  @Test
  void fromStartInAProductAndInAMaximum() {
    Curve curve = curve("0 for 10 then max(step(8, every=20, gamma=0.5) from start * 1, 3)", 60);
    assertThat(values(curve, 10, 20)).containsOnly(8);
    assertThat(values(curve, 20, 40)).containsOnly(4);
    assertThat(values(curve, 40, 60)).containsOnly(3);
  }

  @Test
  void aDropAtTheVeryEndOfAPartIsNotSeenByWhatFollows() {
    for (int spe = 1; spe <= 60; spe++) {
      Curve curve =
          epochs(
              "8 for 2 epochs then step(8, every=5, gamma=0.5) per epoch from start for 8 epochs then"
                  + " linear(-> 0)",
              20,
              spe);
      assertThat(curve.at(10L * spe)).as("%d steps an epoch", spe).isEqualTo(4);
    }
  }

  @Test
  void aPlateauFromStartHasWatchedAllAlong() {
    String watching = "1 for 10 then plateau(1, factor=0.5, patience=0)";
    Horizon horizon = Horizon.ofSteps(40);
    RunningSchedule later = new RunningSchedule(Notation.schedule(watching), horizon);
    RunningSchedule always =
        new RunningSchedule(Notation.schedule(watching + " from start"), horizon);
    for (RunningSchedule running : List.of(later, always)) {
      running.observe(2, LOSS, 1);
      running.observe(4, LOSS, 1);
    }
    assertThat(later.at(20)).isEqualTo(1);
    assertThat(always.at(5)).as("another phrase's time").isEqualTo(1);
    assertThat(always.at(20)).isEqualTo(0.5);
  }

  @Test
  void aSumAddsAtEveryStep() {
    Curve curve = curve("step(0.5, every=10, gamma=0.5) + 0.25 + linear(0 -> 1) * 2", 40);
    assertThat(curve.at(0)).isEqualTo(0.75);
    assertThat(curve.at(10)).isEqualTo(0.25 + 0.25 + 0.5);
    assertThat(curve.at(40)).isEqualTo(0.5 * 0.125 + 0.25 + 2);
    assertThat(curve("(1 + 2) for 5 then linear(-> 0)", 10).at(5)).isEqualTo(3);
  }

  @Test
  void onlyACallIsFromStart() {
    assertThatThrownBy(() -> Schedules.linear(0, 1).forSteps(5).fromStart())
        .hasMessage("only a call can be from start, not linear(0 -> 1) for 5");
    assertThatThrownBy(() -> Schedules.cosineTo(0).fromStart())
        .hasMessageStartingWith("from start needs a value of its own to start from");
  }
}
