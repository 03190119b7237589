package dev.rubato.schedule;

import static dev.rubato.schedule.Curves.curve;
import static dev.rubato.schedule.Curves.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Where the schedules of other libraries go wrong: each fault by name, and ours beside it. */
class PeerFaultsTest {
  private static final Offset<Double> CLOSE = within(1e-15);
  private static final String LOSS = "validation-loss";

  // PyTorch

  @Test
  void pytorchChainedFormsDependOnHiddenState() {
    Curve curve = curve("step(0.1, every=10) * cosine(1 -> 0)", 100);
    double[] forwards = values(curve, 0, 100);
    for (int t = 99; t >= 0; t--) {
      assertThat(curve.at(t)).isEqualTo(forwards[t]);
    }
  }

  /** pytorch#72874. */
  @Test
  void pytorchSequentialLrTakesItsInitialRateFromTheLastChild() {
    assertThat(curve("linear(0.01 -> 0.1) for 5 then 0.7", 10).at(0)).isEqualTo(0.01);
  }

  /** pytorch#185872. */
  @Test
  void pytorchSequentialLrMilestonesAreOffByOne() {
    assertThat(values(curve("0.1 for 3 then linear(1 -> 0) for 2 then 9", 10), 0, 6))
        .containsExactly(0.1, 0.1, 0.1, 1, 0.5, 9);
  }

  /** pytorch#162591. */
  @Test
  void pytorchSequentialLrIsWrongAfterResume() {
    Schedule schedule =
        Notation.schedule("linear(0 -> 1) for 5 then plateau(factor=0.5, patience=0)");
    Horizon horizon = Horizon.ofSteps(20);
    RunningSchedule running = new RunningSchedule(schedule, horizon);
    running.observe(6, LOSS, 1);
    running.observe(7, LOSS, 1);
    RunningSchedule resumed = new RunningSchedule(schedule, horizon);
    resumed.restore(running.state());
    assertThat(resumed.at(8)).isEqualTo(0.5);
    assertThat(resumed.at(3)).isCloseTo(0.6, CLOSE);
  }

  /** pytorch#68978. */
  @Test
  void pytorchPlateauCannotStandInASequence() {
    RunningSchedule running =
        new RunningSchedule(
            Notation.schedule(
                "linear(0 -> 1) for 5 then plateau(factor=0.5, patience=0) for 5 then linear(-> 0)"),
            Horizon.ofSteps(20));
    running.observe(5, LOSS, 1);
    running.observe(6, LOSS, 1);
    assertThat(running.at(7)).isEqualTo(0.5);
    assertThat(running.at(10)).as("what follows starts where it ended").isEqualTo(0.5);
    running.observe(11, LOSS, 1);
    running.observe(12, LOSS, 1);
    assertThat(running.at(15)).as("it no longer watches").isEqualTo(0.25);
  }

  @Test
  void pytorchCosineAnnealingLrClimbsAgainAfterItsEnd() {
    assertThat(values(curve("cosine(0.1 -> 0.001) for 10", 40), 10, 60)).containsOnly(0.001);
  }

  /** pytorch#38170. */
  @Test
  void pytorchOneCycleLrJumpsOneStepTooLateAndThenRaises() {
    Curve curve = curve("one-cycle(1)", 100);
    double last = 1 / 25. / 1e4;
    assertThat(curve.at(99)).isCloseTo(last, CLOSE);
    assertThat(values(curve, 100, 110)).containsOnly(curve.at(99));
  }

  @Test
  void pytorchOneCycleLrDividesByZeroWhenTheWayUpIsOneStep() {
    double[] values = values(curve("one-cycle(1, up=10%)", 10), 0, 10);
    assertThat(values[0]).isEqualTo(1);
    assertThat(values).isSortedAccordingTo((x, y) -> Double.compare(y, x));
  }

  @Test
  void pytorchWarmRestartsMisplaceExactCycleBoundaries() {
    Curve curve = curve("cosine-restarts(1 -> 0, first=1, multiply=3)", 1L << 53);
    assertThat(curve.at(120)).isLessThan(0.001);
    assertThat(curve.at(121)).isEqualTo(1);
    for (long multiply = 2; multiply <= 12; multiply++) {
      for (long first = 1; first <= 5; first++) {
        Curve restarts =
            curve(
                "cosine-restarts(1 -> 0, first=" + first + ", multiply=" + multiply + ")",
                1L << 53);
        long length = first;
        for (long start = 0; start < 1L << 50; start += length, length *= multiply) {
          assertThat(restarts.at(start)).as("%d, %d at %d", first, multiply, start).isEqualTo(1);
          if (length > 1) {
            assertThat(restarts.at(start + length - 1)).isLessThan(0.6);
          }
        }
      }
    }
  }

