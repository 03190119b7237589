package dev.rubato.report;

import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.plot.Mark;
import dev.rubato.plot.Points;
import dev.rubato.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The curves of a comparison: for each strategy the mean over its seeds, in a band from the lowest
 * to the highest, and a point where a seed diverged or left the chart.
 */
final class SeedCurves {
  private SeedCurves() {}

  /** x and y of one seed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Curve(double[] x, double[] y) {
    /** What is at or after a step. */
    Curve from(double step) {
      int begin = 0;
      while (begin < x.length && x[begin] < step) {
        begin++;
      }
      return new Curve(
          Arrays.copyOfRange(x, begin, x.length), Arrays.copyOfRange(y, begin, y.length));
    }
  }

  /** Curves that are shown in full. */
  static List<Mark> whole(Comparison comparison, Function<TrialResult, Curve> curve) {
    List<Mark> marks = new ArrayList<>();
    for (RankedEntrant ranked : comparison.ranking()) {
      List<Curve> all = ranked.results().stream().map(curve).toList();
      marks.addAll(band(ranked.shown(), all));
    }
    return marks;
  }

  /** Curves of a measurement, shown as far as they don't flatten the others. */
  static List<Mark> measured(
      Comparison comparison, boolean lowerIsBetter, Function<TrialResult, Curve> curve) {
    List<double[]> values =
        comparison.ranking().stream()
            .flatMap(ranked -> ranked.results().stream())
            .map(result -> curve.apply(result).y())
            .toList();
    ShownRange limits = ShownRange.of(values, lowerIsBetter);
    List<Mark> marks = new ArrayList<>();
    for (RankedEntrant ranked : comparison.ranking()) {
      List<Curve> shown = new ArrayList<>();
      List<Double> endX = new ArrayList<>();
      List<Double> endY = new ArrayList<>();
      for (TrialResult result : ranked.results()) {
        Curve points = curve.apply(result);
        shown.add(new Curve(points.x(), limits.cut(points.y())));
        int end = end(points.y(), limits);
        if (end >= 0 && (end < points.y().length || result.status() == Status.DIVERGED)) {
          int last = Math.max(0, end - 1);
          double y = points.y()[last];
          endX.add(points.x()[last]);
          endY.add(limits.show(y) ? y : Math.max(limits.low(), Math.min(limits.high(), y)));
        }
      }
      marks.addAll(band(ranked.shown(), shown));
      if (!endX.isEmpty()) {
        marks.add(Points.of(ranked.shown(), array(endX), array(endY)));
      }
    }
    return marks;
  }

  /** How many points there are before the first that is not shown; −1 without any points. */
  private static int end(double[] y, ShownRange limits) {
    int end = 0;
    while (end < y.length && (limits.show(y[end]) || Double.isNaN(y[end]))) {
      end++;
    }
    return y.length == 0 ? -1 : end;
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The mean over the seeds with the band between the lowest and the highest. */
  static List<Series> band(String name, List<Curve> all) {
    Curve longest = all.get(0);
    for (Curve each : all) {
      longest = each.x().length > longest.x().length ? each : longest;
    }
    int length = longest.x().length;
    if (length == 0) {
      return List.of();
    }
    double[] mean = new double[length];
    double[] low = new double[length];
    double[] high = new double[length];
    for (int i = 0; i < length; i++) {
      double sum = 0;
      int count = 0;
      low[i] = Double.POSITIVE_INFINITY;
      high[i] = Double.NEGATIVE_INFINITY;
      for (Curve each : all) {
        if (i < each.y().length && Double.isFinite(each.y()[i])) {
          sum += each.y()[i];
          count++;
          low[i] = Math.min(low[i], each.y()[i]);
          high[i] = Math.max(high[i], each.y()[i]);
        }
      }
      mean[i] = count == 0 ? Double.NaN : sum / count;
      low[i] = count == 0 ? Double.NaN : low[i];
      high[i] = count == 0 ? Double.NaN : high[i];
    }
    return List.of(Series.of(name, longest.x(), mean, low, high));
  }
}
