package dev.rubato.finder;

import java.util.Arrays;

/**
 * Removes noise from a curve: running medians of five against single spikes, then an average; or,
 * for other libraries' rules, the running average that they read.
 */
final class Smoothing {
  private static final int REACH = 2;

  private Smoothing() {}

  /**
   * A smooth curve.
   *
   * @param deviation of the average's Gaussian weights, in points
   */
  static double[] of(double[] curve, double deviation) {
    double[] medians = new double[curve.length];
    for (int i = 0; i < curve.length; i++) {
      int from = Math.max(0, i - REACH);
      int to = Math.min(curve.length, i + REACH + 1);
      medians[i] = median(Arrays.copyOfRange(curve, from, to));
    }
    int reach = (int) Math.ceil(3 * deviation);
    double[] smooth = new double[curve.length];
    for (int i = 0; i < curve.length; i++) {
      // as far to the left as to the right, so that the ends are not biased towards the middle
      int r = Math.min(reach, Math.min(i, curve.length - 1 - i));
      double sum = 0;
      double weights = 0;
      for (int k = -r; k <= r; k++) {
        double weight = Math.exp(-0.5 * (k / deviation) * (k / deviation));
        sum += weight * medians[i + k];
        weights += weight;
      }
      smooth[i] = sum / weights;
    }
    return smooth;
  }

  /** The running average with this decay, corrected for its bias at the start. */
  static double[] average(double[] curve, double keeps) {
    double[] averages = new double[curve.length];
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < curve.length; i++) {
      sum = keeps * sum + (1 - keeps) * curve[i];
      weight = keeps * weight + (1 - keeps);
      averages[i] = sum / weight;
    }
    return averages;
  }

  static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
