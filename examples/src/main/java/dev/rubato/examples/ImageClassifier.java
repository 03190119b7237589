package dev.rubato.examples;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import dev.rubato.djl.EpochSampler;
import dev.rubato.djl.StrategyListener;
import dev.rubato.djl.StrategyOptimizer;
import dev.rubato.schedule.Horizon;
import java.nio.file.Path;

/**
 * An image classifier with one-cycle, by {@code EasyTrain.fit}. It may be killed at any moment: run
 * again with the same folder, it goes on, and ends with the same numbers to the last bit.
 */
public final class ImageClassifier {
  private ImageClassifier() {}

  /** Trains. The argument is a folder for the checkpoints. */
  public static void main(String[] args) throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(64).build())
            .add(Activation::relu)
            .add(Dropout.builder().optRate(0.1f).build())
            .add(Linear.builder().setUnits(10).build());
    StrategyOptimizer optimizer =
        StrategyOptimizer.builder(
                block,
                "sgd(momentum=0.9): one-cycle(0.1)",
                Horizon.ofEpochs(12, DigitsData.TRAINING / 32))
            .seed(1)
            .checkpoints(Path.of(args[0]), 25, 3)
            .build();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .addEvaluator(new Accuracy())
            .optOptimizer(optimizer)
            .addTrainingListeners(TrainingListener.Defaults.basic())
            .addTrainingListeners(new StrategyListener(optimizer));
    try (Model model = Model.newInstance("digits")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(32, 64));
        System.out.println("begins at step " + optimizer.resume());
        EasyTrain.fit(
            trainer,
            optimizer.epochsLeft(),
            DigitsData.training(trainer.getManager(), new EpochSampler(optimizer, 32, 1)),
            DigitsData.validation(trainer.getManager()));
        Float accuracy = trainer.getTrainingResult().getValidateEvaluation("Accuracy");
        System.out.println("accuracy " + accuracy + " after step " + optimizer.t());
      }
    }
  }
}
