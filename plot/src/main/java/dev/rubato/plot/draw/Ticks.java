package dev.rubato.plot.draw;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The marks of an axis: round values with short labels. Linear axes step by 1, 2 or 5 times a power
 * of ten; logarithmic ones mark decades, and 2 and 5 between them if there is room.
 */
public final class Ticks {

  /** A mark at a value; a minor mark has an empty label. */
  public record Tick(double value, String label) {
    /** Whether it has no label. */
    public boolean minor() {
      return label.isEmpty();
    }
  }

  private static final int[] TWO_FIVE = {1, 2, 5};
  private static final int[] ALL = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  /** Which digits of a decade may be labelled, from many to one. */
  private static final List<int[]> DIGITS =
      List.of(ALL, new int[] {1, 2, 3, 5}, TWO_FIVE, new int[] {1});

  /** Over more than this ratio, even steps crowd at the upper end of a logarithmic axis. */
  private static final double UNEVEN = 5;

  private Ticks() {}

  /**
   * Labelled marks between two values, ends included, about {@code most} of them and never more.
   */
  public static List<Tick> linear(double low, double high, int most) {
    check(low, high, most);
    // Halved, because the span of the whole double range is infinite.
    double half = high / 2 - low / 2;
    if (half <= 0) {
      return List.of(new Tick(low, number(low)));
    }
    int exponent = exponent(half / most * 2) - 1;
    for (int i = 0; ; i++) {
      BigDecimal step = BigDecimal.valueOf(TWO_FIVE[i % 3]).scaleByPowerOfTen(exponent + i / 3);
      double size = step.doubleValue();
      // 3e-4 / 1e-4 is a little less than 3, which should not lose the mark at the end.
      double first = Math.ceil(low / size - 1e-9);
      double last = Math.floor(high / size + 1e-9);
      if (size > 0 && last - first + 1 <= most) {
        return linear(step, first, last, Math.max(Math.abs(low), Math.abs(high)));
      }
    }
  }