  @Test
  void pytorchRelativePlateauThresholdInvertsForNegativeMetrics() {
    // better than −1 by a tenth means below −1.1; PyTorch asks for below −0.9, which all are
    RunningSchedule running =
        new RunningSchedule(
            Notation.schedule("plateau(1, factor=0.5, patience=0, threshold=0.1)"),
            Horizon.ofSteps(20));
    running.observe(1, LOSS, -1);
    running.observe(2, LOSS, -1.2);
    assertThat(running.at(2)).isEqualTo(1);
    running.observe(3, LOSS, -1.25);
    assertThat(running.at(3)).isEqualTo(0.5);
  }

  @Test
  void pytorchPlateauIgnoresSmallReductions() {
    RunningSchedule running =
        new RunningSchedule(
            Notation.schedule("plateau(1e-8, factor=0.5, patience=0)"), Horizon.ofSteps(20));
    running.observe(1, LOSS, 1);
    running.observe(2, LOSS, 1);
    assertThat(running.at(2)).isEqualTo(5e-9);
  }

  // The others

  @Test
  void kerasDropsAStepLateAndTimmAStepEarly() {
    assertThat(values(curve("step(1, every=3, gamma=0.5)", 9), 0, 7))
        .containsExactly(1, 1, 1, 0.5, 0.5, 0.5, 0.25);
    assertThat(values(curve("multistep(1, at=[2, 4], gamma=0.5)", 9), 0, 6))
        .containsExactly(1, 1, 0.5, 0.5, 0.25, 0.25);
  }

  @Test
  void optaxCountsTheWarmUpIntoTheDecayAndKerasDoesNot() {
    // a phrase's length is its own: 10 steps of decay after 5 of warm-up
    Curve curve = curve("linear(0 -> 1) for 5 then linear(-> 0) for 10 then 9", 30);
    assertThat(curve.at(10)).isEqualTo(0.5);
    assertThat(curve.at(15)).isEqualTo(9);
  }

  /** pytorch-image-models#1242. */
  @Test
  void timmHasACliffAfterTheWarmUp() {
    double[] values = values(curve("linear(0 -> 1) for 50 then cosine(-> 0)", 1000), 0, 100);
    assertThat(values[50]).isEqualTo(1);
    for (int t = 1; t < 100; t++) {
      assertThat(Math.abs(values[t] - values[t - 1])).isLessThan(0.021);
    }
  }

  @Test
  void huggingFacePolynomialDividesByZeroWhenTheWarmUpIsTheWhole() {
    Curve curve = curve("linear(0 -> 1) for 100% then polynomial(-> 0)", 10);
    assertThat(values(curve, 0, 12)).doesNotContain(Double.NaN).endsWith(0.9, 0, 0);
  }

  @Test
  void djlMultiFactorTrackerIsStatefulSoThatAPreviewBreaksIt() {
    Curve curve = curve("multistep(1, at=[3, 6], gamma=0.5)", 9);
    double[] preview = values(curve, 0, 9);
    assertThat(values(curve, 0, 9)).containsExactly(preview);
    assertThat(curve.at(0)).isEqualTo(1);
  }

  @Test
  void djlCosineTrackerThrowsForABaseBelowOneHundredth() {
    assertThatCode(() -> curve("cosine(0.005 -> 0)", 10).at(3)).doesNotThrowAnyException();
  }

  @Test
  void dl4jPolyScheduleRises() {
    assertThat(values(curve("polynomial(0.1 -> 0, power=3)", 50), 0, 60))
        .isSortedAccordingTo((x, y) -> Double.compare(y, x));
  }

  @Test
  void dl4jCycleScheduleSpikesForOneStep() {
    double[] values = values(curve("one-cycle(1, anneal=linear)", 100), 0, 110);
    double steepest = 1 / 29.;
    for (int t = 1; t < values.length; t++) {
      assertThat(Math.abs(values[t] - values[t - 1])).isLessThan(steepest);
    }
  }

  @Test
  void smileCosineClimbsBackAfterItsEnd() {
    assertThat(values(curve("cosine(1 -> 0)", 10), 10, 50)).containsOnly(0);
  }

  @Test
  void smileTextFormDoesNotRoundTrip() {
    String text = "linear(0 -> 1) for 5% then repeat(cosine(1 -> 0) * 0.5, every=3 epochs)";
    assertThat(Notation.schedule(Notation.schedule(text).toString()).toString()).isEqualTo(text);
  }

  /** sd-scripts#141. */
  @Test
  void trainingForLongerGoesNeitherToZeroNorRoundAgain() {
    assertThat(values(curve("linear(0 -> 1) for 5 then cosine(-> 0.1)", 20), 20, 100))
        .containsOnly(0.1);
    assertThat(values(curve("cosine-restarts(1 -> 0.1, first=5)", 20), 20, 100)).containsOnly(0.1);
  }
}
