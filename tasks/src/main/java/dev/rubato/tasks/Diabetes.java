package dev.rubato.tasks;

import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.List;

/**
 * Diabetes progression within a year, from ten measurements of each of 442 patients (Efron, Hastie,
 * Johnstone and Tibshirani 2004): a regression. All numbers are scaled to mean 0 and variance 1 on
 * the part to train on.
 */
final class Diabetes {
  private static final int BATCH = 16;
  private static final int TRAINING = 265;

  private Diabetes() {}

  static DjlTask task() {
    return DjlTask.named("diabetes")
        .summary(
            "diabetes progression, from ten measurements, a network with one hidden layer of 16")
        .source(
            "442 real patients (Efron, Hastie, Johnstone, Tibshirani 2004): 265 to train, 89 to"
                + " validate, 88 to test")
        .network(
            () ->
                new SequentialBlock()
                    .add(Linear.builder().setUnits(16).build())
                    .add(Activation::tanh)
                    .add(Linear.builder().setUnits(1).build()))
        .data(() -> scaled(Split.random(read())))
        .loss(HalfSquare::new)
        .withoutAccuracy()
        .batch(BATCH)
        .stepsPerEpoch(TRAINING / BATCH)
        .epochs(20)
        .target("validation-loss", true, 0.3)
        .build();
  }

  private static Examples read() {
    return Examples.ofNumbers(rows("diabetes_data_raw.csv.gz"), rows("diabetes_target.csv.gz"));
  }

  private static float[][] rows(String name) {
    List<String> lines = Resource.lines(name);
    float[][] rows = new float[lines.size()][];
    for (int row = 0; row < rows.length; row++) {
      String[] cells = lines.get(row).strip().split("\\s+", -1);
      rows[row] = new float[cells.length];
      for (int i = 0; i < cells.length; i++) {
        rows[row][i] = Float.parseFloat(cells[i]);
      }
    }
    return rows;
  }

  /** Every column to mean 0 and variance 1 over the part to train on. */
  private static Split scaled(Split split) {
    float[][] inputs = scale(split.train().inputs(), split.train().width());
    float[][] labels = scale(split.train().labels(), 1);
    return new Split(
        scaled(split.train(), inputs, labels),
        scaled(split.validation(), inputs, labels),
        scaled(split.test(), inputs, labels));
  }

  /** The mean and the deviation of each column. */
  private static float[][] scale(float[] numbers, int width) {
    float[][] scale = new float[width][2];
    int rows = numbers.length / width;
    for (int column = 0; column < width; column++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < rows; row++) {
        double x = numbers[row * width + column];
        sum += x;
        squares += x * x;
      }
      double mean = sum / rows;
      scale[column][0] = (float) mean;
      scale[column][1] = (float) Math.sqrt(squares / rows - mean * mean);
    }
    return scale;
  }

  private static Examples scaled(Examples some, float[][] inputs, float[][] labels) {
    return Examples.ofNumbers(scaled(some.inputs(), inputs), scaled(some.labels(), labels));
  }

  private static float[][] scaled(float[] numbers, float[][] scale) {
    int width = scale.length;
    float[][] rows = new float[numbers.length / width][width];
    for (int i = 0; i < numbers.length; i++) {
      int column = i % width;
      rows[i / width][column] = (numbers[i] - scale[column][0]) / scale[column][1];
    }
    return rows;
  }
}
