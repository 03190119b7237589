package dev.rubato.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Examples in memory: inputs of one shape, and their targets: a class, a row of classes, or
 * numbers.
 */
public final class Examples {
  private final int size;
  private final long[] shape;
  private final float[] inputs;
  private final int answers; // of each example
  private final boolean classes;
  private final float[] labels; // classes are whole numbers, which floats hold up to 2^24

  private Examples(
      int size, long[] shape, float[] inputs, int answers, boolean classes, float[] labels) {
    long width = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    if (size < 1 || inputs.length != size * width || labels.length != (long) size * answers) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d examples of shape %s with %d answers each need %d and %d numbers, were %d and %d",
              size,
              Arrays.toString(shape),
              answers,
              size * width,
              (long) size * answers,
              inputs.length,
              labels.length));
    }
    this.size = size;
    this.shape = shape;
    this.inputs = inputs;
    this.answers = answers;
    this.classes = classes;
    this.labels = labels;
  }

  /**
   * Inputs and the class of each.
   *
   * @param shape of one input
   */
  public static Examples ofClasses(float[][] inputs, int[] labels, long... shape) {
    float[] all = new float[labels.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = labels[i];
    }
    return new Examples(inputs.length, shape.clone(), flat(inputs), 1, true, all);
  }

  /**
   * Sequences and the class of each place, as a language model guesses the next letters. The
   * network's output has a row for each place, those of an example one after the other.
   */
  public static Examples ofSequences(float[][] inputs, int[][] labels) {
    int length = labels[0].length;
    float[] all = new float[labels.length * length];
    for (int i = 0; i < all.length; i++) {
      all[i] = labels[i / length][i % length];
    }
    return new Examples(inputs.length, new long[] {length}, flat(inputs), length, true, all);
  }

  /** Inputs and the target numbers of each. */
  public static Examples ofNumbers(float[][] inputs, float[][] labels) {
    return new Examples(
        inputs.length,
        new long[] {inputs[0].length},
        flat(inputs),
        labels[0].length,
        false,
        flat(labels));
  }

  /**
   * All examples of a DJL data set, read once: one array of inputs and one of labels; labels of
   * whole numbers are classes.
   *
   * @throws IOException if the data set can't be read
   */
  public static Examples of(RandomAccessDataset dataset) throws IOException {
    List<float[]> inputs = new ArrayList<>();
    List<float[]> labels = new ArrayList<>();
    long[] shape = {};
    boolean classes = false;
    try (NDManager manager = Engine.newManager()) {
      for (long i = 0; i < dataset.size(); i++) {
        try (NDManager scope = manager.newSubManager()) {
          Record record = dataset.get(scope, i);
          NDArray input = only(record.getData(), "data");
          NDArray label = only(record.getLabels(), "labels");
          shape = input.getShape().getShape();
          classes = label.getDataType().isInteger();
          inputs.add(input.toType(DataType.FLOAT32, false).toFloatArray());
          labels.add(label.toType(DataType.FLOAT32, false).toFloatArray());
        }
      }
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("the data set is empty");
    }
    return new Examples(
        inputs.size(),
        shape,
        flat(inputs.toArray(new float[0][])),
        labels.get(0).length,
        classes,
        flat(labels.toArray(new float[0][])));
  }

  private static NDArray only(NDList list, String what) {
    if (list.size() != 1) {
      throw new IllegalArgumentException(
          "a record must have one array of " + what + ", had " + list.size());
    }
    return list.get(0);
  }

  private static float[] flat(float[][] rows) {
    int width = rows[0].length;
    float[] flat = new float[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != width) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "example %d has %d numbers, but the first has %d",
                row,
                rows[row].length,
                width));
      }
      System.arraycopy(rows[row], 0, flat, row * width, width);
    }
    return flat;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The shape of one input. */
  long[] shape() {
    return shape;
  }

  /** Numbers in one input. */
  int width() {
    return inputs.length / size;
  }

  float[] inputs() {
    return inputs;
  }

  /** Answers of one example. */
  int answers() {
    return answers;
  }

  /** Whether answers are classes. */
  boolean hasClasses() {
    return classes;
  }

  float[] labels() {
    return labels;
  }

  /** Some of these. */
  Examples pick(int... indices) {
    int width = width();
    float[] someInputs = new float[indices.length * width];
    float[] someLabels = new float[indices.length * answers];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(inputs, indices[i] * width, someInputs, i * width, width);
      System.arraycopy(labels, indices[i] * answers, someLabels, i * answers, answers);
    }
    return new Examples(indices.length, shape, someInputs, answers, classes, someLabels);
  }

  /** Adds all numbers to a digest. */
  void addTo(MessageDigest digest) {
    for (float[] numbers : List.of(inputs, labels)) {
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length);
      bytes.asFloatBuffer().put(numbers);
      digest.update(bytes);
    }
  }
}
