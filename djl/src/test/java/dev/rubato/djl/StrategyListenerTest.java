package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What validations do to a training by {@code EasyTrain.fit}. */
class StrategyListenerTest {
  private static final int PER_EPOCH = 4;
  private static final int EPOCHS = 8;

  @TempDir private Path folder;
  private @Nullable ExecutorService prefetches;
  private int microBatches = 1;
  private boolean normalized;
  private long updates = PER_EPOCH; // in an epoch, as the horizon says

  /** A training by EasyTrain, whose rate of 0 leaves the validation loss as it is. */
  private final class Fitted implements AutoCloseable {
    final SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(5).build())
            .add(normalized ? BatchNorm.builder().build() : Activation.tanhBlock())
            .add(Linear.builder().setUnits(2).build());
    final StrategyOptimizer optimizer;
    final Model model = Model.newInstance("fitted", "PyTorch");
    final Trainer trainer;
    final List<String> told = new ArrayList<>();
    final List<Boolean> validatedAtTheAverage = new ArrayList<>(); // batch by batch
    boolean validates = true;
    boolean ownOrder;
    boolean inOrder; // as the rows are
    boolean drops; // the last batch, where it is smaller
    int rows = 8 * PER_EPOCH;

    Fitted(String strategy, Function<StrategyListener, @Nullable StrategyListener> options) {
      optimizer =
          StrategyOptimizer.builder(block, strategy, Horizon.ofEpochs(EPOCHS, updates))
              .seed(1)
              .accumulate(microBatches)
              .checkpoints(folder, 1000, 2)
              .notices(told::add)
              .build();
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .addEvaluator(new Accuracy())
              .optOptimizer(optimizer)
              .addTrainingListeners(TrainingListener.Defaults.basic());
      StrategyListener listener = options.apply(new StrategyListener(optimizer));
      config.addTrainingListeners(
          new TrainingListenerAdapter() {
            @Override
            public void onValidationBatch(Trainer whose, BatchData data) {
              validatedAtTheAverage.add(optimizer.isEvaluation());
            }
          });
      if (prefetches != null) {
        config.optExecutorService(prefetches);
      }
      if (listener != null) {
        config.addTrainingListeners(listener);
      }
      trainer = model.newTrainer(config);
      trainer.initialize(new Shape(8, 2));
    }

    float[] weight() {
      return block.getParameters().valueAt(0).getArray().toFloatArray();
    }

    Fitted fit() throws Exception {
      return fit(optimizer.epochsLeft());
    }

    float[][] parameters() {
      return block.getParameters().values().stream()
          .map(parameter -> parameter.getArray().toFloatArray())
          .toArray(float[][]::new);
    }

    Fitted fit(int count) throws Exception {
      ArrayDataset.Builder data = data();
      EasyTrain.fit(
          trainer,
          count,
          ownOrder || inOrder
              ? data.setSampling(8, !inOrder, drops).build()
              : data.setSampling(new EpochSampler(optimizer, 8, 1)).build(),
          validates ? data.setSampling(8, false, drops).build() : null);
      return this;
    }

    ArrayDataset.Builder data() {
      float[][] inputs = new float[rows][];
      int[] labels = new int[rows];
      for (int i = 0; i < rows; i++) {
        labels[i] = i % 2;
        inputs[i] = new float[] {labels[i] == 0 ? 1 : -1, (float) Math.sin(i)};
      }
      return new ArrayDataset.Builder()
          .setData(trainer.getManager().create(inputs))
          .optLabels(trainer.getManager().create(labels));
    }

