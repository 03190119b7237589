package dev.rubato.examples;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import dev.rubato.djl.StrategyOptimizer;
import dev.rubato.schedule.Horizon;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * A character model on a novel: from five characters it guesses the next. Batches of 32 are added
 * up by fours, so that one update sees 128.
 */
public final class CharacterModel {
  private static final String LETTERS = " abcdefghijklmnopqrstuvwxyz.,;!?'\"-";
  private static final int BEFORE = 5;
  private static final int INPUTS = BEFORE * LETTERS.length();
  private static final int BATCH = 32;
  private static final int STEPS = 400;

  private CharacterModel() {}

  /** Trains, and prints the loss of the first and the last updates in bits a character. */
  public static void main(String[] args) throws Exception {
    int[] text = text();
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(64).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(LETTERS.length()).build());
    StrategyOptimizer optimizer =
        StrategyOptimizer.builder(
                block,
                "adamw(clip-norm=1): linear(0 -> 0.01) for 5% then 0.01 for 75% then cooldown(-> 0)",
                Horizon.ofSteps(STEPS))
            .seed(1)
            .accumulate(4)
            .build();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer);
    try (Model model = Model.newInstance("novel")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH, INPUTS));
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        while (optimizer.t() < STEPS) {
          try (NDManager scope = trainer.getManager().newSubManager()) {
            sum += step(trainer, scope, text, random);
          }
          if (optimizer.batches() % 200 == 0) {
            System.out.printf(
                "%.2f bits a character up to step %d%n", sum / 200 / Math.log(2), optimizer.t());
            sum = 0;
          }
        }
      }
    }
  }

  private static double step(
      Trainer trainer, NDManager scope, int[] text, SplittableRandom random) {
    float[][] rows = new float[BATCH][INPUTS];
    int[] next = new int[BATCH];
    for (int row = 0; row < BATCH; row++) {
      int at = random.nextInt(BEFORE, text.length);
      for (int i = 0; i < BEFORE; i++) {
        rows[row][i * LETTERS.length() + text[at - 1 - i]] = 1;
      }
      next[row] = text[at];
    }
    double value;
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDList output = trainer.forward(new NDList(scope.create(rows)));
      NDArray loss = trainer.getLoss().evaluate(new NDList(scope.create(next)), output);
      collector.backward(loss);
      value = loss.getFloat();
    }
    trainer.step();
    return value;
  }

  /** Northanger Abbey in small letters, each by its place among the letters. */
  private static int[] text() throws Exception {
    try (InputStream file =
        Objects.requireNonNull(
            CharacterModel.class.getResourceAsStream(
                "/dev/rubato/tasks/northanger-abbey.txt.gz"))) {
      byte[] bytes = new GZIPInputStream(file).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .toLowerCase(Locale.ROOT)
          .replaceAll("\\s+", " ")
          .chars()
          .map(LETTERS::indexOf)
          .filter(index -> index >= 0)
          .toArray();
    }
  }
}
