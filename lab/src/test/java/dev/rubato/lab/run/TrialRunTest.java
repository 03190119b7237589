package dev.rubato.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Heard;
import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TrialRunTest {
  private static final SteppedTask TASK = new LeastSquares();

  /** A task whose trainings break at a step, and that counts those which were not closed. */
  private static final class Breaking implements SteppedTask {
    private final int at;
    private final long pause;
    private int open;

    Breaking(int at) {
      this(at, 0);
    }

    /** One that is slow, too: each step takes at least so many milliseconds. */
    Breaking(int at, long pause) {
      this.at = at;
      this.pause = pause;
    }

    @Override
    public About about() {
      return TASK.about();
    }

    @Override
    public String fingerprint() {
      return "breaking";
    }

    @Override
    public Training start(Strategy strategy, Horizon horizon, long seed) {
      Training training = TASK.start(strategy, horizon, seed);
      open++;
      return new Training() {
        private int made;

        @Override
        public double rate() {
          return training.rate();
        }

        @Override
        public double step() {
          if (made++ == at) {
            throw new IllegalStateException("the disk is full");
          }
          LockSupport.parkNanos(pause * 1_000_000);
          return training.step();
        }

        @Override
        public Map<String, Double> validate() {
          return training.validate();
        }

        @Override
        public void observe(Map<String, Double> metrics) {
          training.observe(metrics);
        }

        @Override
        public Map<String, Double> test() {
          return training.test();
        }

        @Override
        public void close() {
          open--;
          training.close();
        }
      };
    }
  }

  private static TrialResult run(String strategy, long seed) {
    return TrialRun.run(TASK, Runs.trial(strategy, seed), TrialListener.NONE);
  }

  private static long[] times(TrialResult result) {
    return result.evaluations().stream().mapToLong(Evaluation::t).toArray();
  }

  @Test
  void aStrategyThatWatchesWhatNobodyReportsFailsAtTheFirstEvaluation() {
    TrialResult result = run("sgd: plateau(0.1, patience=0, metric=acuracy, mode=max)", 1);
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.reason())
        .isEqualTo("the strategy watches acuracy, but the task reports accuracy, validation-loss");
    assertThat(result.evaluations()).hasSize(1);
  }

  @Test
  void itTakesNoneOfTheTrialsWithItThatWereOneTrainingSoFar() {
    String wrong = "sgd: plateau(0.1, patience=0, metric=acuracy, mode=max)";
    List<String> right = List.of("sgd: plateau(0.1, patience=0, threshold=0.9)", "sgd: 0.1");
    for (List<String> texts :
        List.of(
            List.of(wrong, right.get(0), right.get(1)),
            List.of(right.get(0), wrong, right.get(1)))) {
      List<Trial> trials = texts.stream().map(text -> Runs.trial(text, 1)).toList();
      List<TrialResult> together;
      try (LocalRunner runner = new LocalRunner(1)) {
        together = new Study(TASK, runner, Ledger.NONE, List.of(), true).run("all", trials);
      }
      for (TrialResult result : together) {
        TrialResult alone = TrialRun.run(TASK, result.trial(), TrialListener.NONE);
        assertThat(Runs.bits(List.of(result))).isEqualTo(Runs.bits(List.of(alone)));
      }
      assertThat(together)
          .extracting(TrialResult::status)
          .containsOnlyOnce(Status.FAILED)
          .contains(Status.DONE);
    }
  }

  @Test
  void aTrialMakesAllStepsAtTheRatesOfItsCurveAndLearns() {
    String strategy = "sgd: linear(0 -> 0.3) for 25% then cosine(-> 0)";
    TrialResult result = run(strategy, 1);
    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(result.reason()).isEmpty();
    assertThat(result.losses()).hasSize(48);
    Curve curve = Notation.strategy(strategy).rate().over(Runs.HORIZON);
    for (int t = 0; t < 48; t++) {
      assertThat(result.rates()[t]).isEqualTo(curve.at(t));
    }
    // the noise alone costs 0.005
    Metric loss = TASK.about().judged();
    assertThat(result.last(loss)).isLessThan(0.02);
    assertThat(result.last(loss))
        .isEqualTo(result.evaluations().get(11).metrics().get("validation-loss"));
    assertThat(result.test()).containsOnlyKeys("loss", "accuracy");
  }

  @Test
  void itIsEvaluatedThreeTimesAnEpochAndAtTheEnd() {
    assertThat(times(run("sgd: 0.1", 1)))
        .containsExactly(4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48);
    Trial odd = new Trial(Notation.strategy("sgd: 0.1"), new Horizon(10, 12), 1);
    assertThat(times(TrialRun.run(TASK, odd, TrialListener.NONE))).containsExactly(4, 8, 10);
    assertThat(Trial.validationInterval(Horizon.ofEpochs(2, 33))).isEqualTo(11);
    assertThat(Trial.validationInterval(Horizon.ofSteps(300))).isEqualTo(10);
    assertThat(Trial.validationInterval(Horizon.ofSteps(5))).isEqualTo(1);
    assertThat(Trial.validationInterval(Horizon.ofEpochs(2, 2))).isEqualTo(1);
  }

  @Test
  void aPlateauHearsOfEveryEvaluation() {
    // nothing is 90 % better, so every second evaluation after the first cuts the rate
    TrialResult result =
        run("sgd: plateau(0.1, factor=0.5, patience=1, threshold=0.9, threshold-mode=abs)", 1);
    assertThat(result.rates()[0]).isEqualTo(0.1);
    assertThat(result.rates()[47]).isLessThanOrEqualTo(0.1 / 8);
  }

  @Test
  void oneSeedGivesTheSameBitsAndAnotherSeedOthers() {
    String strategy = "adam: cosine(0.1 -> 0)";
    assertThat(run(strategy, 5).losses()).isEqualTo(run(strategy, 5).losses());
    assertThat(run(strategy, 5).losses()).isNotEqualTo(run(strategy, 6).losses());
  }

  @Test
  void aListenerHearsOfEverythingInItsOrder() {
    Heard heard = new Heard();
    Trial trial = new Trial(Notation.strategy("sgd: 0.1"), new Horizon(10, 12), 1);
    TrialResult result = TrialRun.run(TASK, trial, heard);
    assertThat(heard.words(trial))
        .containsExactly(
            "begun 0",
            "steps 0..4",
            "evaluated 4",
            "steps 4..8",
            "evaluated 8",
            "steps 8..10",
            "evaluated 10",
            "ended 10");
    assertThat(heard.rates(trial)).isEqualTo(result.rates());
    assertThat(heard.losses(trial)).isEqualTo(result.losses());
  }

  @Test
  void aLongWayBetweenEvaluationsIsToldInBatches() {
    Heard heard = new Heard();
    Trial trial = new Trial(Notation.strategy("sgd: 0.01"), new Horizon(9000, 9000), 1);
    TrialResult result = TrialRun.run(TASK, trial, heard);
    assertThat(heard.batches(trial)).hasSizeBetween(36, 200);
    assertThat(heard.batches(trial)).allSatisfy(each -> assertThat(each.count()).isBetween(1, 256));
    assertThat(heard.losses(trial)).isEqualTo(result.losses());
  }

  @Test
  void eachStepOfASlowTrainingIsToldWhenItIsMade() {
    Heard heard = new Heard();
    Trial trial = new Trial(Notation.strategy("sgd: 0.1"), new Horizon(3, 12), 1);
    TrialRun.run(new Breaking(-1, 110), trial, heard);
    assertThat(heard.words(trial)).contains("steps 0..1", "steps 1..2", "steps 2..3");
  }

  @Test
  void theStepsBeforeATrainingBreaksAreTold() {
    Heard heard = new Heard();
    Trial trial = Runs.trial("sgd: 0.1", 1);
    TrialResult result = TrialRun.run(new Breaking(9), trial, heard);
    assertThat(heard.losses(trial)).isEqualTo(result.losses());
    assertThat(heard.words(trial)).endsWith("steps 8..9", "ended 9");
  }

  @Test
  void aListenerThatThrowsIsNotCalledAgainAndHarmsNothing() {
    List<TrialEvent> heard = new ArrayList<>();
    TrialListener broken =
        new TrialListener() {
          @Override
          public void hear(TrialEvent event) {
            heard.add(event);
            throw new AssertionError("broken");
          }
        };
    TrialResult result = TrialRun.run(TASK, Runs.trial("sgd: 0.1", 1), broken);
    assertThat(heard).hasSize(1);
    assertThat(Runs.bits(List.of(result))).isEqualTo(Runs.bits(List.of(run("sgd: 0.1", 1))));
  }

  @Test
  void aLossThatIsNoLongerFiniteEndsTheTrial() {
    TrialResult result = run("sgd: 1e25", 1);
    assertThat(result.status()).isEqualTo(Status.DIVERGED);
    assertThat(result.losses().length).isLessThan(48);
    assertThat(result.rates()).hasSameSizeAs(result.losses());
    int last = result.losses().length - 1;
    assertThat(result.losses()[last]).isInfinite();
    assertThat(result.reason()).isEqualTo("the loss was Infinity at step " + last);
    assertThat(result.test()).isEmpty();
  }

  @Test
  void aGradientThatIsNoLongerFiniteEndsTheTrial() {
    TrialResult result = run("sgd: 0.1 for 5 then 3e38", 1);
    assertThat(result.status()).isEqualTo(Status.DIVERGED);
    assertThat(result.reason()).contains("gradient", "weights", "step " + result.losses().length);
    assertThat(times(result)).containsExactly(4);
  }

  @Test
  void whatDidNotEndWellHasTheWorstOfEachMetric() {
    TrialResult result = run("sgd: 0.1 for 5 then 3e38", 1);
    assertThat(result.evaluations()).isNotEmpty();
    assertThat(result.last(new Metric("validation-loss", true)))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(result.last(new Metric("accuracy", false))).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aTrainingThatBreaksGivesAResultThatSaysSoAndIsClosed() {
    Breaking task = new Breaking(9);
    TrialResult result = TrialRun.run(task, Runs.trial("sgd: 0.1", 1), TrialListener.NONE);
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.reason()).contains("the disk is full");
    assertThat(result.losses())
        .hasSize(9)
        .isEqualTo(java.util.Arrays.copyOf(run("sgd: 0.1", 1).losses(), 9));
    assertThat(times(result)).containsExactly(4, 8);
    assertThat(task.open).isZero();
  }

  @Test
  void everyTrainingIsClosed() {
    Breaking task = new Breaking(-1);
    TrialRun.run(task, Runs.trial("sgd: 0.1", 1), TrialListener.NONE);
    TrialRun.run(task, Runs.trial("sgd: 1e25", 1), TrialListener.NONE);
    assertThat(task.open).isZero();
  }

  @Test
  void aStrategyThatCannotRunFailsBeforeItsFirstStep() {
    TrialResult open = run("sgd: ?", 1);
    assertThat(open.status()).isEqualTo(Status.FAILED);
    assertThat(open.reason()).contains("?");
    assertThat(open.losses()).isEmpty();
    TrialResult without =
        TrialRun.run(
            TASK,
            new Trial(Notation.strategy("sgd: 0.1 for 2 epochs then 0.2"), Horizon.ofSteps(9), 1),
            TrialListener.NONE);
    assertThat(without.status()).isEqualTo(Status.FAILED);
    assertThat(without.reason()).contains("epoch");
  }

  @Test
  void theStepsToATargetAreThoseOfTheFirstEvaluationThatReachesIt() {
    TrialResult result = run("sgd: 0.2", 1);
    Metric loss = new Metric("validation-loss", true);
    double first = result.evaluations().get(0).metrics().get("validation-loss");
    assertThat(result.stepsTo(loss, first)).isEqualTo(4);
    assertThat(result.stepsTo(loss, 0.02)).isBetween(8.0, 48.0);
    assertThat(result.stepsTo(loss, 0)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(result.stepsTo(new Metric("unheard-of", true), 1))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }
}
