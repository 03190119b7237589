package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** Each training has its own chance, though the engine has one for all. */
class SeedsTest {

  /** A training with chance in it, batch by batch. */
  private static final class Noisy implements AutoCloseable {
    final SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(8).build())
            .add(Dropout.builder().optRate(0.5f).build())
            .add(Linear.builder().setUnits(2).build());
    final Model model = Model.newInstance("noisy", "PyTorch");
    final Trainer trainer;
    final Iterator<Batch> batches;

    Noisy(long seed) throws Exception {
      StrategyOptimizer optimizer =
          StrategyOptimizer.builder(block, "sgd: 0.1", Horizon.ofEpochs(1, 8)).seed(seed).build();
      model.setBlock(block);
      trainer =
          model.newTrainer(
              new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer));
      trainer.initialize(new Shape(4, 3));
      float[][] rows = new float[32][3];
      int[] labels = new int[32];
      for (int i = 0; i < rows.length; i++) {
        labels[i] = i % 2;
        rows[i][0] = labels[i];
        rows[i][1] = (float) Math.sin(i);
      }
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(trainer.getManager().create(rows))
              .optLabels(trainer.getManager().create(labels))
              .setSampling(new EpochSampler(optimizer, 4, seed))
              .build();
      batches = trainer.iterateDataset(data).iterator();
    }

    void step() {
      try (Batch batch = batches.next()) {
        EasyTrain.trainBatch(trainer, batch);
        trainer.step();
      }
    }

    float[] weights() {
      return block.getParameters().valueAt(0).getArray().toFloatArray();
    }

    @Override
    public void close() {
      trainer.close();
      model.close();
    }
  }

  @Test
  void trainingsThatTakeTurnsAreAsAlone() throws Exception {
    float[] alone;
    try (Noisy noisy = new Noisy(1)) {
      for (int t = 0; t < 8; t++) {
        noisy.step();
      }
      alone = noisy.weights();
    }
    try (Noisy one = new Noisy(1);
        Noisy other = new Noisy(2)) {
      for (int t = 0; t < 8; t++) {
        other.step();
        one.step();
      }
      assertThat(one.weights()).isEqualTo(alone);
      assertThat(other.weights()).isNotEqualTo(alone);
    }
  }
}
