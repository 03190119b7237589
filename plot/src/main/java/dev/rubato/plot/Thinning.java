package dev.rubato.plot;

import dev.rubato.plot.draw.Polyline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reduces a long series to what a picture can show: of consecutive points within one column of
 * pixels only the lowest and the highest are kept, so a spike of a single point survives. A gap
 * narrower than a column does not count.
 */
final class Thinning {

  /** The lower and the upper edge of a band; point i of both is at the same x. */
  record Band(Polyline low, Polyline high) {}

  /** A run without a gap, from inclusive, to exclusive. */
  private record Run(int from, int to) {}

  private Thinning() {}

  /**
   * The line in pixels, split at its gaps (NaN) and thinned to columns of this width.
   *
   * @param most the approximate maximum number of points. A line that runs in one direction never
   *     gets to more than two for each column and two for each gap; of a path that goes back and
   *     forth, and so revisits columns, only every n-th point is kept
   */
  static List<Polyline> line(double[] x, double[] y, double column, int most) {
    Points points = new Points(x, y, y);
    List<int[]> kept = new ArrayList<>();
    int total = 0;
    for (Run run : points.runs(column)) {
      int[] stay = extremes(points, run, column);
      kept.add(stay);
      total += stay.length;
    }
    int stride = total / Math.max(1, most) + 1;
    List<Polyline> lines = new ArrayList<>();
    for (int r = 0; r < kept.size(); r += kept.size() > most ? stride : 1) {
      int[] stay = kept.get(r);
      double[] px = new double[(stay.length + stride - 1) / stride];
      double[] py = new double[px.length];
      for (int i = 0; i < px.length; i++) {
        px[i] = points.x[stay[i * stride]];
        py[i] = points.low[stay[i * stride]];
      }
      lines.add(new Polyline(px, py));
    }
    return lines;
  }

  /** A band in pixels, likewise split and thinned. */
  static List<Band> band(double[] x, double[] low, double[] high, double column) {
    Points points = new Points(x, low, high);
    List<Band> bands = new ArrayList<>();
    for (Run run : points.runs(column)) {
      double[] place = new double[run.to - run.from];
      double[] bottom = new double[place.length];
      double[] top = new double[place.length];
      int size = 0;
      for (int i = run.from; i < run.to; ) {
        int end = points.columnEnd(i, run.to, column);
        double first = points.x[i];
        double last = points.x[end - 1];
        place[size] = i == run.from ? first : end == run.to ? last : (first + last) / 2;
        bottom[size] = Double.POSITIVE_INFINITY;
        top[size] = Double.NEGATIVE_INFINITY;
        for (; i < end; i++) {
          bottom[size] = Math.min(bottom[size], points.low[i]);
          top[size] = Math.max(top[size], points.high[i]);
        }
        size++;
      }
      double[] shared = Arrays.copyOf(place, size);
      bands.add(
          new Band(
              new Polyline(shared, Arrays.copyOf(bottom, size)),
              new Polyline(shared, Arrays.copyOf(top, size))));
    }
    return bands;
  }

  /**
   * The polyline without the points that are within the tolerance of a straight stroke between
   * their neighbours: a long straight part only needs its two ends.
   */
  static Polyline straightened(Polyline line, double tolerance) {
    if (line.size() < 3) {
      return line;
    }
    int[] kept = new int[line.size()];
    int size = 0;
    int anchor = 0;
    // From the anchor, the directions that pass all points since then.
    double least = Double.NEGATIVE_INFINITY;
    double most = Double.POSITIVE_INFINITY;
    for (int i = 0; i < line.size(); i++) {
      double dx = line.x()[i] - line.x()[anchor];
      double slope = (line.y()[i] - line.y()[anchor]) / dx;
      boolean passes = i > anchor && dx > tolerance && slope >= least && slope <= most;
      boolean forward = i > 0 && line.x()[i] > line.x()[i - 1];
      if (i == 0 || !passes || !forward) {
        // The previous point is a corner, and the next stroke starts there.
        anchor = Math.max(0, i - 1);
        if (size == 0 || kept[size - 1] != anchor) {
          kept[size++] = anchor;
        }
        dx = line.x()[i] - line.x()[anchor];
        slope = (line.y()[i] - line.y()[anchor]) / dx;
        least = Double.NEGATIVE_INFINITY;
        most = Double.POSITIVE_INFINITY;
      }
      if (dx > 0) {
        least = Math.max(least, slope - tolerance / dx);
        most = Math.min(most, slope + tolerance / dx);
      } else if (i > anchor) {
        // Straight up or down: no stroke to the right passes this point.
        least = Double.POSITIVE_INFINITY;
        most = Double.NEGATIVE_INFINITY;
      }
    }
    kept[size++] = line.size() - 1;
    return pick(line.x(), line.y(), Arrays.copyOf(kept, size));
  }

  private static Polyline pick(double[] x, double[] y, int[] kept) {
    return new Polyline(
        Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> y[i]).toArray());
  }

  /** The indices kept of one run: its ends, and each column's extremes in drawing order. */
  private static int[] extremes(Points points, Run run, double column) {
    double[] y = points.low;
    int[] kept = new int[run.to - run.from];
    int size = 0;
    for (int i = run.from; i < run.to; ) {
      int end = points.columnEnd(i, run.to, column);
      int lowest = i;
      int highest = i;
      for (int j = i; j < end; j++) {
        lowest = y[j] < y[lowest] ? j : lowest;
        highest = y[j] > y[highest] ? j : highest;
      }
      int[] stay = {i == run.from ? i : lowest, lowest, highest, end == run.to ? end - 1 : highest};
      Arrays.sort(stay);
      for (int j : stay) {
        if (size == 0 || kept[size - 1] != j) {
          kept[size++] = j;
        }
      }
      i = end;
    }
    return Arrays.copyOf(kept, size);
  }

  /** The points that can be drawn, compacted, with their original indices. */
  private static final class Points {
    final double[] x;
    final double[] low;
    final double[] high;
    private final int[] place;

    Points(double[] x, double[] low, double[] high) {
      int size = 0;
      int[] drawn = new int[x.length];
      for (int i = 0; i < x.length; i++) {
        if (!Double.isNaN(x[i]) && !Double.isNaN(low[i]) && !Double.isNaN(high[i])) {
          drawn[size++] = i;
        }
      }
      place = Arrays.copyOf(drawn, size);
      this.x = Arrays.stream(place).mapToDouble(i -> x[i]).toArray();
      this.low = Arrays.stream(place).mapToDouble(i -> low[i]).toArray();
      this.high = Arrays.stream(place).mapToDouble(i -> high[i]).toArray();
    }

    List<Run> runs(double column) {
      List<Run> runs = new ArrayList<>();
      int start = 0;
      for (int i = 1; i <= place.length; i++) {
        boolean gap =
            i == place.length
                || (place[i] != place[i - 1] + 1 && Math.abs(x[i] - x[i - 1]) >= column);
        if (gap) {
          runs.add(new Run(start, i));
          start = i;
        }
      }
      return runs;
    }

    /** The end of the points from i on that are in the same column as point i. */
    int columnEnd(int i, int to, double column) {
      double own = Math.floor(x[i] / column);
      int end = i + 1;
      while (end < to && Math.floor(x[end] / column) == own) {
        end++;
      }
      return end;
    }
  }
}
