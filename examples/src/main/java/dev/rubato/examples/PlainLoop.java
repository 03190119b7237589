package dev.rubato.examples;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import dev.rubato.djl.EpochSampler;
import dev.rubato.djl.StrategyOptimizer;
import dev.rubato.schedule.Horizon;
import java.nio.file.Path;

/** A training with a loop of one's own, that goes on where it was killed. */
public final class PlainLoop {
  private PlainLoop() {}

  /** Trains. The argument is a folder for the checkpoints. */
  public static void main(String[] args) throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(64).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    StrategyOptimizer optimizer =
        StrategyOptimizer.builder(
                block,
                "adamw: linear(0 -> 0.01) for 10% then cosine(-> 0)",
                Horizon.ofEpochs(12, DigitsData.TRAINING / 32))
            .seed(1)
            .checkpoints(Path.of(args[0]), 20, 2)
            .build();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer);
    try (Model model = Model.newInstance("digits")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(32, 64));
        System.out.println("begins at step " + optimizer.resume());
        ArrayDataset data =
            DigitsData.training(trainer.getManager(), new EpochSampler(optimizer, 32, 1));
        float last = Float.NaN;
        for (int left = optimizer.epochsLeft(); left > 0; left--) {
          for (Batch batch : trainer.iterateDataset(data)) {
            try (GradientCollector collector = trainer.newGradientCollector()) {
              NDArray loss =
                  trainer.getLoss().evaluate(batch.getLabels(), trainer.forward(batch.getData()));
              collector.backward(loss);
              last = loss.getFloat();
            }
            trainer.step();
            batch.close();
          }
        }
        System.out.println("loss " + last + " after step " + optimizer.t());
      }
    }
  }
}
