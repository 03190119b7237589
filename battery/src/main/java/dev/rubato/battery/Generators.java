package dev.rubato.battery;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the battery's data, always the same for a name. */
final class Generators {
  private Generators() {}

  /** Fills one row. */
  interface Filler {
    /**
     * Fills a row.
     *
     * @param x of the row, all 0
     * @param y of the row, all 0
     * @param held whether the row is for validation or the test
     */
    void fill(Dice dice, float[] x, float[] y, boolean held);
  }

  /** Data that are made when they are first needed. */
  static Supplier<Dataset> of(
      String name, int width, int answered, int train, int held, Filler filler) {
    return new Supplier<>() {
      private @Nullable Dataset made;

      @Override
      public synchronized Dataset get() {
        Dataset known = made;
        if (known == null) {
          known = make(Dice.of(name), width, answered, train, held, filler);
          made = known;
        }
        return known;
      }
    };
  }

  private static Dataset make(
      Dice dice, int width, int answered, int train, int held, Filler filler) {
    int rows = train + 2 * held;
    float[] inputs = new float[rows * width];
    float[] answers = new float[rows * answered];
    for (int row = 0; row < rows; row++) {
      float[] x = new float[width];
      float[] y = new float[answered];
      filler.fill(dice, x, y, row >= train);
      System.arraycopy(x, 0, inputs, row * width, width);
      System.arraycopy(y, 0, answers, row * answered, answered);
    }
    return new Dataset(inputs, width, answers, answered, train, held);
  }

  /** Numbers from a normal distribution, the same for a name. */
  static float[] normal(String name, int count, double deviation) {
    Dice dice = Dice.of(name);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (deviation * dice.normal());
    }
    return numbers;
  }

  /** Clouds around centers, one a class; some labels are drawn at random. */
  static Supplier<Dataset> clouds(
      String name, int classes, int width, double spread, double wrong, int train, int held) {
    float[] centers = normal(name + " centers", classes * width, 1);
    return of(
        name,
        width,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          int label = dice.below(classes);
          for (int i = 0; i < width; i++) {
            x[i] = (float) (centers[label * width + i] + spread * dice.normal());
          }
          y[0] = dice.uniform() < wrong ? dice.below(classes) : label;
        });
  }

  /** Arms of a spiral in the plane, one a class. */
  static Supplier<Dataset> spirals(
      String name, int classes, double noise, double wrong, int train, int held) {
    return of(
        name,
        2,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          int label = dice.below(classes);
          double radius = 0.2 + 1.3 * dice.uniform();
          double angle = 2.5 * radius + 2 * Math.PI * label / classes + noise * dice.normal();
          x[0] = (float) (radius * StrictMath.cos(angle));
          x[1] = (float) (radius * StrictMath.sin(angle));
          y[0] = dice.uniform() < wrong ? dice.below(classes) : label;
        });
  }

  /** Rows of pixels with a bump or two of a class's own, shifted and noisy. */
  static Supplier<Dataset> signals(
      String name, int classes, int width, double noise, double wrong, int train, int held) {
    int size = width / 2;
    float[] shapes = normal(name + " shapes", classes * size, 1);
    return of(
        name,
        width,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          int label = dice.below(classes);
          int shift = dice.below(width - size + 1);
          for (int i = 0; i < width; i++) {
            x[i] = (float) (noise * dice.normal());
          }
          for (int i = 0; i < size; i++) {
            x[shift + i] += shapes[label * size + i];
          }
          y[0] = dice.uniform() < wrong ? dice.below(classes) : label;
        });
  }

  /** Answers of a random two-layer net, with noise. */
  static Supplier<Dataset> taught(
      String name, int width, int hidden, int answered, double noise, int train, int held) {
    float[] first = normal(name + " first", width * hidden, 1.5 / Math.sqrt(width));
    float[] second = normal(name + " second", hidden * answered, 1.5 / Math.sqrt(hidden));
    return of(
        name,
        width,
        answered,
        train,
        held,
        (dice, x, y, isHeld) -> {
          for (int i = 0; i < width; i++) {
            x[i] = (float) dice.normal();
          }
          for (int j = 0; j < hidden; j++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
              sum += first[i * hidden + j] * x[i];
            }
            double unit = StrictMath.tanh(sum);
            for (int k = 0; k < answered; k++) {
              y[k] += (float) (second[j * answered + k] * unit);
            }
          }
          for (int k = 0; k < answered; k++) {
            y[k] += (float) (noise * dice.normal());
          }
        });
  }

  /** Linear answers to inputs of different sizes; some answers are wild. */
  static Supplier<Dataset> linear(
      String name, int width, double condition, double noise, int freedom, int train, int held) {
    float[] weights = normal(name + " weights", width, 1);
    return of(
        name,
        width,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          double sum = 0;
          for (int i = 0; i < width; i++) {
            double size = StrictMath.pow(condition, width == 1 ? 0 : -0.5 * i / (width - 1.0));
            x[i] = (float) (size * dice.normal());
            sum += weights[i] * x[i] / size;
          }
          boolean wild = freedom > 0 && !isHeld;
          y[0] = (float) (sum + noise * (wild ? dice.student(freedom) : dice.normal()));
        });
  }

  /**
   * Points near a plane of few dimensions, bent by a sine; the answer is the point, or is clean.
   */
  static Supplier<Dataset> sheets(
      String name, int width, int rank, double noise, int train, int held) {
    float[] axes = normal(name + " axes", rank * width, 1.0 / Math.sqrt(rank));
    return of(
        name,
        width,
        width,
        train,
        held,
        (dice, x, y, isHeld) -> {
          for (int k = 0; k < rank; k++) {
            double along = dice.normal();
            for (int i = 0; i < width; i++) {
              y[i] += (float) (axes[k * width + i] * along);
            }
          }
          for (int i = 0; i < width; i++) {
            y[i] = (float) StrictMath.sin(y[i]);
            x[i] = (float) (y[i] + noise * dice.normal());
          }
        });
  }
}
