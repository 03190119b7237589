package dev.rubato.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * What a chart shows: the range of each axis, and notes on everything that it cannot show.
 *
 * @param empty whether there is no point to draw
 */
record PlotView(Range x, Range y, boolean empty, List<String> notes) {

  /** The view that holds every point, and the bands too where they are drawn. */
  static PlotView of(Chart chart, boolean bands) {
    Extent xs = new Extent();
    Extent ys = new Extent();
    boolean empty = true;
    for (Series line : chart.lines()) {
      double[] x = line.x();
      double[] y = line.y();
      for (int i = 0; i < x.length; i++) {
        xs.add(x[i]);
        if (Double.isFinite(x[i])) {
          ys.add(y[i]);
        }
      }
    }
    List<String> notes = new ArrayList<>();
    Scale xScale = scale("x", chart.x().scale(), xs, notes);
    Scale yScale = scale("y", chart.y().scale(), ys, notes);
    for (Series line : chart.lines()) {
      double[] x = line.x();
      double[] y = line.y();
      for (int i = 0; empty && i < x.length; i++) {
        empty = !(Range.shows(x[i], xScale) && Range.shows(y[i], yScale));
      }
    }
    int infinite = xs.infinite + ys.infinite;
    if (infinite > 0) {
      notes.add(
          infinite == 1 ? "1 infinite value left out" : infinite + " infinite values left out");
    }
    if (bands && !empty) {
      chart.lines().forEach(line -> addBand(ys, line, yScale));
    }
    return new PlotView(xs.range(xScale), ys.range(yScale).padded(), empty, List.copyOf(notes));
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

  /** On a logarithmic axis a band may reach at most one decade below the lines, or it rules all. */
  private static void addBand(Extent ys, Series line, Scale scale) {
    double[] low = line.low();
    double[] high = line.high();
    if (low == null || high == null) {
      return;
    }
    double floor = scale == Scale.LOG ? ys.positive / 10 : Double.NEGATIVE_INFINITY;
    for (int i = 0; i < low.length; i++) {
      if (Double.isFinite(low[i]) && Double.isFinite(high[i])) {
        if (Range.shows(low[i], scale)) {
          ys.bandLow = Math.min(ys.bandLow, Math.max(floor, low[i]));
        }
        ys.bandHigh = Math.max(ys.bandHigh, high[i]);
      }
    }
  }

  /** The smallest and largest of the values seen, and what was strange among them. */
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
