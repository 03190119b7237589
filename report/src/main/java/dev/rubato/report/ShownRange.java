package dev.rubato.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The values that a chart of several trainings shows: one that diverges to 1e24 would flatten all
 * others.
 *
 * @param low the lowest shown
 * @param high the highest shown
 */
record ShownRange(double low, double high) {
  private static final ShownRange NONE =
      new ShownRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** How many times as far as a good training's worst value a curve may go. */
  private static final double FURTHER = 20;

  /** A quarter of the curves are good enough to set the limits. */
  private static final int PART = 4;

  /**
   * The limits for curves that should fall, or rise: their good end is always shown.
   *
   * @param curves the values of each, which may be of different lengths
   */
  static ShownRange of(List<double[]> curves, boolean lowerIsBetter) {
    double sign = lowerIsBetter ? 1 : -1;
    double[] worst =
        curves.stream()
            .mapToDouble(curve -> finite(curve, sign).max().orElse(Double.NaN))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (worst.length < 2) {
      return NONE;
    }
    double best =
        curves.stream().flatMapToDouble(curve -> finite(curve, sign)).min().orElse(worst[0]);
    double usual = worst[(worst.length - 1) / PART];
    double limit = usual + FURTHER * (usual - best);
    return lowerIsBetter
        ? new ShownRange(Double.NEGATIVE_INFINITY, limit)
        : new ShownRange(-limit, Double.POSITIVE_INFINITY);
  }

  private static DoubleStream finite(double[] curve, double sign) {
    return Arrays.stream(curve).filter(Double::isFinite).map(value -> sign * value);
  }

  /** Whether a value is shown. */
  boolean show(double value) {
    return Double.isFinite(value) && value >= low && value <= high;
  }

  /** The values that are shown; the others are NaN, a gap. */
  double[] cut(double[] values) {
    return Arrays.stream(values).map(value -> show(value) ? value : Double.NaN).toArray();
  }
}
