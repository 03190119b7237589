package dev.rubato.tasks;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/**
 * Handwritten digits, 1,797 images of 8×8 (Alpaydin and Kaynak 1998), classified in three ways: by
 * a network with one hidden layer, by a convolutional network, and by a single linear layer, which
 * is a convex problem.
 */
final class Digits {
  private static final int PIXELS = 64;
  private static final int SIDE = 8;
  private static final int CLASSES = 10;
  private static final int BATCH = 32;
  private static final int TRAINING = 1078;
  private static final float BRIGHTEST = 16;
  private static final String SOURCE =
      "1,797 real images (Alpaydin and Kaynak 1998): 1,078 to train, 360 to validate, 359 to test";

  private Digits() {}

  /** Read when the first training starts, and shared by all. */
  private static final class Data {
    static final Split SPLIT = Split.stratified(read(), CLASSES);
  }

  static DjlTask dense() {
    return task("digits")
        .summary("handwritten digits, 8×8 pixels, a network with one hidden layer of 64")
        .network(
            () ->
                new SequentialBlock()
                    .add(Linear.builder().setUnits(64).build())
                    .add(Activation::relu)
                    .add(Linear.builder().setUnits(CLASSES).build()))
        .epochs(12)
        .target("accuracy", false, 0.95)
        .build();
  }

  static DjlTask convolutional() {
    return task("digits-cnn")
        .summary("handwritten digits, 8×8 pixels, a network with two convolutions")
        .network(
            () ->
                new SequentialBlock()
                    .add(images -> new NDList(images.get(0).reshape(-1, 1, SIDE, SIDE)))
                    .add(convolution(8))
                    .add(Activation::relu)
                    .add(convolution(16))
                    .add(Activation::relu)
                    .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                    .add(Blocks.batchFlattenBlock())
                    .add(Linear.builder().setUnits(CLASSES).build()))
        .epochs(8)
        .target("accuracy", false, 0.97)
        .build();
  }

  static DjlTask convex() {
    return task("convex")
        .summary("handwritten digits, 8×8 pixels, logistic regression: a convex problem")
        .network(() -> new SequentialBlock().add(Linear.builder().setUnits(CLASSES).build()))
        .epochs(12)
        .target("accuracy", false, 0.94)
        .build();
  }

  private static Conv2d convolution(int channels) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(channels)
        .build();
  }

  private static DjlTask.Builder task(String name) {
    return DjlTask.named(name)
        .source(SOURCE)
        .data(() -> Data.SPLIT)
        .batch(BATCH)
        .stepsPerEpoch(TRAINING / BATCH);
  }

  static Split split() {
    return Data.SPLIT;
  }

  private static Examples read() {
    List<String> lines = Resource.lines("digits.csv.gz");
    float[][] inputs = new float[lines.size()][PIXELS];
    int[] labels = new int[lines.size()];
    for (int row = 0; row < labels.length; row++) {
      String[] cells = lines.get(row).split(",", -1);
      for (int i = 0; i < PIXELS; i++) {
        inputs[row][i] = Float.parseFloat(cells[i]) / BRIGHTEST;
      }
      labels[row] = (int) Float.parseFloat(cells[PIXELS]);
    }
    return Examples.ofClasses(inputs, labels, PIXELS);
  }
}
