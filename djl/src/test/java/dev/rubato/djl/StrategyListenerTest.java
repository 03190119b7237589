package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What validations do to a training by {@code EasyTrain.fit}. */
class StrategyListenerTest {
  private static final int PER_EPOCH = 4;
  private static final int EPOCHS = 8;

  @TempDir private Path folder;

  /** A training by EasyTrain, whose rate of 0 leaves the validation loss as it is. */
  private final class Fitted implements AutoCloseable {
    final SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(5).build())
            .add(Activation::tanh)
            .add(Linear.builder().setUnits(2).build());
    final StrategyOptimizer optimizer;
    final Model model = Model.newInstance("fitted", "PyTorch");
    final Trainer trainer;

    Fitted(String strategy, UnaryOperator<StrategyListener> options) {
      optimizer =
          StrategyOptimizer.builder(block, strategy, Horizon.ofEpochs(EPOCHS, PER_EPOCH))
              .seed(1)
              .checkpoints(folder, 1000, 2)
              .build();
      model.setBlock(block);
      trainer =
          model.newTrainer(
              new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                  .addEvaluator(new Accuracy())
                  .optOptimizer(optimizer)
                  .addTrainingListeners(TrainingListener.Defaults.basic())
                  .addTrainingListeners(options.apply(new StrategyListener(optimizer))));
      trainer.initialize(new Shape(8, 2));
    }

    Fitted fit() throws Exception {
      float[][] rows = new float[8 * PER_EPOCH][];
      int[] labels = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        labels[i] = i % 2;
        rows[i] = new float[] {labels[i] == 0 ? 1 : -1, (float) Math.sin(i)};
      }
      ArrayDataset.Builder data =
          new ArrayDataset.Builder()
              .setData(trainer.getManager().create(rows))
              .optLabels(trainer.getManager().create(labels));
      EasyTrain.fit(
          trainer,
          optimizer.epochsLeft(),
          data.setSampling(new EpochSampler(optimizer, 8, 1)).build(),
          data.setSampling(8, false).build());
      return this;
    }

    @Override
    public void close() {
      trainer.close();
      model.close();
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
    try (Fitted fitted = new Fitted(unknown, listener -> listener)) {
      assertThatThrownBy(fitted::fit).hasMessageContaining("f1").hasMessageContaining("Accuracy");
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
}