    @Override
    public void close() {
      trainer.close();
      model.close();
    }
  }

  private void deleteAll() throws Exception {
    for (String file : Files.isDirectory(folder) ? files() : List.<String>of()) {
      Files.delete(folder.resolve(file));
    }
  }

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

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
          new Fitted("sgd: 0", listener -> listener.best(name, true).stopAfter(1))) {
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
    try (Fitted fitted = new Fitted("sgd: plateau(0.001, patience=0)", listener -> null).fit()) {
      assertThat(fitted.optimizer.rate()).isEqualTo(0.001);
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0))
          .contains("[validation-loss]")
          .contains("add StrategyListener after TrainingListener.Defaults");
    }
  }

  @Test
  void whoStoppedEarlyStaysStopped() throws Exception {
    for (int run = 0; run < 3; run++) {
      try (Fitted fitted = new Fitted("sgd: 0", listener -> listener.stopAfter(2))) {
        assertThat(fitted.optimizer.resume()).isEqualTo(run == 0 ? 0 : 4 * PER_EPOCH);
        if (run == 0) {
          assertThatThrownBy(fitted::fit).isInstanceOf(EarlyStoppedException.class);
        } else {
          assertThat(fitted.optimizer.epochsLeft()).isZero();
          fitted.fit();
          assertThatThrownBy(() -> fitted.fit(10)).isInstanceOf(EarlyStoppedException.class);
        }
        assertThat(fitted.optimizer.t()).isEqualTo(4 * PER_EPOCH);
      }
    }
  }

  @Test
  void aFinishedTrainingRunAgainEndsWithTheSameModel() throws Exception {
    float[] first;
    try (Fitted fitted = new Fitted("schedule-free-adamw: 0.1", listener -> listener).fit()) {
      first = fitted.weight();
    }
    try (Fitted again = new Fitted("schedule-free-adamw: 0.1", listener -> listener)) {
      assertThat(again.optimizer.resume()).isEqualTo(EPOCHS * PER_EPOCH);
      again.fit();
      assertThat(again.weight()).isEqualTo(first);
      again.optimizer.toEvaluation();
      assertThat(again.weight()).isEqualTo(first);
      again.optimizer.toTraining();
      assertThat(again.weight()).isNotEqualTo(first);
    }
  }

  @Test
  void theBestIsLoadedAtThePointThatWasEvaluated() throws Exception {
    String climbs = "schedule-free-sgd(maximize=true): 0.1"; // the first epoch's end is the best
    float[] best = {};
    try (Fitted fitted = new Fitted(climbs, listener -> listener)) {
      fitted.fit(1);
      best = fitted.weight();
      fitted.fit(3);
      assertThat(fitted.weight()).isNotEqualTo(best);
      assertThat(fitted.optimizer.loadBest()).isEqualTo(PER_EPOCH);
      assertThat(fitted.weight()).isEqualTo(best);
      fitted.fit(1); // on from the best
      assertThat(fitted.optimizer.t()).isEqualTo(2 * PER_EPOCH);
    }
    assertThat(files()).contains(named(8)).doesNotContain(named(12), named(16));
    try (Fitted again = new Fitted(climbs, listener -> listener)) {
      assertThat(again.optimizer.resume()).isEqualTo(2 * PER_EPOCH);
      again.optimizer.loadBest();
      assertThat(again.weight()).isEqualTo(best);
    }
  }

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
          .contains("3 an epoch has 3");
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
      assertThat(fitted.told.get(0)).contains("6 batches").contains("Horizons.ofEpochs");
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
  void theTrainingStopsAfterSoManyValidationsWithoutABetterOne() throws Exception {
    try (Fitted fitted = new Fitted("sgd: 0", listener -> listener.stopAfter(2))) {
      assertThatThrownBy(fitted::fit)
          .isInstanceOf(EarlyStoppedException.class)
          .hasMessageContaining("validation-loss");
      assertThat(fitted.optimizer.t()).as("the best and three after it").isEqualTo(4 * PER_EPOCH);
    }
  }

  @Test
  void itKeepsOnWhereTheLossFalls() throws Exception {
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener.stopAfter(0)).fit()) {
      assertThat(fitted.optimizer.t()).isEqualTo(EPOCHS * PER_EPOCH);
    }
    assertThat(files()).containsExactly("best.rubato", named(28), named(32));
  }

  private static String named(int step) {
    return "step-%012d.rubato".formatted(step);
  }

  @Test
  void theBestIsKeptBesideTheLast() throws Exception {
    String worse = "sgd(maximize=true): 0.1"; // it climbs, so the first epoch's end is the best
    try (Fitted fitted = new Fitted(worse, listener -> listener.stopAfter(3))) {
      assertThatThrownBy(fitted::fit).isInstanceOf(EarlyStoppedException.class);
    }
    assertThat(files()).contains("best.rubato");
    assertThat(dev.rubato.strategy.Checkpoint.read(folder.resolve("best.rubato")).t())
        .isEqualTo(PER_EPOCH);
  }

  @Test
  void patienceGoesOnInAnotherProcess() throws Exception {
    try (Fitted fitted = new Fitted("sgd: 0", listener -> listener.stopAfter(5))) {
      assertThatThrownBy(fitted::fit).isInstanceOf(EarlyStoppedException.class);
      assertThat(fitted.optimizer.t()).isEqualTo(7 * PER_EPOCH);
    }
    Files.delete(folder.resolve(named(28)));
    try (Fitted again = new Fitted("sgd: 0", listener -> listener.stopAfter(5))) {
      assertThat(again.optimizer.resume()).isEqualTo(6 * PER_EPOCH);
      assertThatThrownBy(again::fit).isInstanceOf(EarlyStoppedException.class);
      assertThat(again.optimizer.t()).as("one more was one too many").isEqualTo(7 * PER_EPOCH);
    }
  }

  @Test
  void whatIsNotEvaluatedIsAnErrorThatSaysWhatToDo() {
    try (Fitted fitted = new Fitted("sgd: 0", listener -> listener)) {
      assertThatThrownBy(() -> new StrategyListener(fitted.optimizer).onEpoch(fitted.trainer))
          .hasMessageContaining("TrainingListener.Defaults");
      assertThatThrownBy(() -> new StrategyListener(fitted.optimizer).stopAfter(-1))
          .hasMessageContaining("at least 0, was -1");
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
      assertThat(Horizons.ofEpochs(3, 33, 8)).isEqualTo(Horizon.ofEpochs(3, 4));
      assertThat(Horizons.ofEpochs(3, 33, 8, 3)).isEqualTo(Horizon.ofEpochs(3, 1));
      assertThatThrownBy(() -> Horizons.ofEpochs(3, 33, 34))
          .hasMessage("33 examples don't fill one update of 1 batches of 34");
    }
  }
}
