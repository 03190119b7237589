package dev.rubato.schedule;

import static dev.rubato.schedule.Curves.curve;
import static dev.rubato.schedule.Curves.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The edges of epochs and of cycles, which begin on their step whatever the arithmetic rounds. */
class EpochsAndCyclesTest {
  private static final Offset<Double> CLOSE = within(1e-15);

  @Test
  void aLastEpochThatIsNotFullCountsLikeTheOthers() {
    Curve curve = curve("step(1, every=1, gamma=0.5) per epoch", 20, 7);
    assertThat(values(curve, 0, 7)).containsOnly(1);
    assertThat(values(curve, 7, 14)).containsOnly(0.5);
    assertThat(values(curve, 14, 25)).containsOnly(0.25);
    Curve ramp = curve("linear(1 -> 0) per epoch", 20, 8);
    assertThat(ramp.at(15)).isCloseTo(1 - 1 / 2.5, CLOSE);
    assertThat(ramp.at(19)).isCloseTo(1 - 2 / 2.5, CLOSE);
    assertThat(ramp.at(20)).isZero();
  }

  @Test
  void forMeansStepsAlsoAfterACallPerEpoch() {
    Curve curve = curve("step(1, every=1, gamma=0.5) per epoch for 4 then 9", 20, 2);
    assertThat(values(curve, 0, 6)).containsExactly(1, 1, 0.5, 0.5, 9, 9);
  }

  @Test
  void epochsAreCountedFromThePhrasesOwnStart() {
    Curve curve = curve("9 for 3 then step(1, every=1, gamma=0.5) per epoch", 20, 2);
    assertThat(values(curve, 2, 8)).containsExactly(9, 1, 1, 0.5, 0.5, 0.25);
  }

  @Test
  void aCallPerEpochInsideAnotherCountsWholeEpochsToo() {
    // 10 steps are 10/7 epochs: epoch 2 is the inner schedule's 0.57, and so its epoch 0
    String text = "repeat(linear(1 -> 0) per epoch, every=10 steps) per epoch";
    assertThat(curve(text, 70, 7).at(14)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"7, 3", "10, 7", "14, 3", "100, 30", "7, 100", "1, 49", "3, 3"})
  void boundariesThatAreFractionsOfAnEpochAreExact(int every, int stepsPerEpoch) {
    long steps = 400L * stepsPerEpoch;
    Curve drops =
        curve("step(1, every=" + every + " steps, gamma=0.99) per epoch", steps, stepsPerEpoch);
    Curve again =
        curve("repeat(linear(0 -> 1), every=" + every + " steps) per epoch", steps, stepsPerEpoch);
    Curve cycles =
        curve(
            "cyclic(0 -> 1, up=" + every + " steps, down=" + every + " steps) per epoch",
            steps,
            stepsPerEpoch);
    for (int epoch = 0; epoch < 400; epoch++) {
      long t = (long) epoch * stepsPerEpoch;
      assertThat(drops.at(t))
          .as("epoch %d", epoch)
          .isEqualTo(Math.pow(0.99, Math.floorDiv(t, every)));
      double into = (double) (t % every) / every;
      assertThat(again.at(t)).as("epoch %d", epoch).isCloseTo(into, within(1e-10));
      double up = (double) (t % (2L * every)) / every;
      assertThat(cycles.at(t))
          .as("epoch %d", epoch)
          .isCloseTo(Math.min(up, 2 - up), within(1e-10))
          .isNotNegative();
    }
  }

  @Test
  void cyclesBeginOnTheirStep() {
    assertThat(values(curve("repeat(linear(1 -> 0), every=2)", 5), 0, 6))
        .containsExactly(new double[] {1, 0.5, 1, 0.5, 1, 0.5}, CLOSE);
    assertThat(values(curve("repeat(linear(1 -> 0), every=2)", 4), 3, 6))
        .as("a repeat that ends with its cycle ends where the cycle ends")
        .containsExactly(0.5, 0, 0);
    assertThat(values(curve("cyclic(0 -> 1, up=1, down=3, mode=triangular2)", 9), 0, 10))
        .containsExactly(
            new double[] {0, 1, 2 / 3., 1 / 3., 0, 0.5, 1 / 3., 1 / 6., 0, 0.25}, CLOSE);
    assertThat(values(curve("cosine-restarts(1 -> 0, first=2, multiply=2, decay=0.5)", 6), 0, 8))
        .containsExactly(
            new double[] {
              1, 0.5, 0.5, (1 + Math.sqrt(0.5)) / 4, 0.25, (1 - Math.sqrt(0.5)) / 4, 0, 0
            },
            CLOSE);
  }

  @Test
  void restartsThatGrowByAFractionBeginOnTheirStep() {
    // 10, then 11, then 12.1 steps: in doubles 10·(1.1² − 1)/0.1 is above 21
    Curve curve = curve("cosine-restarts(1 -> 0, first=10, multiply=1.1)", 1000);
    assertThat(values(curve, 9, 12)[0]).isLessThan(0.1);
    assertThat(curve.at(10)).isCloseTo(1, CLOSE);
    assertThat(curve.at(20)).isLessThan(0.1);
    assertThat(curve.at(21)).isCloseTo(1, CLOSE);
    assertThat(curve("cosine-restarts(1 -> 0, first=10, multiply=1.1)", 21).at(21)).isZero();
  }

  @Test
  void aRepeatThatIsCutOffEndsAtTheLimit() {
    // at 45 the inner step would drop; just before it has not
    assertThat(curve("repeat(step(1, every=5), every=20) for 45 then linear(-> 0)", 50).at(45))
        .isEqualTo(1);
  }

  @Test
  void cyclesDownToZeroAreNeverNegative() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 5000; i++) {
      String text =
          "cyclic(%s -> 0, up=%s, down=%s)"
              .formatted(
                  random.nextDouble(0.001, 1), random.nextInt(1, 30), random.nextDouble(1, 30));
      Curve curve = Notation.schedule(text).over(Horizon.ofSteps(100));
      for (int t = 0; t < 100; t++) {
        assertThat(curve.at(t)).as("%s at %s", text, t).isNotNegative();
      }
    }
  }
}
