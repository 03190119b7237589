package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Who is not connected, or tells nothing: it is told once, and nothing follows from it. */
class UnheardTest extends FitFixture {
  @Test
  void nanBeforeAnyNumberIsNoObservation() {
    String plateau = "sgd: plateau(0.1, factor=0.5, patience=0)";
    listens = false;
    try (Fitted fitted = new Fitted(plateau, listener -> null)) {
      for (int i = 0; i < 4; i++) {
        fitted.optimizer.observe("validation-loss", Double.NaN);
      }
      assertThat(fitted.optimizer.rate()).isEqualTo(0.1);
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0)).contains("NaN").contains("is there a validation set");
      fitted.optimizer.observe("validation-loss", 1);
      fitted.optimizer.observe("validation-loss", Double.NaN);
      assertThat(fitted.optimizer.rate()).as("a loss that diverged").isEqualTo(0.05);
    }
    try (Fitted fitted = new Fitted(plateau, listener -> null)) {
      fitted.optimizer.observe("validation-loss", Double.POSITIVE_INFINITY);
      fitted.optimizer.observe("validation-loss", Double.POSITIVE_INFINITY);
      assertThat(fitted.optimizer.rate()).as("numbers").isEqualTo(0.025);
      assertThat(fitted.told).isEmpty();
    }
  }

  @Test
  void anAverageThatNobodyPutsInPlaceIsTold() throws Exception {
    keeps = false;
    listens = false;
    for (String strategy : new String[] {"adam(ema=0.9): 0.1", "schedule-free-adamw: 0.1"}) {
      try (Fitted fitted = new Fitted(strategy, listener -> listener)) {
        fitted.ownOrder = true;
        fitted.fit(3);
        assertThat(fitted.told).hasSize(1);
        assertThat(fitted.told.get(0)).contains("nobody has put in place in 5 steps");
      }
      try (Fitted fitted = new Fitted(strategy, listener -> null)) {
        fitted.ownOrder = true;
        fitted.fit(1);
        fitted.optimizer.toEvaluation();
        fitted.optimizer.toTraining();
        fitted.fit(2);
        assertThat(fitted.told).as("it knows").isEmpty();
      }
      try (Fitted fitted = new Fitted(strategy, listener -> null).fit(3)) {
        assertThat(fitted.told).as("an EpochSampler does").isEmpty();
      }
    }
  }

  @Test
  void aListenerThatNoTrainerHasIsMissed() throws Exception {
    keeps = false;
    try (Fitted fitted =
        new Fitted(
            "sgd: 0.1",
            listener -> {
              listener.best("accuracy", true).stopAfter(2);
              return null;
            })) {
      fitted.fit(1);
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0)).contains("no trainer has it").contains("addTrainingListeners");
    }
  }

  @Test
  void twoListenersAreRefused() {
    assertThatThrownBy(
            () ->
                new Fitted("sgd: 0.1", listener -> listener)
                    .trainer.notifyListeners(
                        each -> {
                          if (each instanceof StrategyListener) {
                            throw new IllegalStateException("there is one");
                          }
                        }))
        .hasMessage("there is one");
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
      var config =
          new ai.djl.training.DefaultTrainingConfig(
                  ai.djl.training.loss.Loss.softmaxCrossEntropyLoss())
              .optOptimizer(fitted.optimizer)
              .addTrainingListeners(ai.djl.training.listener.TrainingListener.Defaults.basic())
              .addTrainingListeners(new StrategyListener(fitted.optimizer))
              .addTrainingListeners(new StrategyListener(fitted.optimizer));
      assertThatThrownBy(() -> fitted.model.newTrainer(config))
          .hasMessageContaining("two StrategyListeners");
    }
  }

  @Test
  void aBestThatCanBeKeptNowhereIsRefused() throws Exception {
    keeps = false;
    assertThatThrownBy(
            () -> new Fitted("sgd: 0.1", listener -> listener.best("accuracy", true)).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("best(\"accuracy\", true) has no folder")
        .hasMessageContaining("checkpoints(folder");
    new Fitted("sgd: 0.1", listener -> listener.best("accuracy", true).stopAfter(2)).close();
    new Fitted("sgd: 0.1", listener -> listener).close();
  }

  @Test
  void optionsThatWouldReplaceOthersAreRefused() {
    var one = dev.rubato.strategy.StepperOptions.DEFAULT.withThreads(1);
    more = builder -> builder.options(one).options(one);
    new Fitted("sgd: 0.1", listener -> listener).close();
    more = builder -> builder.options(one).options(one.withAverage(0.9));
    assertThatThrownBy(() -> new Fitted("sgd: 0.1", listener -> listener))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("options are given twice");
  }

  @Test
  void aMetricOfOnesOwnThatIsNaNIsToldAsSuch() throws Exception {
    try (Fitted fitted =
        new Fitted(
            "sgd: plateau(0.1, patience=0, metric=mine)",
            listener -> listener.withMetric("mine", trainer -> Double.NaN))) {
      fitted.fit(2);
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0)).contains("withMetric was given returned NaN");
      assertThat(fitted.optimizer.rate()).isEqualTo(0.1);
    }
  }
}
