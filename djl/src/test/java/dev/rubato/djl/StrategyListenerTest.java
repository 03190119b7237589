package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What validations tell a strategy in a training by {@code EasyTrain.fit}, and what is not
 * connected.
 */
class StrategyListenerTest extends FitFixture {
  @Test
  void aPlateauFollowsTheValidationsOfTheFit() throws Exception {
    // no validation is better than the first by this threshold: each second one halves the rate
    String plateau = "sgd: plateau(0.001, factor=0.5, patience=1, threshold=0.9)";
    try (Fitted fitted = new Fitted(plateau, listener -> listener).fit()) {
      assertThat(fitted.optimizer.t()).isEqualTo(EPOCHS * PER_EPOCH);
      assertThat(fitted.optimizer.rate()).isEqualTo(0.001 / 8);
    }
  }

  @Test
  void aPlateauMayWatchAnEvaluatorByItsName() throws Exception {
    String plateau = "sgd: plateau(0.001, factor=0.5, patience=1, metric=accuracy, mode=max)";
    try (Fitted fitted = new Fitted(plateau, listener -> listener).fit()) {
      assertThat(fitted.optimizer.metrics()).containsExactly("accuracy");
      assertThat(fitted.optimizer.rate()).isLessThan(0.001);
    }
    String unknown = plateau.replace("accuracy", "f1");
    assertThatThrownBy(() -> new Fitted(unknown, listener -> listener))
        .as("before the first epoch")
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"f1\"")
        .hasMessageContaining("[accuracy, training-loss, validation-loss]");
    assertThatThrownBy(() -> new Fitted("sgd: 1", listener -> listener.best("acuracy", true)))
        .hasMessageContaining("acuracy");
  }

  @Test
  void namesOfMetricsAreDjlsInAnySpelling() throws Exception {
    for (String name : List.of("Accuracy", "ACCURACY", "training-accuracy", "training-loss")) {
      deleteAll();
      try (Fitted fitted =
          new Fitted("sgd: 0", listener -> listener.best(name, true).stopAfter(2))) {
        assertThatThrownBy(fitted::fit).hasMessageContaining(name);
        assertThat(fitted.optimizer.t()).isEqualTo(3 * PER_EPOCH);
      }
    }
    assertThat(Evaluations.plain("Top_5_Accuracy")).isEqualTo("top-5-accuracy");
  }

  @Test
  void aMetricOfOnesOwnIsFollowed() throws Exception {
    String plateau = "sgd: plateau(0.001, factor=0.5, patience=1, metric=my-score, mode=max)";
    try (Fitted fitted =
        new Fitted(plateau, listener -> listener.withMetric("My_Score", trainer -> 1)).fit()) {
      assertThat(fitted.optimizer.rate()).isEqualTo(0.001 / 8);
    }
  }

  @Test
  void withoutAValidationNothingIsLoweredAndNothingStops() throws Exception {
    String plateau = "sgd: plateau(0.001, factor=0.5, patience=0)";
    try (Fitted fitted = new Fitted(plateau, listener -> listener.stopAfter(1))) {
      fitted.validates = false;
      fitted.fit();
      assertThat(fitted.optimizer.t()).isEqualTo(EPOCHS * PER_EPOCH);
      assertThat(fitted.optimizer.rate()).isEqualTo(0.001);
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0)).contains("validation-loss").contains("a validation set");
    }
  }

  @Test
  void aListenerThatWasForgottenIsMissed() throws Exception {
    listens = false;
    try (Fitted fitted = new Fitted("sgd: plateau(0.001, patience=0)", l -> l).fit()) {
      assertThat(fitted.optimizer.rate()).isEqualTo(0.001);
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0))
          .contains("[validation-loss]")
          .contains("add StrategyListener after TrainingListener.Defaults");
    }
  }

  @Test
  void aValidationBeforeAnEpochIsNoneOfThatEpoch() throws Exception {
    float[] alone = new float[1];
    float[] after = new float[1];
    for (float[] seen : List.of(alone, after)) {
      deleteAll();
      try (Fitted fitted = new Fitted("adam: 0.1", listener -> listener)) {
        fitted.inOrder = true;
        if (seen == after) {
          EasyTrain.evaluateDataset(fitted.trainer, fitted.data().setSampling(8, false).build());
        }
        fitted.fit(1);
        seen[0] = fitted.trainer.getTrainingResult().getValidateLoss();
      }
    }
    assertThat(after).isEqualTo(alone);
    deleteAll();
    try (Fitted fitted = new Fitted("sgd: plateau(0.1, patience=0)", listener -> listener)) {
      EasyTrain.evaluateDataset(fitted.trainer, fitted.data().setSampling(8, false).build());
      fitted.validates = false;
      fitted.fit(2);
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0)).contains("there was no such value in this epoch");
    }
  }

  @Test
  void aListenerBeforeDjlsOwnIsRefusedAtOnce() {
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(fitted.optimizer)
              .addTrainingListeners(new StrategyListener(fitted.optimizer))
              .addTrainingListeners(TrainingListener.Defaults.basic());
      assertThatThrownBy(() -> fitted.model.newTrainer(config))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("before TrainingListener.Defaults");
    }
  }

  @Test
  void theLastUpdateOfAnEpochIsOfTheBatchesThatAreLeft() throws Exception {
    microBatches = 2;
    updates = 3;
    try (Fitted fitted = new Fitted("schedule-free-sgd: 0.1", listener -> listener)) {
      fitted.ownOrder = true;
      fitted.rows = 8 * 5;
      fitted.fit();
      assertThat(fitted.optimizer.t()).isEqualTo(3L * EPOCHS);
      assertThat(fitted.optimizer.batches()).isEqualTo(5L * EPOCHS);
      assertThat(fitted.validatedAtTheAverage).containsOnly(true);
      assertThat(fitted.told).isEmpty();
    }
    deleteAll();
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
      fitted.ownOrder = true;
      fitted.validates = false;
      fitted.rows = 8 * 7;
      fitted.fit(2);
      assertThat(fitted.optimizer.t()).isEqualTo(8);
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0))
          .contains("7 batches, which make 4 updates of 2")
          .contains("3 an epoch has 3")
          .contains("Horizon.ofEpochs(epochs, 4)");
    }
  }

  @Test
  void aListenerOrAnOptimizerThatWasNotAddedIsMissed() throws Exception {
    try (Fitted fitted =
        new Fitted(
            "sgd: 0.1",
            listener -> {
              listener.stopAfter(3);
              return listener;
            })) {
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0)).contains("give a new listener");
    }
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
      StrategyOptimizer other =
          StrategyOptimizer.builder(fitted.block, "sgd: 1", Horizon.ofSteps(9)).build();
      StrategyListener ofOther = new StrategyListener(other);
      ofOther.onTrainingBegin(fitted.trainer);
      ofOther.onTrainingBatch(fitted.trainer, new BatchData(null, Map.of(), Map.of()));
      assertThatThrownBy(() -> ofOther.onEpoch(fitted.trainer))
          .hasMessageContaining("optOptimizer(optimizer)");
    }
  }

  @Test
  void anEpochOfAnotherLengthIsToldOnce() throws Exception {
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
      fitted.rows = 8 * PER_EPOCH + 16;
      fitted.fit();
      assertThat(fitted.told).hasSize(2);
      assertThat(fitted.told.get(0))
          .contains("48 examples in batches of 8 has 6 updates")
          .contains("Horizons.ofEpochs(epochs, 48, 8)");
      assertThat(fitted.told.get(1)).contains("past its horizon");
    }
    deleteAll();
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
      fitted.rows = 8 * PER_EPOCH + 16;
      fitted.ownOrder = true;
      fitted.fit();
      assertThat(fitted.told.get(0)).contains("6 batches").contains("Horizons.ofEpochs");
    }
  }

  @Test
  void whatIsWatchedButNotEvaluatedIsAnErrorBeforeTheFirstEpoch() throws Exception {
    evaluates = false;
    for (String strategy : List.of("sgd: plateau(0.1)", "sgd: 0")) {
      assertThatThrownBy(() -> new Fitted(strategy, listener -> listener.stopAfter(1)))
          .hasMessageContaining("nothing evaluates: add TrainingListener.Defaults");
    }
    try (Fitted nothingWatched = new Fitted("sgd: 0", listener -> listener).fit(1)) {
      assertThat(nothingWatched.optimizer.t()).isEqualTo(PER_EPOCH);
      assertThat(nothingWatched.told).isEmpty();
    }
  }

  @Test
  void patienceIsAtLeastOne() {
    try (Fitted fitted = new Fitted("sgd: 0", listener -> listener)) {
      for (int patience : new int[] {0, -1}) {
        assertThatThrownBy(() -> new StrategyListener(fitted.optimizer).stopAfter(patience))
            .hasMessageContaining("at least 1")
            .hasMessageContaining("was " + patience);
      }
    }
  }

  @Test
  void aHorizonIsBuiltFromTheDataAndTheBatch() throws Exception {
    try (Fitted fitted = new Fitted("sgd: 0", listener -> listener)) {
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(fitted.trainer.getManager().create(new float[33][2]))
              .setSampling(8, true)
              .build();
      assertThat(Horizons.ofEpochs(3, data, 8)).isEqualTo(Horizon.ofEpochs(3, 5));
      assertThat(Horizons.ofEpochs(3, data, 8, 2)).isEqualTo(Horizon.ofEpochs(3, 3));
      assertThat(Horizons.ofEpochs(3, 33, 8)).isEqualTo(Horizon.ofEpochs(3, 5));
      assertThat(Horizons.ofEpochs(3, 33, 8, 3)).isEqualTo(Horizon.ofEpochs(3, 2));
      assertThat(Horizons.ofEpochs(3, 33, 34)).isEqualTo(Horizon.ofEpochs(3, 1));
      assertThatThrownBy(() -> Horizons.ofEpochs(3, 0, 8)).hasMessageContaining("at least 1");
      assertThatThrownBy(() -> Horizons.ofEpochs(3, 33, 8, 0))
          .hasMessage("batches in an update must be at least 1, were 0");
    }
  }
}
