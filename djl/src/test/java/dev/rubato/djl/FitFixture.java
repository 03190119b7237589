package dev.rubato.djl;

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
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Small trainings by {@code EasyTrain.fit}, each in the folder of its test. */
abstract class FitFixture {
  static final int PER_EPOCH = 4;
  static final int EPOCHS = 8;

  @TempDir Path folder;
  @Nullable ExecutorService prefetches;
  int microBatches = 1;
  boolean normalized;
  long updates = PER_EPOCH; // in an epoch, as the horizon says
  boolean keeps = true; // checkpoints
  boolean evaluates = true; // by DJL's own listeners
  boolean checksLoss = true; // one of which throws where the loss is NaN
  boolean listens = true;
  UnaryOperator<StrategyOptimizerBuilder> more = builder -> builder;

  /** A training by EasyTrain, whose rate of 0 leaves the validation loss as it is. */
  final class Fitted implements AutoCloseable {
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
    int poison = -1; // the row that has NaN
    long order = 1; // the seed of the EpochSampler

    Fitted(String strategy, Function<StrategyListener, @Nullable StrategyListener> options) {
      StrategyOptimizerBuilder builder =
          StrategyOptimizer.builder(block, strategy, Horizon.ofEpochs(EPOCHS, updates))
              .seed(1)
              .accumulate(microBatches)
              .notices(told::add);
      if (keeps) {
        builder.checkpoints(folder, 1000, 2);
      }
      optimizer = more.apply(builder).build();
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .addEvaluator(new Accuracy())
              .optOptimizer(optimizer);
      if (evaluates) {
        config.addTrainingListeners(
            checksLoss
                ? TrainingListener.Defaults.basic()
                : new TrainingListener[] {new EvaluatorTrainingListener()});
      }
      StrategyListener listener = listens ? options.apply(new StrategyListener(optimizer)) : null;
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
              : data.setSampling(new EpochSampler(optimizer, 8, order)).build(),
          validates ? data.setSampling(8, false, drops).build() : null);
      return this;
    }

    ArrayDataset.Builder data() {
      float[][] inputs = new float[rows][];
      int[] labels = new int[rows];
      for (int i = 0; i < rows; i++) {
        labels[i] = i % 2;
        inputs[i] = new float[] {labels[i] == 0 ? 1 : -1, (float) Math.sin(i)};
        if (i == poison) {
          inputs[i][0] = Float.NaN;
        }
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

  void deleteAll() throws Exception {
    for (String file : Files.isDirectory(folder) ? files() : List.<String>of()) {
      Files.delete(folder.resolve(file));
    }
  }

  List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
