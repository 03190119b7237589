package dev.rubato.finder;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A small problem of chance, really trained: classes that a teacher network gives to random points,
 * some of them wrongly, learned by a network with or without a hidden layer from small batches of
 * fresh points. Its best constant rate is known from trying them all.
 */
final class SmallTraining {
  private static final String[] OPTIMIZERS = {
    "sgd", "sgd(momentum=0.9)", "adam", "adamw(weight-decay=0.1)"
  };
  private static final int HELD_OUT = 512;
  private static final int GRID = 18;

  final String optimizer;
  private final long seed;
  private final int inputs;
  private final int hidden; // 0 for a linear model
  private final int classes;
  private final int batch;
  private final int steps;
  private final double wrong;
  private final double scale;
  private final Net teacher;
  private final float[][] x = new float[HELD_OUT][];
  private final int[] label = new int[HELD_OUT];

  SmallTraining(long seed) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    optimizer = OPTIMIZERS[random.nextInt(OPTIMIZERS.length)];
    inputs = random.nextInt(4, 17);
    hidden = random.nextInt(4) == 0 ? 0 : random.nextInt(6, 25);
    classes = random.nextInt(2, 8);
    batch = 8 << random.nextInt(3);
    steps = random.nextInt(200, 501);
    wrong = random.nextDouble(0, 0.1);
    scale = random.nextDouble(0.5, 1.5);
    teacher = new Net(inputs, 12, classes, random, 3);
    for (int i = 0; i < HELD_OUT; i++) {
      x[i] = point(random);
      label[i] = label(x[i], random);
    }
  }

  private float[] point(SplittableRandom random) {
    float[] point = new float[inputs];
    for (int k = 0; k < inputs; k++) {
      point[k] = (float) (scale * random.nextGaussian());
    }
    return point;
  }

  private int label(float[] point, SplittableRandom random) {
    return random.nextDouble() < wrong ? random.nextInt(classes) : teacher.guess(point);
  }

  /** The losses of a range test, until it diverges. */
  double[] rangeTest(RangeTest test, long repeat) {
    String rising =
        "exponential(%s -> %s) for %d steps".formatted(test.low(), test.high(), test.steps() - 1);
    return train(optimizer + ": " + rising, test.steps(), repeat, test).losses;
  }

  /** The losses of a training at one rate, as long as it goes. */
  double[] probe(double rate, int length, long repeat) {
    return train(optimizer + ": " + rate, length, repeat, null).losses;
  }

  /** The constant rate of a grid of factor 2 whose loss on held-out examples is lowest. */
  double best() {
    double best = Double.NaN;
    double lowest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < GRID; k++) {
      double rate = 1e-4 * Math.pow(2, k);
      double loss = 0;
      for (int repeat = 0; repeat < 3; repeat++) {
        loss += train(optimizer + ": " + rate, steps, 1000 + repeat, null).heldOut / 3;
      }
      if (loss < lowest) {
        lowest = loss;
        best = rate;
      }
    }
    return best;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Trained(double[] losses, double heldOut) {}

  private Trained train(String strategy, int length, long repeat, @Nullable RangeTest test) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + repeat);
    Net net = new Net(inputs, hidden, classes, random, 1);
    Stepper stepper =
        new Stepper(Notation.strategy(strategy), Horizon.ofSteps(length), net.tensors());
    double[] losses = new double[length];
    for (int t = 0; t < length; t++) {
      net.zero();
      for (int i = 0; i < batch; i++) {
        float[] point = point(random);
        losses[t] += net.backward(point, label(point, random), 1f / batch) / batch;
      }
      if (test == null ? !Double.isFinite(losses[t]) : test.hasDiverged(losses, t + 1)) {
        return new Trained(Arrays.copyOf(losses, t + 1), Double.POSITIVE_INFINITY);
      }
      try {
        stepper.step();
      } catch (NonFiniteGradientException e) {
        return new Trained(Arrays.copyOf(losses, t + 1), Double.POSITIVE_INFINITY);
      }
    }
    double heldOut = 0;
    for (int i = 0; i < HELD_OUT; i++) {
      heldOut += net.loss(x[i], label[i]) / HELD_OUT;
    }
    return new Trained(losses, Double.isNaN(heldOut) ? Double.POSITIVE_INFINITY : heldOut);
  }

  /** Softmax cross-entropy behind one hidden layer of tanh, or behind none. */
  private static final class Net {
    private final int inputs;
    private final int hidden;
    private final int classes;
    private final float[] first;
    private final float[] second;
    private final float[] firstSlope;
    private final float[] secondSlope;
    private final float[] h;
    private final float[] p;

    Net(int inputs, int hidden, int classes, SplittableRandom random, double scale) {
      this.inputs = inputs;
      this.hidden = hidden;
      this.classes = classes;
      first = weights(hidden * (inputs + 1), scale * Math.sqrt(6.0 / (inputs + hidden)), random);
      int width = hidden == 0 ? inputs : hidden;
      second = weights(classes * (width + 1), scale * Math.sqrt(6.0 / (width + classes)), random);
      firstSlope = new float[first.length];
      secondSlope = new float[second.length];
      h = new float[width];
      p = new float[classes];
    }

    private static float[] weights(int count, double bound, SplittableRandom random) {
      float[] weights = new float[count];
      for (int i = 0; i < count; i++) {
        weights[i] = (float) random.nextDouble(-bound, bound);
      }
      return weights;
    }

    List<Tensor> tensors() {
      Tensor last = Tensor.of("second", second, secondSlope);
      return hidden == 0 ? List.of(last) : List.of(Tensor.of("first", first, firstSlope), last);
    }

    void zero() {
      Arrays.fill(firstSlope, 0);
      Arrays.fill(secondSlope, 0);
    }

    private void forward(float[] x) {
      for (int j = 0; j < hidden; j++) {
        float sum = first[j * (inputs + 1) + inputs];
        for (int k = 0; k < inputs; k++) {
          sum += first[j * (inputs + 1) + k] * x[k];
        }
        h[j] = (float) Math.tanh(sum);
      }
      if (hidden == 0) {
        System.arraycopy(x, 0, h, 0, inputs);
      }
      for (int c = 0; c < classes; c++) {
        float sum = second[c * (h.length + 1) + h.length];
        for (int j = 0; j < h.length; j++) {
          sum += second[c * (h.length + 1) + j] * h[j];
        }
        p[c] = sum;
      }
    }

    int guess(float[] x) {
      forward(x);
      int guess = 0;
      for (int c = 1; c < classes; c++) {
        guess = p[c] > p[guess] ? c : guess;
      }
      return guess;
    }

    double loss(float[] x, int label) {
      forward(x);
      double most = Double.NEGATIVE_INFINITY;
      for (float each : p) {
        most = Math.max(most, each);
      }
      double sum = 0;
      for (float each : p) {
        sum += Math.exp(each - most);
      }
      double loss = most + Math.log(sum) - p[label];
      for (int c = 0; c < classes; c++) {
        p[c] = (float) (Math.exp(p[c] - most) / sum);
      }
      return loss;
    }

    double backward(float[] x, int label, float weight) {
      double loss = loss(x, label);
      p[label] -= 1;
      int width = h.length;
      for (int c = 0; c < classes; c++) {
        float slope = weight * p[c];
        for (int j = 0; j < width; j++) {
          secondSlope[c * (width + 1) + j] += slope * h[j];
        }
        secondSlope[c * (width + 1) + width] += slope;
      }
      for (int j = 0; j < hidden; j++) {
        float slope = 0;
        for (int c = 0; c < classes; c++) {
          slope += p[c] * second[c * (width + 1) + j];
        }
        slope *= weight * (1 - h[j] * h[j]);
        for (int k = 0; k < inputs; k++) {
          firstSlope[j * (inputs + 1) + k] += slope * x[k];
        }
        firstSlope[j * (inputs + 1) + inputs] += slope;
      }
      return loss;
    }
  }

  @Override
  public String toString() {
    return "%s, %d-%d-%d, batch %d, %d steps"
        .formatted(optimizer, inputs, hidden, classes, batch, steps);
  }
}
