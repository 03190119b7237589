package dev.rubato.examples;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import dev.rubato.djl.EpochSampler;
import dev.rubato.djl.Horizons;
import dev.rubato.djl.StrategyListener;
import dev.rubato.djl.StrategyOptimizer;
import java.nio.file.Path;
import java.util.Random;

/** A first training, with data that it makes itself: which of three spirals is a point on? */
public final class Spirals {
  private static final int EPOCHS = 20;
  private static final int EXAMPLES = 600;
  private static final int BATCH = 32;

  private Spirals() {}

  /** Trains. The argument is a folder for the checkpoints. */
  public static void main(String[] args) throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(32).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(32).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(3).build());
    StrategyOptimizer optimizer =
        StrategyOptimizer.builder(
                block,
                "adamw: linear(0 -> 0.02) for 10% then cosine(-> 0)",
                Horizons.ofEpochs(EPOCHS, EXAMPLES, BATCH))
            .seed(1)
            .checkpoints(Path.of(args[0]), 100, 2)
            .build();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .addEvaluator(new Accuracy())
            .optOptimizer(optimizer)
            .addTrainingListeners(TrainingListener.Defaults.basic())
            .addTrainingListeners(new StrategyListener(optimizer));
    try (Model model = Model.newInstance("spirals")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH, 2));
        NDManager manager = trainer.getManager();
        ArrayDataset training =
            points(manager, EXAMPLES, 1).setSampling(new EpochSampler(optimizer, BATCH, 1)).build();
        ArrayDataset validation = points(manager, 300, 2).setSampling(BATCH, false).build();
        System.out.println("begins at step " + optimizer.resume());
        if (optimizer.epochsLeft() == 0) {
          System.out.println("this training is over; another folder begins another");
          return;
        }
        EasyTrain.fit(trainer, optimizer.epochsLeft(), training, validation);
        Float accuracy = trainer.getTrainingResult().getValidateEvaluation("Accuracy");
        System.out.println("accuracy " + accuracy + " after step " + optimizer.t());
      }
    }
  }

  private static ArrayDataset.Builder points(NDManager manager, int count, long seed) {
    Random random = new Random(seed);
    float[][] points = new float[count][];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      double radius = random.nextDouble();
      double angle = 4 * radius + labels[i] * 2 * Math.PI / 3 + 0.1 * random.nextGaussian();
      points[i] =
          new float[] {(float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle))};
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(points))
        .optLabels(manager.create(labels));
  }
}
