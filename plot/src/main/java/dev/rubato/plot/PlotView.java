package dev.rubato.plot;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a chart shows: the range of each axis, and notes on everything that it cannot show.
 *
 * @param empty whether there are no points to draw
 */
record PlotView(Range x, Range y, boolean empty, List<String> notes) {

  /** The view that contains every point, and the bands if they are drawn. */
  static PlotView of(Chart chart, boolean bands) {
    Extent xs = new Extent();
    Extent ys = new Extent();
    boolean empty = true;
    for (Mark mark : chart.marks()) {
      places(mark, xs, ys);
    }
    List<String> notes = new ArrayList<>();
    Scale xScale = scale("x", chart.x().scale(), xs, notes);
    Scale yScale = scale("y", chart.y().scale(), ys, notes);
    for (Mark mark : chart.marks()) {
      empty = empty && !shows(mark, xScale, yScale);
    }
    int infinite = xs.infinite + ys.infinite;
    if (infinite > 0) {
      notes.add(
          infinite == 1 ? "1 infinite value left out" : infinite + " infinite values left out");
    }
    for (Mark mark : chart.marks()) {
      if (mark instanceof Series line && bands && !empty) {
        addBand(ys, line.low(), line.high(), yScale);
      } else if (mark instanceof Bars bars && !empty) {
        addBand(ys, bars.low(), bars.high(), yScale);
        addWidth(xs, bars, xScale);
      } else if (mark instanceof Region region && !empty) {
        List.of(region.left(), region.right()).forEach(edge -> xs.stretch(edge, xScale));
        List.of(region.bottom(), region.top()).forEach(edge -> ys.stretch(edge, yScale));
      }
    }
    return new PlotView(
        xs.range(xScale).toNearMark(), ys.range(yScale).padded(), empty, List.copyOf(notes));
  }

  /** The values that must be in the picture and decide whether an axis can be logarithmic. */
  private static void places(Mark mark, Extent xs, Extent ys) {
    Doubles x = x(mark);
    Doubles y = y(mark);
    for (int i = 0; i < x.size(); i++) {
      xs.add(x.at(i));
      if (Double.isFinite(x.at(i))) {
        ys.add(y.at(i));
      }
    }
  }

  private static boolean shows(Mark mark, Scale xScale, Scale yScale) {
    Doubles x = x(mark);
    Doubles y = y(mark);
    for (int i = 0; i < x.size(); i++) {
      if (Range.shows(x.at(i), xScale) && Range.shows(y.at(i), yScale)) {
        return true;
      }
    }
    return false;
  }

  /** The x values of a mark; a region has none, as it is behind the others. */
  static Doubles x(Mark mark) {
    return mark instanceof Series line
        ? line.x()
        : mark instanceof Points points
            ? points.x()
            : mark instanceof Bars bars
                ? bars.x()
                : mark instanceof Label label ? Doubles.of(label.x()) : Doubles.NONE;
  }

  /** The y values; of bars their upper ends. */
  static Doubles y(Mark mark) {
    return mark instanceof Series line
        ? line.y()
        : mark instanceof Points points
            ? points.y()
            : mark instanceof Bars bars
                ? bars.high()
                : mark instanceof Label label ? Doubles.of(label.y()) : Doubles.NONE;
  }

  private static Scale scale(String axis, Scale wanted, Extent extent, List<String> notes) {
    if (wanted == Scale.LINEAR) {
      return wanted;
    }
    if (extent.low < 0) {
      notes.add(axis + " axis linear: negative values have no logarithm");
      return Scale.LINEAR;
    }
    if (extent.zeros > 0 && extent.positive == Double.POSITIVE_INFINITY) {
      notes.add(axis + " axis linear: all values are zero");
      return Scale.LINEAR;
    }
    if (extent.zeros > 0) {
      notes.add("zeros left out: a logarithmic " + axis + " axis has no zero");
    }
    return wanted;
  }

  /**
   * On a logarithmic axis a band may reach at most one decade below the lines, or it would
   * dominate.
   */
  private static void addBand(
      Extent ys, @Nullable Doubles low, @Nullable Doubles high, Scale scale) {
    if (low == null || high == null) {
      return;
    }
    double floor = scale == Scale.LOG ? ys.positive / 10 : Double.NEGATIVE_INFINITY;
    for (int i = 0; i < low.size(); i++) {
      if (Double.isFinite(low.at(i)) && Double.isFinite(high.at(i))) {
        if (Range.shows(low.at(i), scale)) {
          ys.bandLow = Math.min(ys.bandLow, Math.max(floor, low.at(i)));
        }
        ys.bandHigh = Math.max(ys.bandHigh, high.at(i));
      }
    }
  }

  /** Room for half a bar before the first and after the last. */
  private static void addWidth(Extent xs, Bars bars, Scale scale) {
    double[] x = bars.x().stream().filter(place -> Range.shows(place, scale)).sorted().toArray();
    boolean log = scale == Scale.LOG;
    double gap = Double.POSITIVE_INFINITY;
    for (int i = 1; i < x.length; i++) {
      double next = log ? Math.sqrt(x[i] / x[i - 1]) : x[i] / 2 - x[i - 1] / 2;
      gap = next > (log ? 1 : 0) ? Math.min(gap, next) : gap;
    }
    if (Double.isFinite(gap)) {
      xs.stretch(log ? x[0] / gap : x[0] - gap, scale);
      xs.stretch(log ? x[x.length - 1] * gap : x[x.length - 1] + gap, scale);
    }
  }

  /** The smallest and largest of the values seen, and which unusual ones were among them. */
  private static final class Extent {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double positive = Double.POSITIVE_INFINITY;
    double bandLow = Double.POSITIVE_INFINITY;
    double bandHigh = Double.NEGATIVE_INFINITY;
    int zeros;
    int infinite;

    void add(double value) {
      if (!Double.isFinite(value)) {
        infinite += Double.isInfinite(value) ? 1 : 0;
        return;
      }
      low = Math.min(low, value);
      high = Math.max(high, value);
      zeros += value == 0 ? 1 : 0;
      if (value > 0) {
        positive = Math.min(positive, value);
      }
    }

    /** Makes room for a position that is not a value. */
    void stretch(double place, Scale scale) {
      if (Range.shows(place, scale)) {
        bandLow = Math.min(bandLow, place);
        bandHigh = Math.max(bandHigh, place);
      }
    }

    Range range(Scale scale) {
      double from = Math.min(scale == Scale.LOG ? positive : low, bandLow);
      double to = Math.max(high, bandHigh);
      if (from > to) {
        return scale == Scale.LOG ? new Range(0.1, 1, scale) : new Range(0, 1, scale);
      }
      return Range.of(from, to, scale);
    }
  }
}
