package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DjlTrainingTest {
  private static final DjlTask DIGITS = Digits.dense();
  private static final Horizon TWO_EPOCHS = Horizon.ofEpochs(2, DIGITS.about().stepsPerEpoch());

  private static TrialResult run(String strategy, Horizon horizon, long seed) {
    return TrialRun.run(
        DIGITS, new Trial(Notation.strategy(strategy), horizon, seed), TrialListener.NONE);
  }

  private static List<Object> everything(TrialResult result) {
    List<Object> all = new ArrayList<>();
    for (double loss : result.losses()) {
      all.add(loss);
    }
    all.add(result.evaluations());
    all.add(result.test());
    return all;
  }

  @Test
  void itLearnsToReadDigits() {
    TrialResult result =
        run("sgd(momentum=0.9): linear(0 -> 0.1) for 10% then cosine(-> 0)", TWO_EPOCHS, 1);
    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(result.losses()[0]).as("of ten classes, unlearned").isBetween(2.0, 3.0);
    assertThat(result.evaluations()).hasSize(6);
    assertThat(result.last(DIGITS.about().target())).isGreaterThan(0.8);
    assertThat(result.test().get("accuracy")).isGreaterThan(0.8);
  }

  /** A loss that is NaN at some calls, counted from 1, as an engine that falters gives. */
  private static final class FalteringLoss extends Loss {
    private final Loss sound = Loss.softmaxCrossEntropyLoss();
    private final Set<Integer> faults;
    private int calls;

    FalteringLoss(Set<Integer> faults) {
      super("faltering");
      this.faults = faults;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray loss = sound.evaluate(labels, predictions);
      return faults.contains(++calls) ? loss.mul(loss.getManager().create(Float.NaN)) : loss;
    }
  }

  private static DjlTask faltering(Set<Integer> faults) {
    return DjlTask.named("faltering")
        .network(() -> new SequentialBlock().add(Linear.builder().setUnits(10).build()))
        .data(Digits::split)
        .loss(() -> new FalteringLoss(faults))
        .batch(32)
        .epochs(1)
        .build();
  }

  @Test
  void aStepThatIsFiniteWhenItIsMadeAgainCountsAndIsTold() {
    Trial trial = new Trial(Notation.strategy("adam: 0.01"), Horizon.ofSteps(10), 1);
    TrialResult sound = TrialRun.run(faltering(Set.of()), trial, TrialListener.NONE);
    List<Integer> told = new ArrayList<>();
    TrialListener listener =
        new TrialListener() {
          @Override
          public void faltered(TrialEvent.Faltered event) {
            told.add(event.step());
          }
        };
    TrialResult result = TrialRun.run(faltering(Set.of(1)), trial, listener);
    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(everything(result)).isEqualTo(everything(sound));
    assertThat(told).containsExactly(0);
    told.clear();
    TrialResult diverged = TrialRun.run(faltering(Set.of(1, 2)), trial, listener);
    assertThat(diverged.status()).isEqualTo(Status.DIVERGED);
    assertThat(diverged.reason()).contains("not finite");
    assertThat(told).isEmpty();
  }

  @Test
  void theRatesAreThoseOfTheCurve() {
    String strategy = "adam: linear(0 -> 0.01) for 1 epoch then cosine(-> 0)";
    TrialResult result = run(strategy, TWO_EPOCHS, 1);
    Curve curve = Notation.strategy(strategy).rate().over(TWO_EPOCHS);
    for (int t = 0; t < 66; t++) {
      assertThat(result.rates()[t]).isEqualTo(curve.at(t));
    }
  }

  @Test
  void oneSeedGivesTheSameBits() {
    TrialResult once = run("adam: 0.01", TWO_EPOCHS, 5);
    assertThat(once.losses()).hasSize(66);
    assertThat(everything(run("adam: 0.01", TWO_EPOCHS, 5))).isEqualTo(everything(once));
  }

  @Test
  void oneSeedGivesTheSameBitsBesideOtherTrainingsInOtherThreads() throws Exception {
    List<Object> alone = everything(run("sgd: cosine(0.5 -> 0)", TWO_EPOCHS, 5));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Callable<List<Object>>> trials = new ArrayList<>();
      for (int round = 0; round < 4; round++) {
        long other = 100L + round;
        trials.add(() -> everything(run("sgd: cosine(0.5 -> 0)", TWO_EPOCHS, 5)));
        trials.add(() -> everything(run("adam: 0.01", TWO_EPOCHS, other)));
        trials.add(() -> everything(run("rmsprop(momentum=0.9): 0.001", TWO_EPOCHS, other)));
      }
      List<Future<List<Object>>> results = threads.invokeAll(trials);
      for (int i = 0; i < results.size(); i += 3) {
        assertThat(results.get(i).get()).isEqualTo(alone);
        assertThat(results.get(i + 1).get()).isNotEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void otherSeedsHaveOtherFirstParametersAndOtherOrders() {
    double[] five = run("sgd: 0.1", TWO_EPOCHS, 5).losses();
    double[] six = run("sgd: 0.1", TWO_EPOCHS, 6).losses();
    for (int t = 0; t < 66; t++) {
      assertThat(five[t]).isNotEqualTo(six[t]);
    }
  }

  @Test
  void aTrainingThatWasInterruptedByEvaluationsGoesOnTheSame() {
    try (Training seldom = DIGITS.start(Notation.strategy("sgd: 0.3"), TWO_EPOCHS, 3);
        Training often = DIGITS.start(Notation.strategy("sgd: 0.3"), TWO_EPOCHS, 3)) {
      for (int t = 0; t < 40; t++) {
        Map<String, Double> once = often.validate();
        often.observe(once);
        assertThat(often.validate()).isEqualTo(once);
        assertThat(often.test()).isEqualTo(often.test());
        assertThat(often.step()).isEqualTo(seldom.step());
      }
    }
  }

  @Test
  void accuraciesAreSharesOfTheExamples() {
    try (Training training = DIGITS.start(Notation.strategy("sgd: 0.1"), TWO_EPOCHS, 1)) {
      double right = training.validate().get("accuracy") * Digits.split().validation().size();
      assertThat(right).isCloseTo(Math.rint(right), within(1e-9)).isBetween(0.0, 359.0);
      double tested = training.test().get("accuracy") * Digits.split().test().size();
      assertThat(tested).isCloseTo(Math.rint(tested), within(1e-9)).isBetween(0.0, 360.0);
    }
  }

  @Test
  void aPlateauHearsOfTheEvaluations() {
    TrialResult result = run("sgd: plateau(0.1, patience=0, threshold=0.9)", TWO_EPOCHS, 1);
    // no evaluation is ten times as good as the best before it
    assertThat(result.rates()[0]).isEqualTo(0.1);
    assertThat(result.rates()[65]).isLessThan(1e-4);
  }

  @Test
  void aRateFarTooHighDivergesAndTheNextTrainingIsNotHarmed() {
    TrialResult before = run("sgd: 0.1", TWO_EPOCHS, 1);
    TrialResult diverged = run("sgd: 1e30", TWO_EPOCHS, 1);
    assertThat(diverged.status()).isEqualTo(Status.DIVERGED);
    assertThat(diverged.losses().length).isLessThan(10);
    assertThat(everything(run("sgd: 0.1", TWO_EPOCHS, 1))).isEqualTo(everything(before));
  }

  @Test
  void aClosedTrainingMakesNoMoreSteps() {
    Training training = DIGITS.start(Notation.strategy("sgd: 0.1"), TWO_EPOCHS, 1);
    training.step();
    training.close();
    assertThatThrownBy(training::step)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(training::validate).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(training::test).isInstanceOf(IllegalStateException.class);
  }
}
