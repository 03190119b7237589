package dev.rubato.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.TrainingRemark.Kind;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of one training. */
class TrainingRemarkTest {
  private static final Metric JUDGED = new Metric("validation-loss", true);
  private static final int STEPS = 200;
  private static final double NOISE = 0.1;

  private static TrialResult trained(Status status, IntToDoubleFunction loss, long seed) {
    Random random = new Random(seed);
    double[] losses = new double[STEPS];
    List<Evaluation> evaluations = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      losses[t] = loss.applyAsDouble(t) * (1 + NOISE * random.nextGaussian());
      if (t % 20 == 19) {
        evaluations.add(new Evaluation(t + 1, Map.of("validation-loss", loss.applyAsDouble(t))));
      }
    }
    Trial trial = new Trial(Notation.strategy("sgd: 0.1"), Horizon.ofSteps(STEPS), seed);
    return new TrialResult(trial, status, "", new double[STEPS], losses, evaluations, Map.of());
  }

  private static @Nullable Kind kind(IntToDoubleFunction loss, long seed) {
    TrainingRemark remark = TrainingRemark.of(trained(Status.DONE, loss, seed), JUDGED);
    return remark == null ? null : remark.kind();
  }

  @Test
  void aDivergedTrainingIsAdvisedALowerRate() {
    TrainingRemark remark = TrainingRemark.of(trained(Status.DIVERGED, t -> 1, 1), JUDGED);
    assertThat(remark).isNotNull();
    assertThat(remark.kind()).isEqualTo(Kind.DIVERGED);
    assertThat(remark.text()).contains("a tenth", "rubato find");
  }

  @Test
  void aLossThatNeverFellOrRoseIsToldForEverySeedOfItsNoise() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(kind(t -> 2.3, seed)).as("flat, seed %d", seed).isEqualTo(Kind.NEVER_FELL);
      assertThat(kind(t -> 2.3 + 0.03 * t, seed)).as("rising, seed %d", seed).isEqualTo(Kind.ROSE);
    }
  }

  @Test
  void aLossThatTheFirstUpdateThrewUpIsToldThoughItFellSince() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(kind(t -> t == 0 ? 2.3 : 50 + 2000 * Math.exp(-t / 20.0), seed))
          .as("seed %d", seed)
          .isEqualTo(Kind.ROSE);
    }
  }

  @Test
  void oneThatEndsInTheMidstOfLearningIsToldToGoOn() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(kind(t -> 2.3 * Math.exp(-t / 60.0), seed))
          .as("seed %d", seed)
          .isEqualTo(Kind.STILL_FALLING);
    }
  }

  @Test
  void ofAUsualCurveNothingIsSaid() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(kind(t -> 0.4 + 2 * Math.exp(-t / 20.0), seed)).as("seed %d", seed).isNull();
      assertThat(kind(t -> t < 3 ? 2.3 : 0.1, seed)).as("early, seed %d", seed).isNull();
      assertThat(kind(t -> 2.3 - 0.001 * t, seed)).as("slow, seed %d", seed).isNull();
    }
  }

  @Test
  void whereValidationRisesALongerTrainingIsNotAdvised() {
    TrialResult falling = trained(Status.DONE, t -> 2.3 * Math.exp(-t / 60.0), 1);
    TrialResult overfit = validated(falling, 1.8, 1.4, 1.0, 0.9, 1.2);
    assertThat(TrainingRemark.of(overfit, JUDGED)).isNull();
  }

  @Test
  void aLossThatIsAlmostGoneHasNoFurtherToFall() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(kind(t -> 2.3 * Math.exp(-t / 15.0), seed)).as("seed %d", seed).isNull();
    }
  }

  @Test
  void batchesOfWhichSomeHaveHugeLossesAreNoRiseWhileValidationFalls() {
    IntToDoubleFunction wild = t -> t % 7 == 6 ? 80 : 2.3 - 0.002 * t;
    TrialResult trained = trained(Status.DONE, wild, 1);
    assertThat(TrainingRemark.of(validated(trained, 2.3, 2.2, 2.1, 2.0), JUDGED)).isNull();
    TrainingRemark rose = TrainingRemark.of(validated(trained, 2.3, 2.5, 2.9, 3.3), JUDGED);
    assertThat(rose).isNotNull();
    assertThat(rose.kind()).isEqualTo(Kind.ROSE);
  }

  @Test
  void aFallOfTheTrainingLossAloneIsNoReasonToTrainForLonger() {
    TrialResult falling = trained(Status.DONE, t -> 2.3 * Math.exp(-t / 60.0), 1);
    assertThat(TrainingRemark.of(validated(falling, 1.5, 1.1, 1.02, 1.01), JUDGED)).isNull();
    assertThat(TrainingRemark.of(validated(falling, 1.5, 1.1, 1.0, 0.9), JUDGED)).isNotNull();
    assertThat(TrainingRemark.of(validated(falling, 1.1, 1.0, 0.9), JUDGED)).isNull(); // too few
  }

  private static TrialResult validated(TrialResult result, double... values) {
    List<Evaluation> evaluations = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      long step = (long) STEPS * (i + 1) / values.length;
      evaluations.add(new Evaluation(step, Map.of("validation-loss", values[i])));
    }
    return new TrialResult(
        result.trial(),
        result.status(),
        "",
        result.rates(),
        result.losses(),
        evaluations,
        Map.of());
  }

  @Test
  void fewLossesSayNothing() {
    TrialResult few = trained(Status.DONE, t -> 1, 1).upTo(10).with(Status.DONE, "");
    assertThat(TrainingRemark.of(few, JUDGED)).isNull();
  }
}
