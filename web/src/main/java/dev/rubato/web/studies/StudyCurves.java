package dev.rubato.web.studies;

import dev.rubato.lab.store.StoredTrial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The curves of a study: for each strategy the mean over its seeds between the lowest and the
 * highest, of the batch loss (averaged over parts of the training) and of the judged metric.
 */
final class StudyCurves {
  /**
   * The curves of one strategy.
   *
   * @param strategy in the notation
   * @param loss of the batches
   * @param judged the judged metric at the evaluations
   */
  record Lines(String strategy, long steps, Band loss, Band judged) {}

  /** Points with what lies around them. */
  @SuppressWarnings("ArrayRecordComponent") // only ever written as JSON
  record Band(double[] x, double[] mean, double[] low, double[] high) {}

  private final Map<StudyView.Kind, Gathered> gathered = new LinkedHashMap<>();

  /** What is known of one strategy; trials come one after the other. */
  private static final class Gathered {
    private final TreeMap<Double, double[]> loss = new TreeMap<>();
    private final TreeMap<Double, double[]> judged = new TreeMap<>();
  }

  /** One more strategy to show; those of others are left out. */
  void expect(StudyView.Kind kind) {
    gathered.put(kind, new Gathered());
  }

  void add(StoredTrial trial, TrialCurve curve) {
    Gathered own = gathered.get(StudyView.kind(trial));
    if (own == null) {
      return;
    }
    for (int i = 0; i < curve.loss().length; i++) {
      put(own.loss, curve.lossAt()[i], curve.loss()[i]);
    }
    for (int i = 0; i < curve.judged().length; i++) {
      put(own.judged, curve.judgedAt()[i], curve.judged()[i]);
    }
  }

  /** Sum, count, lowest and highest at a place. */
  private static void put(Map<Double, double[]> band, double x, double y) {
    double[] at =
        band.computeIfAbsent(
            x, none -> new double[] {0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});
    at[0] += y;
    at[1]++;
    at[2] = Math.min(at[2], y);
    at[3] = Math.max(at[3], y);
  }

  List<Lines> lines() {
    List<Lines> lines = new ArrayList<>();
    gathered.forEach(
        (kind, own) ->
            lines.add(
                new Lines(
                    kind.strategy().toString(),
                    kind.horizon().steps(),
                    band(own.loss),
                    band(own.judged))));
    return lines;
  }

  private static Band band(Map<Double, double[]> points) {
    double[] x = new double[points.size()];
    double[] mean = new double[x.length];
    double[] low = new double[x.length];
    double[] high = new double[x.length];
    int i = 0;
    for (Map.Entry<Double, double[]> each : points.entrySet()) {
      double[] at = each.getValue();
      x[i] = each.getKey();
      mean[i] = at[0] / at[1];
      low[i] = at[2];
      high[i] = at[3];
      i++;
    }
    return new Band(x, mean, low, high);
  }
}