  private static List<Tick> linear(BigDecimal step, double first, double last, double largest) {
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i <= last - first; i++) {
      BigDecimal value = step.multiply(new BigDecimal(first + i));
      double v = value.doubleValue();
      // Any closer than neighbouring doubles, two marks would be the same.
      if (ticks.isEmpty() || v != ticks.get(ticks.size() - 1).value()) {
        ticks.add(new Tick(v, linearLabel(value, step, largest)));
      }
    }
    return ticks;
  }

  /** One format for all labels of an axis, chosen by its largest value and its step. */
  private static String linearLabel(BigDecimal value, BigDecimal step, double largest) {
    if (value.signum() == 0) {
      return "0";
    }
    double size = step.doubleValue();
    if (largest < 0.01 || largest >= 1e9 || size < 1e-9) {
      return scientific(value);
    }
    if (largest >= 1e6 && size >= 1e4) {
      return plain(value.movePointLeft(6)) + "M";
    }
    if (largest >= 1e4 && size >= 100) {
      return plain(value.movePointLeft(3)) + "k";
    }
    return value.setScale(Math.max(0, step.scale()), RoundingMode.HALF_EVEN).toPlainString();
  }

  /**
   * Marks between two positive values of a logarithmic axis, at most {@code most} of them with a
   * label. Over a range too short for three of those they are a linear axis' if it has more.
   */
  public static List<Tick> log(double low, double high, int most) {
    check(low, high, most);
    if (low <= 0) {
      throw new IllegalArgumentException("low must be above 0 on a logarithmic axis, was " + low);
    }
    int first = exponent(low);
    int last = exponent(high);
    double room = (StrictMath.log10(high) - StrictMath.log10(low)) / most;
    for (int[] digits : DIGITS) {
      List<Tick> labelled = log(low, high, digits, 1, first, last);
      if (labelled.size() <= most && smallestGap(digits) >= room) {
        return labelled.size() < Math.min(3, most)
            ? few(labelled, low, high, most)
            : withMinor(labelled, low, high, first, last);
      }
    }
    int stride = 2;
    while (log(low, high, new int[] {1}, stride, first, last).size() > most) {
      stride++;
    }
    return log(low, high, new int[] {1}, stride, first, last);
  }

  /** Where a range has less than three round marks: those of whichever kind has more. */
  private static List<Tick> few(List<Tick> labelled, double low, double high, int most) {
    int first = exponent(low);
    int last = exponent(high);
    List<Tick> best = labelled;
    if (high <= UNEVEN * low) {
      List<Tick> linear = linear(low, high, most);
      if (linear.size() > best.size()) {
        return linear;
      }
    } else if (best.size() < 2) {
      List<Tick> threes = log(low, high, new int[] {1, 3}, 1, first, last);
      best = threes.size() <= most ? threes : best;
    }
    return withMinor(best, low, high, first, last);
  }

  /** The smallest distance, in decades, between neighbours among these digits. */
  private static double smallestGap(int[] digits) {
    double smallest = 1;
    for (int i = 0; i < digits.length; i++) {
      double next = i + 1 < digits.length ? digits[i + 1] : 10;
      smallest = Math.min(smallest, StrictMath.log10(next / digits[i]));
    }
    return smallest;
  }

  /** The labelled marks at these digits of every stride-th decade. */
  private static List<Tick> log(
      double low, double high, int[] digits, int stride, int first, int last) {
    List<Tick> ticks = new ArrayList<>();
    for (int e = Math.floorDiv(first, stride) * stride; e <= last; e += stride) {
      for (int digit : digits) {
        BigDecimal value = BigDecimal.valueOf(digit).scaleByPowerOfTen(e);
        double v = value.doubleValue();
        if (v >= low && v <= high && v > 0) {
          ticks.add(new Tick(v, logLabel(value)));
        }
      }
    }
    return ticks;
  }

  /** The labelled marks with unlabelled ones at 2 to 9 between them, in rising order. */
  private static List<Tick> withMinor(
      List<Tick> labelled, double low, double high, int first, int last) {
    if (last - first > 6) {
      return labelled;
    }
    List<Tick> ticks = new ArrayList<>();
    for (Tick tick : log(low, high, ALL, 1, first, last)) {
      boolean major = labelled.stream().anyMatch(l -> l.value() == tick.value());
      ticks.add(major ? tick : new Tick(tick.value(), ""));
    }
    return ticks;
  }

  private static String logLabel(BigDecimal value) {
    double v = value.doubleValue();
    if (v < 1e-3 || v >= 1e9) {
      return scientific(value);
    }
    if (v >= 1e6) {
      return plain(value.movePointLeft(6)) + "M";
    }
    return v >= 1e4 ? plain(value.movePointLeft(3)) + "k" : plain(value);
  }

  /** A number for display: four significant digits at most. */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "none" : value > 0 ? "∞" : "−∞";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return Long.toString((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN));
    double size = Math.abs(value);
    return size < 1e-3 || size >= 1e7 ? scientific(rounded) : plain(rounded);
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** Such as 3e-4 or 2.5e9: all digits of the value, without trailing zeros. */
  private static String scientific(BigDecimal value) {
    BigDecimal digits = value.stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    return digits.movePointLeft(exponent).toPlainString() + "e" + exponent;
  }

  /** The power of ten at or below a positive number, exactly. */
  private static int exponent(double value) {
    BigDecimal exact = new BigDecimal(value);
    return exact.precision() - exact.scale() - 1;
  }

  private static void check(double low, double high, int most) {
    if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
      throw new IllegalArgumentException(
          "an axis needs finite ends in rising order, was %s to %s".formatted(low, high));
    }
    if (most < 1) {
      throw new IllegalArgumentException("most must be at least 1, was " + most);
    }
  }
}
