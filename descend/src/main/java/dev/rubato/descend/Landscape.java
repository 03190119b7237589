package dev.rubato.descend;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The background that a walk is drawn on: the part of the plane, and the levels of its contour
 * lines, round numbers spaced about evenly by their logarithm.
 *
 * @param function the height
 * @param window the part of the plane
 * @param levels rising; below zero mirrored where the function goes there
 */
record Landscape(TestFunction function, Viewport window, List<Double> levels) {
  private static final int MOST_LEVELS = 18;
  private static final int SAMPLES = 120;

  /** About this fraction of the picture is below the lowest level. */
  private static final double LOWEST_SHARE = 0.004;

  /** About this fraction is nearer to zero than all other levels if the function crosses zero. */
  private static final double ZERO_SHARE = 0.03;

  /** Digits of a decade, from the most to one; after them only every n-th decade is left. */
  private static final List<int[]> DIGITS =
      List.of(
          new int[] {10, 12, 15, 20, 25, 30, 40, 50, 60, 80},
          new int[] {10, 15, 20, 30, 50, 70},
          new int[] {10, 20, 50},
          new int[] {10, 30},
          new int[] {10});

  /**
   * The window around whole walks over one function, or only their near parts if they stray far
   * from their starts.
   */
  static Viewport around(List<Descent> walks) {
    Viewport usual = walks.get(0).function().window();
    Viewport window = usual;
    for (Descent each : walks) {
      window = window.with(each.first().at());
    }
    Viewport limit = window.grown(1);
    for (Descent each : walks) {
      for (Descent.Row row : each.rows()) {
        if (limit.contains(row.at())) {
          window = window.with(row.at());
        }
      }
    }
    return window.equals(usual) ? usual : window.grown(0.04);
  }

  static Landscape of(TestFunction function, Viewport window) {
    double[] samples = new double[SAMPLES * SAMPLES];
    for (int row = 0; row < SAMPLES; row++) {
      double y = window.bottom() + (row + 0.5) / SAMPLES * window.height();
      for (int column = 0; column < SAMPLES; column++) {
        double x = window.left() + (column + 0.5) / SAMPLES * window.width();
        samples[row * SAMPLES + column] = function.value(new Point(x, y));
      }
    }
    return new Landscape(function, window, levels(samples));
  }

  /** The band of a height: 0 below the lowest level, the number of levels above all. */
  int band(double height) {
    int band = 0;
    while (band < levels.size() && height >= levels.get(band)) {
      band++;
    }
    return band;
  }

  private static List<Double> levels(double[] samples) {
    double[] finite = Arrays.stream(samples).filter(Double::isFinite).sorted().toArray();
    double[] sizes = Arrays.stream(finite).map(Math::abs).filter(x -> x > 0).sorted().toArray();
    if (sizes.length == 0) {
      return List.of();
    }
    double highest = finite[finite.length - 1];
    double lowest = finite[0];
    double least = sizes[(int) (sizes.length * (lowest < 0 ? ZERO_SHARE : LOWEST_SHARE))];
    if (lowest >= 0) {
      return round(least, highest, MOST_LEVELS);
    }
    List<Double> levels = new ArrayList<>();
    round(least, -lowest, MOST_LEVELS / 2).forEach(level -> levels.add(-level));
    Collections.reverse(levels);
    levels.add(0.0);
    levels.addAll(round(least, highest, MOST_LEVELS / 2));
    return List.copyOf(levels);
  }

  /** Round numbers from low to high, as many as allowed. */
  private static List<Double> round(double low, double high, int most) {
    for (int choice = 0; ; choice++) {
      int[] digits = DIGITS.get(Math.min(choice, DIGITS.size() - 1));
      int stride = Math.max(1, choice - DIGITS.size() + 2);
      List<Double> levels = new ArrayList<>();
      int from = Math.floorDiv(exponent(low), stride) * stride;
      for (int exponent = from; exponent <= exponent(high); exponent += stride) {
        for (int digit : digits) {
          double level = BigDecimal.valueOf(digit, 1 - exponent).doubleValue();
          if (level >= low && level <= high) {
            levels.add(level);
          }
        }
      }
      if (levels.size() <= most) {
        return List.copyOf(levels);
      }
    }
  }

  /** The power of ten at or below a positive number. */
  private static int exponent(double value) {
    BigDecimal exact = new BigDecimal(value);
    return exact.precision() - exact.scale() - 1;
  }
}
