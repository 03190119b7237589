package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each task's gradients are the slopes of its loss, by finite differences. */
class GradientsTest {
  private static final int DIRECTIONS = 8;

  @TestFactory
  List<DynamicTest> areTheSlopesOfTheLoss() {
    return Battery.tasks().stream()
        .map(task -> DynamicTest.dynamicTest(task.name(), () -> check(task)))
        .toList();
  }

  private static void check(BatteryTask task) {
    List<String> wrong = new ArrayList<>();
    for (int direction = 0; direction < DIRECTIONS; direction++) {
      double error = error(task, direction);
      if (!(error < 0.01)) {
        wrong.add("direction " + direction + ": off by a share of " + error);
      }
    }
    // a kink of a ReLU may lie between two points
    assertThat(wrong).as(task.name()).hasSizeLessThanOrEqualTo(1);
  }

  /** How far a slope is from a difference quotient, as a share; the best of several distances. */
  private static double error(BatteryTask task, int direction) {
    Model model = task.model(direction);
    List<Weights> moved = model.weights().stream().filter(each -> !each.still()).toList();
    List<float[]> starts = moved.stream().map(each -> each.values().clone()).toList();
    loss(model, direction);
    List<float[]> gradients = moved.stream().map(each -> each.gradient().clone()).toList();
    double steep = norm(gradients);
    double scale = norm(starts) + 1e-3;
    int size = starts.stream().mapToInt(each -> each.length).sum();
    Dice dice = new Dice();
    dice.seed(direction, 9, 0);
    // Half along the gradient, so that the slope is not lost in rounding; half anywhere.
    List<double[]> along = new ArrayList<>();
    for (float[] gradient : gradients) {
      double[] each = new double[gradient.length];
      for (int i = 0; i < each.length; i++) {
        each[i] = gradient[i] / steep + dice.normal() / Math.sqrt(size);
      }
      along.add(each);
    }
    double best = Double.POSITIVE_INFINITY;
    for (double share : new double[] {10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 3e-4}) {
      double slope = move(moved, starts, along, gradients, share * scale);
      double above = loss(model, direction);
      slope -= move(moved, starts, along, gradients, -share * scale);
      double below = loss(model, direction);
      best = Math.min(best, Math.abs(above - below - slope) / Math.abs(slope));
    }
    return best;
  }

  /**
   * Puts the parameters some way along a direction.
   *
   * @return how much the loss should rise on the way that they really went, in their 32 bits
   */
  private static double move(
      List<Weights> moved,
      List<float[]> starts,
      List<double[]> along,
      List<float[]> gradients,
      double distance) {
    double rise = 0;
    for (int k = 0; k < moved.size(); k++) {
      float[] values = moved.get(k).values();
      for (int i = 0; i < values.length; i++) {
        float start = starts.get(k)[i];
        values[i] = (float) (start + distance * along.get(k)[i]);
        rise += ((double) values[i] - start) * gradients.get(k)[i];
      }
    }
    return rise;
  }

  private static double norm(List<float[]> arrays) {
    double sum = 0;
    for (float[] array : arrays) {
      for (float number : array) {
        sum += (double) number * number;
      }
    }
    return Math.sqrt(sum);
  }

  private static double loss(Model model, int seed) {
    Dice batch = new Dice();
    batch.seed(seed, ModelTraining.BATCH, 0);
    return model.gradients(batch);
  }
}
