package dev.rubato.examples;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.RandomSampler;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import dev.rubato.djl.LearningRateFinder;
import dev.rubato.djl.ScheduleTracker;
import dev.rubato.finder.Finding;
import dev.rubato.schedule.Horizon;

/**
 * A rate is found for the model and the data at hand; then DJL's own SGD trains with a schedule
 * that starts there.
 */
public final class FoundRate {
  private static final int EPOCHS = 3;

  private FoundRate() {}

  /** Finds and trains, and prints the rate and the accuracy. */
  public static void main(String[] args) throws Exception {
    Engine.getInstance().setRandomSeed(1);
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(64).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    Horizon horizon = Horizon.ofEpochs(EPOCHS, DigitsData.TRAINING / 32);
    try (Model model = Model.newInstance("digits")) {
      model.setBlock(block);
      double rate = find(model, horizon);
      ScheduleTracker schedule = ScheduleTracker.of("cosine(" + rate + " -> 0)", horizon);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .addEvaluator(new Accuracy())
              .addTrainingListeners(new EvaluatorTrainingListener())
              .optOptimizer(Optimizer.sgd().setLearningRateTracker(schedule).build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(32, 64));
        EasyTrain.fit(trainer, EPOCHS, data(trainer), DigitsData.validation(trainer.getManager()));
        Float accuracy = trainer.getTrainingResult().getValidateEvaluation("Accuracy");
        System.out.println("accuracy " + accuracy);
      }
    }
  }

  private static double find(Model model, Horizon horizon) throws Exception {
    DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss());
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(32, 64));
      Finding finding =
          LearningRateFinder.of(trainer, data(trainer), "sgd", horizon)
              .validation(DigitsData.validation(trainer.getManager()))
              .budget(6)
              .find();
      System.out.println(finding);
      return finding.rate();
    }
  }

  private static ArrayDataset data(Trainer trainer) throws Exception {
    return DigitsData.training(
        trainer.getManager(), new BatchSampler(new RandomSampler(), 32, true));
  }
}
