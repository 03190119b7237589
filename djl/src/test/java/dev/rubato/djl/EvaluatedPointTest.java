package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Validations by {@code EasyTrain.fit} are at the point to evaluate, whoever orders the data. */
class EvaluatedPointTest extends FitFixture {
  @Test
  void batchesThatAreFetchedAheadChangeNothing() throws Exception {
    float[] whole;
    try (Fitted fitted = new Fitted("schedule-free-sgd: 0.1", listener -> listener).fit()) {
      whole = fitted.weight();
    }
    deleteAll();
    prefetches = Executors.newFixedThreadPool(2);
    try (Fitted fitted = new Fitted("schedule-free-sgd: 0.1", listener -> listener).fit()) {
      assertThat(fitted.weight()).isEqualTo(whole);
      assertThat(fitted.told).isEmpty();
    } finally {
      prefetches.shutdown();
    }
  }

  @Test
  void inDjlsOwnOrderTheAverageIsEvaluatedToo() throws Exception {
    float[] ordered;
    try (Fitted fitted = new Fitted("schedule-free-sgd: 0.1", listener -> listener)) {
      fitted.ownOrder = true;
      fitted.fit();
      ordered = fitted.weight();
      assertThat(fitted.told).isEmpty();
      fitted.optimizer.toTraining();
      assertThat(fitted.weight()).isNotEqualTo(ordered);
    }
  }

  @Test
  void whateverTheHorizonSaysValidationsAreAtTheAverage() throws Exception {
    for (int rows : new int[] {8 * 3, 8 * 6, 8 * 4 - 3, 8 * 4 + 3, 8 * 2 + 3}) {
      for (boolean ahead : new boolean[] {false, true}) {
        deleteAll();
        prefetches = ahead ? Executors.newFixedThreadPool(2) : null;
        try (Fitted fitted = new Fitted("schedule-free-sgd: 0.1", listener -> listener)) {
          fitted.ownOrder = true;
          fitted.rows = rows;
          fitted.fit(3);
          int batches = (rows + 7) / 8;
          assertThat(fitted.optimizer.t()).as("%d rows", rows).isEqualTo(3L * batches);
          assertThat(fitted.validatedAtTheAverage).hasSize(3 * batches).containsOnly(true);
          assertThat(fitted.told).hasSize(batches == PER_EPOCH ? 0 : 1);
          if (batches != PER_EPOCH) {
            assertThat(fitted.told.get(0)).contains(batches + " batches");
          }
        } finally {
          if (prefetches != null) {
            prefetches.shutdown();
          }
        }
      }
    }
  }

  @Test
  void whereTheLastBatchIsDroppedAndTheHorizonDoesNotKnowTheSecondValidationIsAtTheAverage()
      throws Exception {
    try (Fitted fitted = new Fitted("schedule-free-sgd: 0.1", listener -> listener)) {
      fitted.ownOrder = true;
      fitted.drops = true;
      fitted.rows = 8 * 2 + 3;
      fitted.fit(3);
      assertThat(fitted.validatedAtTheAverage)
          .containsExactly(false, false, true, true, true, true);
      assertThat(fitted.told).hasSize(2);
      assertThat(fitted.told.get(0)).contains("not at the average");
      assertThat(fitted.told.get(1)).contains("2 batches");
    }
  }

  @Test
  void aGradientOfTheWrongPointIsComputedAgain() throws Exception {
    List<float[]> weights = new ArrayList<>();
    for (long planned :
        new long[] {4, 5}) { // of 35 rows DJL makes 5 batches; it might leave one out
      deleteAll();
      updates = planned;
      try (Fitted fitted = new Fitted("schedule-free-sgd: 0.1", listener -> listener)) {
        fitted.rows = 35;
        fitted.inOrder = true;
        fitted.fit(2);
        assertThat(fitted.optimizer.t()).isEqualTo(10);
        weights.add(fitted.weight());
      }
    }
    assertThat(weights.get(0)).isEqualTo(weights.get(1));
  }

  /** What a loop of one's own gives that goes between the points by itself. */
  private float[][] byHand(String strategy, int epochs) throws Exception {
    try (Fitted fitted = new Fitted(strategy, listener -> null)) {
      ArrayDataset data = fitted.data().setSampling(8, false).build();
      for (int epoch = 0; epoch < epochs; epoch++) {
        fitted.optimizer.toTraining();
        for (Batch batch : fitted.trainer.iterateDataset(data)) {
          EasyTrain.trainBatch(fitted.trainer, batch);
          fitted.trainer.step();
          batch.close();
        }
        fitted.optimizer.toEvaluation();
      }
      return fitted.parameters();
    }
  }

  @Test
  void afterAnEpochTheModelIsAtTheAverageWhoeverLooksAndTheNextGoesOnFromWhereItWas()
      throws Exception {
    normalized = true;
    for (String strategy : List.of("schedule-free-sgd: 0.1", "schedule-free-adamw: 0.01")) {
      deleteAll();
      float[][] expected = byHand(strategy, 3);
      deleteAll();
      try (Fitted fitted = new Fitted(strategy, listener -> listener)) {
        fitted.inOrder = true;
        fitted.fit(2);
        assertThat(fitted.optimizer.isEvaluation()).isTrue();
        fitted.fit(1);
        assertThat(fitted.parameters()).isDeepEqualTo(expected);
      }
    }
  }

  @Test
  void statisticsAreEstimatedAtThePointToEvaluate() throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(1).optBias(false).build())
            .add(BatchNorm.builder().build())
            .add(Linear.builder().setUnits(2).build());
    StrategyOptimizer optimizer =
        StrategyOptimizer.builder(block, "sgd: 0.1", Horizon.ofEpochs(2, 4)).average(0.9).build();
    try (Model model = Model.newInstance("normalized", "PyTorch")) {
      model.setBlock(block);
      try (Trainer trainer =
          model.newTrainer(
              new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer))) {
        trainer.initialize(new Shape(1, 1));
        ArrayDataset data =
            new ArrayDataset.Builder()
                .setData(trainer.getManager().create(new float[][] {{1}, {3}, {1}, {3}}))
                .optLabels(trainer.getManager().create(new int[] {0, 1, 0, 1}))
                .setSampling(4, false)
                .build();
        EasyTrain.fit(trainer, 8, data, null);
        optimizer.estimateStatistics(trainer, data, 200);
        float weight = block.getParameters().valueAt(0).getArray().toFloatArray()[0];
        float mean = block.getParameters().get("02BatchNorm_runningMean").getArray().getFloat(0);
        assertThat(mean).isCloseTo(2 * weight, within(1e-4f));
        optimizer.toTraining();
        float trained = block.getParameters().valueAt(0).getArray().toFloatArray()[0];
        assertThat(optimizer.t()).isEqualTo(8);
        assertThat(trained).isNotEqualTo(weight);
      }
    }
  }
}
