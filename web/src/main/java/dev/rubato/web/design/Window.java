package dev.rubato.web.design;

import java.util.List;
import java.util.TreeSet;
import java.util.function.LongToDoubleFunction;

/**
 * A part of a training as columns of a picture. Of the steps of a column the first, the lowest and
 * the highest are kept: each point is a true value at a true step, and no spike is lost.
 *
 * @param from the first step
 * @param to the step after the last
 * @param columns of the picture
 */
record Window(long from, long to, int columns) {
  /** More values than these are not looked at for one picture: then every n-th step is. */
  private static final long MOST_LOOKS = 1_000_000;

  /** How far apart the steps are that are looked at, so that all curves together stay in bounds. */
  long stride(int curves) {
    return Math.max(1, (to - from) * Math.max(1, curves) / MOST_LOOKS);
  }

  /**
   * The steps at which some curves must be drawn so that none loses an extreme.
   *
   * @param stride see {@link #stride}
   */
  long[] steps(List<LongToDoubleFunction> curves, long stride) {
    long count = (to - from + stride - 1) / stride;
    TreeSet<Long> kept = new TreeSet<>();
    if (count <= 2L * columns) {
      for (long i = 0; i < count; i++) {
        kept.add(from + i * stride);
      }
    } else {
      for (int column = 0; column < columns; column++) {
        long first = count * column / columns;
        kept.add(from + first * stride);
        long end = count * (column + 1) / columns;
        curves.forEach(curve -> addExtremes(curve, first, end, stride, kept));
      }
    }
    kept.add(to - 1);
    return kept.stream().mapToLong(Long::longValue).toArray();
  }

  private void addExtremes(
      LongToDoubleFunction curve, long first, long end, long stride, TreeSet<Long> kept) {
    long lowest = first;
    long highest = first;
    double low = curve.applyAsDouble(from + first * stride);
    double high = low;
    for (long i = first + 1; i < end; i++) {
      double value = curve.applyAsDouble(from + i * stride);
      if (value < low) {
        low = value;
        lowest = i;
      } else if (value > high) {
        high = value;
        highest = i;
      }
    }
    kept.add(from + lowest * stride);
    kept.add(from + highest * stride);
  }
}
