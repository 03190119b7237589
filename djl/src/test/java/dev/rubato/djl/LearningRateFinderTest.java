package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.util.RandomUtils;
import dev.rubato.finder.Finding;
import dev.rubato.finder.RangeTest;
import dev.rubato.finder.RangeTestFinding;
import dev.rubato.schedule.Horizon;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The finder on a network with batch normalization, which it leaves as it was. */
class LearningRateFinderTest {
  private static final int ROWS = 320;
  private static final int FEATURES = 6;

  /** A trainer with its data, made the same each time. */
  private static final class Training implements AutoCloseable {
    final SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(16).build())
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(3).build());
    final StrategyOptimizer optimizer =
        StrategyOptimizer.builder(block, "adam: 0.01", Horizon.ofEpochs(2, 20)).seed(3).build();
    final Model model = Model.newInstance("found", "PyTorch");
    final Trainer trainer;
    final ArrayDataset data;

    Training() {
      this(new EveryLoss());
    }

    Training(Loss loss) {
      model.setBlock(block);
      trainer = model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(optimizer));
      trainer.initialize(new Shape(16, FEATURES));
      Random random = new Random(2);
      float[][] rows = new float[ROWS][FEATURES];
      int[] labels = new int[ROWS];
      for (int i = 0; i < ROWS; i++) {
        labels[i] = random.nextInt(3);
        for (int k = 0; k < FEATURES; k++) {
          rows[i][k] = (float) random.nextGaussian() + (k % 3 == labels[i] ? 1.5f : 0);
        }
      }
      data =
          new ArrayDataset.Builder()
              .setData(trainer.getManager().create(rows))
              .optLabels(trainer.getManager().create(labels))
              .setSampling(new EpochSampler(optimizer, 16, 4))
              .build();
    }

    float[][] values() {
      return block.getParameters().values().stream()
          .map(parameter -> parameter.getArray().toFloatArray())
          .toArray(float[][]::new);
    }

    float[][] trained() throws Exception {
      for (Batch batch : trainer.iterateDataset(data)) {
        try (batch;
            GradientCollector collector = trainer.newGradientCollector()) {
          collector.backward(
              trainer.getLoss().evaluate(batch.getLabels(), trainer.forward(batch.getData())));
        }
        trainer.step();
      }
      return values();
    }

    @Override
    public void close() {
      trainer.close();
      model.close();
    }
  }

  /** Cross-entropy. */
  private static class EveryLoss extends Loss {
    private final Loss loss = Loss.softmaxCrossEntropyLoss();

    EveryLoss() {
      super("loss");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      return loss.evaluate(labels, predictions);
    }
  }

  /** Cross-entropy, which is NaN, or its gradient, at some calls, as of an engine that falters. */
  private static final class FalteringLoss extends EveryLoss {
    private int calls;

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray loss = super.evaluate(labels, predictions);
      calls++;
      if (calls % 7 == 1) {
        return loss.mul(loss.getManager().create(Float.NaN));
      }
      if (calls % 7 == 3) {
        NDArray zeros = predictions.singletonOrThrow().zerosLike();
        return loss.add(predictions.singletonOrThrow().mul(zeros).sqrt().mul(zeros).sum());
      }
      return loss;
    }
  }

  @Test
  void aPassOfAnEngineThatFalteredDoesNotCount() throws Exception {
    RangeTest test = new RangeTest(1e-4, 1, 60);
    try (Training sound = new Training();
        Training faltering = new Training(new FalteringLoss())) {
      RangeTestFinding expected = finder(sound, "sgd").test(test).rangeTest();
      RangeTestFinding finding = finder(faltering, "sgd").test(test).rangeTest();
      assertThat(finding.losses().toArray(double[][]::new))
          .isDeepEqualTo(expected.losses().toArray(double[][]::new));
      assertThat(faltering.values()).isDeepEqualTo(sound.values());
    }
  }

  /** A loss of which nothing depends on the parameters. */
  private static final class NoLoss extends Loss {
    NoLoss() {
      super("none");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray own = predictions.singletonOrThrow().getManager().ones(new Shape(1));
      own.setRequiresGradient(true);
      return own.sum();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "sgd(momentum=0.9)", "adam", "muon", "schedule-free-adamw"})
  void itAnswersAndTheTrainingAfterItIsTheSame(String optimizer) throws Exception {
    try (Training without = new Training();
        Training with = new Training()) {
      float[][] start = with.values();
      Finding finding = finder(with, optimizer).find();
      assertThat(finding.reason()).isEmpty();
      assertThat(finding.rate()).isBetween(1e-5, 5.0);
      assertThat(finding.judgedBy()).startsWith("training loss");
      assertThat(finding.whole()).hasSizeGreaterThan(2);
      assertThat(finding.cost()).isLessThanOrEqualTo(12);
      assertThat(with.values()).isDeepEqualTo(start);
      assertThat(with.optimizer.t()).isZero();
      for (int i = 0; i < start.length; i++) { // both begin at the same values
        ParameterMemory.untrained("p", without.block.getParameters().valueAt(i).getArray())
            .set(start[i]);
      }
      assertThat(with.trained()).isDeepEqualTo(without.trained());
    }
  }

  private static LearningRateFinder finder(Training training, String optimizer) {
    return LearningRateFinder.of(
        training.trainer, training.data, optimizer, Horizon.ofEpochs(2, 20));
  }

  @Test
  void theSameSearchGivesTheSameAgain() throws Exception {
    try (Training training = new Training()) {
      LearningRateFinder finder = finder(training, "adam");
      assertThat(finder.find()).isEqualTo(finder.find());
      RangeTestFinding rangeTest = finder.rangeTest();
      assertThat(rangeTest.losses()).hasSize(3);
      assertThat(finder.rangeTest()).usingRecursiveComparison().isEqualTo(rangeTest);
      assertThatThrownBy(() -> finder.budget(2)).hasMessageContaining("at least 3");
    }
  }

  @Test
  void validationDataDecideWhereTheyAreGiven() throws Exception {
    try (Training training = new Training()) {
      Random random = new Random(5);
      float[][] rows = new float[64][FEATURES];
      int[] wrong = new int[64]; // what a model that has learned gets wrong
      for (int i = 0; i < rows.length; i++) {
        int right = random.nextInt(3);
        wrong[i] = (right + 1) % 3;
        for (int k = 0; k < FEATURES; k++) {
          rows[i][k] = (float) random.nextGaussian() + (k % 3 == right ? 1.5f : 0);
        }
      }
      ArrayDataset misleading =
          new ArrayDataset.Builder()
              .setData(training.trainer.getManager().create(rows))
              .optLabels(training.trainer.getManager().create(wrong))
              .setSampling(32, false)
              .build();
      Finding byTraining = finder(training, "adam").find();
      Finding byValidation = finder(training, "adam").validation(misleading).find();
      assertThat(byValidation.judgedBy()).isEqualTo("validation loss");
      assertThat(byValidation.rate()).isLessThan(byTraining.rate() / 10);
    }
  }

  /** As on a GPU, but for the place of the arrays. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd(momentum=0.9)", "adam", "lion"})
  void theEnginesArithmeticFindsTheSameAndLeavesNoArraysBehind(String optimizer) throws Exception {
    try (Training training = new Training()) {
      LearningRateFinder finder = finder(training, optimizer);
      Finding ours = finder.find();
      float[][] start = training.values();
      int arrays = training.trainer.getManager().getManagedArrays().size();
      int ofModel = training.model.getNDManager().getManagedArrays().size();
      Finding engines = finder.byEngine(array -> true).find();
      assertThat(engines.rate()).isCloseTo(ours.rate(), within(0.3 * ours.rate()));
      assertThat(training.values()).isDeepEqualTo(start);
      assertThat(training.trainer.getManager().getManagedArrays()).hasSizeLessThanOrEqualTo(arrays);
      assertThat(training.model.getNDManager().getManagedArrays()).hasSize(ofModel);
    }
  }

  @Test
  void aLossThatReachesNoParameterIsSaid() throws Exception {
    try (Training training = new Training(new NoLoss())) {
      assertThatThrownBy(() -> finder(training, "sgd").find())
          .hasMessageContaining("gave no parameter");
    }
  }

  @Test
  void anExceptionInTheMiddleLeavesTheModelAsItWas() throws Exception {
    int[] calls = {0};
    Loss breaking =
        new EveryLoss() {
          @Override
          public NDArray evaluate(NDList labels, NDList predictions) {
            if (++calls[0] == 60) {
              throw new IllegalStateException("out of order");
            }
            return super.evaluate(labels, predictions);
          }
        };
    try (Training training = new Training(breaking)) {
      float[][] start = training.values();
      assertThatThrownBy(() -> finder(training, "sgd").find()).hasMessage("out of order");
      assertThat(training.values()).isDeepEqualTo(start);
    }
  }

  @Test
  void anInterruptLeavesTheModelAsItWas() throws Exception {
    try (Training training = new Training()) {
      float[][] start = training.values();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> finder(training, "sgd").find())
          .isInstanceOf(InterruptedException.class);
      assertThat(training.values()).isDeepEqualTo(start);
    }
  }

  @Test
  void aTestThatDivergesStopsEarly() throws Exception {
    try (Training training = new Training()) {
      RangeTestFinding finding =
          finder(training, "sgd").test(new RangeTest(1e-3, 1e6, 100)).repeats(1).rangeTest();
      assertThat(finding.losses().get(0).length).isLessThan(100);
    }
  }

  /** How the finder may end. */
  private enum End {
    NOT_RUN,
    ANSWER,
    EXCEPTION,
    INTERRUPT
  }

  /**
   * The parameters after a training with dropout and in DJL's own order of the data, where the
   * random numbers of both have been drawn from before the finder runs.
   *
   * @param call of the loss at which the finder ends, where it does not end by itself
   */
  private static float[][] shuffledTraining(End end, int call) throws Exception {
    int[] calls = {0};
    Loss loss =
        new EveryLoss() {
          @Override
          public NDArray evaluate(NDList labels, NDList predictions) {
            if (++calls[0] == call && end == End.EXCEPTION) {
              throw new IllegalStateException("out of order");
            }
            if (calls[0] == call && end == End.INTERRUPT) {
              Thread.currentThread().interrupt();
            }
            return super.evaluate(labels, predictions);
          }
        };
    Engine.getInstance().setRandomSeed(77);
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(16).build())
            .add(Dropout.builder().optRate(0.4f).build())
            .add(Linear.builder().setUnits(3).build());
    try (Model model = Model.newInstance("shuffled", "PyTorch")) {
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(loss)
              .optOptimizer(
                  StrategyOptimizer.builder(block, "adam: 0.01", Horizon.ofSteps(20)).build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(16, FEATURES));
        NDArray rows = trainer.getManager().randomNormal(new Shape(ROWS, FEATURES));
        NDArray labels = rows.argMax(1).mod(3);
        trainer.getManager().randomUniform(0, 1, new Shape(3)).close();
        RandomUtils.nextInt();
        ArrayDataset data =
            new ArrayDataset.Builder()
                .setData(rows)
                .optLabels(labels)
                .setSampling(16, true)
                .build();
        LearningRateFinder finder =
            LearningRateFinder.of(trainer, data, "sgd", Horizon.ofSteps(40));
        switch (end) {
          case NOT_RUN -> Engine.getInstance().setRandomSeed(77);
          case ANSWER -> finder.find();
          case EXCEPTION -> assertThatThrownBy(finder::find).hasMessage("out of order");
          case INTERRUPT ->
              assertThatThrownBy(finder::find).isInstanceOf(InterruptedException.class);
        }
        calls[0] = 1000;
        EasyTrain.fit(trainer, 1, data, null);
        return block.getParameters().values().stream()
            .map(parameter -> parameter.getArray().toFloatArray())
            .toArray(float[][]::new);
      }
    }
  }

  @Test
  void afterTheFinderDropoutAndDjlsOwnShufflingBeginAgainFromTheSeed() throws Exception {
    float[][] without = shuffledTraining(End.NOT_RUN, 0);
    assertThat(shuffledTraining(End.NOT_RUN, 0)).as("a seed decides").isDeepEqualTo(without);
    assertThat(shuffledTraining(End.ANSWER, 0)).isDeepEqualTo(without);
    for (int call : new int[] {15, 300}) { // in a short training, and in a whole one
      assertThat(shuffledTraining(End.EXCEPTION, call)).isDeepEqualTo(without);
      assertThat(shuffledTraining(End.INTERRUPT, call)).isDeepEqualTo(without);
    }
  }
}
