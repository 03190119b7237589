package dev.rubato.plot;

import dev.rubato.plot.draw.Ticks;
import java.util.List;

/**
 * A finite range of an axis with the scale in effect: it projects values to 0…1 and has its marks.
 * StrictMath, so that a picture is byte-identical on every machine.
 */
record Range(double low, double high, Scale scale) {

  /** The part of the axis's length that stays free above and below the values. */
  private static final double PADDING = 0.04;

  /** The part of the axis's length that is hardly seen to be empty. */
  private static final double NEAR = 0.02;

  /** As many marks as axes usually have. */
  private static final int MARKS = 8;

  /** The range of these values; if they are (nearly) one value, a range centred on it. */
  static Range of(double low, double high, Scale scale) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    if (high / 2 - low / 2 > 1e-12 * size) {
      return new Range(low, high, scale);
    }
    if (scale == Scale.LOG) {
      return new Range(
          Math.max(Double.MIN_VALUE, low / 10), Math.min(Double.MAX_VALUE, low * 10), scale);
    }
    if (low == 0) {
      return new Range(-1, 1, scale);
    }
    double twice = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, 2 * low));
    return new Range(Math.min(0, twice), Math.max(0, twice), scale);
  }

  /** The range with some room at both ends, but not across zero. */
  Range padded() {
    if (scale == Scale.LOG) {
      double from = StrictMath.log10(low);
      double to = StrictMath.log10(high);
      double room = (to - from) * PADDING;
      return new Range(
          Math.max(Double.MIN_VALUE, StrictMath.pow(10, from - room)),
          Math.min(Double.MAX_VALUE, StrictMath.pow(10, to + room)),
          scale);
    }
    double room = (high / 2 - low / 2) * 2 * PADDING;
    double from = Math.max(-Double.MAX_VALUE, low - room);
    double to = Math.min(Double.MAX_VALUE, high + room);
    return new Range(low >= 0 && from < 0 ? 0 : from, high <= 0 && to > 0 ? 0 : to, scale);
  }

  /**
   * The range up to the next round mark if that is one step away at most, and near: an axis of a
   * thousand steps, whose last is step 999, ends at 1000.
   */
  Range toNearMark() {
    double end = high + (high - low) * NEAR;
    if (scale == Scale.LOG || !Double.isFinite(end)) {
      return this;
    }
    List<Ticks.Tick> marks = Ticks.linear(low, end, MARKS);
    double last = marks.isEmpty() ? high : marks.get(marks.size() - 1).value();
    return last > high && last - high <= 1 ? new Range(low, last, scale) : this;
  }

  /** The position of a value: 0 at the low end, 1 at the high end, NaN if it cannot be drawn. */
  double at(double value) {
    if (!shows(value, scale)) {
      return Double.NaN;
    }
    if (scale == Scale.LOG) {
      double from = StrictMath.log10(low);
      return (StrictMath.log10(value) - from) / (StrictMath.log10(high) - from);
    }
    // Halved, because the span of the whole double range is infinite.
    return (value / 2 - low / 2) / (high / 2 - low / 2);
  }

  /** The position of an edge: as {@link #at}, but clamped to the ends. */
  double within(double value) {
    return value <= low ? 0 : value >= high ? 1 : at(value);
  }

  List<Ticks.Tick> ticks(int most) {
    return scale == Scale.LOG ? Ticks.log(low, high, most) : Ticks.linear(low, high, most);
  }

  /** Whether a scale can show the value at all. */
  static boolean shows(double value, Scale scale) {
    return Double.isFinite(value) && (scale == Scale.LINEAR || value > 0);
  }
}
