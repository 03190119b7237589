package dev.rubato.examples;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.loss.Loss;
import dev.rubato.djl.EpochSampler;
import dev.rubato.djl.StrategyOptimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterGroup;

/**
 * Fine-tuning: a network that knows the upper halves of digits learns whole ones. Its first layer
 * is frozen for two epochs and then moves at a tenth of the rate; biases have no weight decay.
 */
public final class FineTuning {
  private static final long PER_EPOCH = DigitsData.TRAINING / 32;

  private FineTuning() {}

  /** Trains twice, and prints the losses. */
  public static void main(String[] args) throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(64).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    try (Model model = Model.newInstance("digits")) {
      model.setBlock(block);
      train(
          model,
          StrategyOptimizer.builder(
                  block, "adam: cosine(0.01 -> 0)", Horizon.ofEpochs(3, PER_EPOCH))
              .seed(1)
              .build(),
          true);
      String body = block.getParameters().keyAt(0);
      train(
          model,
          StrategyOptimizer.builder(
                  block,
                  "adamw(weight-decay=0.05): linear(0 -> 0.01) for 10% then cosine(-> 0)",
                  Horizon.ofEpochs(6, PER_EPOCH))
              .groups(
                  ParameterGroup.of(body).rate(0.1).frozenUntil(2 * PER_EPOCH),
                  ParameterGroup.of("*_bias").weightDecay(0))
              .seed(2)
              .build(),
          false);
    }
  }

  private static void train(Model model, StrategyOptimizer optimizer, boolean halves)
      throws Exception {
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer);
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(32, 64));
      ArrayDataset data =
          DigitsData.training(trainer.getManager(), new EpochSampler(optimizer, 32, 1));
      double sum = 0;
      for (int left = optimizer.epochsLeft(); left > 0; left--) {
        sum = epoch(trainer, data, halves);
      }
      System.out.printf(
          "%s digits: loss %.3f after step %d%n",
          halves ? "halves of" : "whole", sum / PER_EPOCH, optimizer.t());
    }
  }

  private static double epoch(Trainer trainer, RandomAccessDataset data, boolean halves)
      throws Exception {
    double sum = 0;
    for (Batch batch : trainer.iterateDataset(data)) {
      try (batch;
          GradientCollector collector = trainer.newGradientCollector()) {
        NDArray images = batch.getData().head();
        if (halves) {
          images.set(new NDIndex(":, 32:"), 0);
        }
        NDArray loss =
            trainer.getLoss().evaluate(batch.getLabels(), trainer.forward(batch.getData()));
        collector.backward(loss);
        sum += loss.getFloat();
      }
      trainer.step();
    }
    return sum;
  }
}
