package dev.rubato.web.studies;

import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.store.StoredTrial;
import java.util.Arrays;

/**
 * What is drawn of one trial: its batch loss, averaged over parts of the training, and the judged
 * metric where it was evaluated. A trial that has come no further need not be read again.
 *
 * @param made the steps that it had made
 * @param lossAt the middle step of each part
 * @param loss of each part
 * @param judgedAt the steps of the evaluations
 * @param judged the metric there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TrialCurve(int made, double[] lossAt, double[] loss, double[] judgedAt, double[] judged) {
  private static final int PARTS = 160;

  /**
   * Of a trial with its curves.
   *
   * @param metric the judged one's name
   */
  static TrialCurve of(StoredTrial trial, String metric) {
    TrialResult result = trial.result();
    long steps = trial.trial().horizon().steps();
    double[] losses = result.losses();
    int parts = (int) Math.min(PARTS, steps);
    double[] at = new double[parts];
    double[] loss = new double[parts];
    int count = 0;
    for (int part = 0; part < parts; part++) {
      int from = (int) (steps * part / parts);
      int to = (int) Math.min(losses.length, steps * (part + 1) / parts);
      double mean = mean(losses, from, to);
      if (!Double.isNaN(mean)) {
        at[count] = (from + to - 1) / 2.0;
        loss[count++] = mean;
      }
    }
    double[][] judged =
        result.evaluations().stream()
            .map(each -> new double[] {each.t(), value(each, metric)})
            .filter(each -> Double.isFinite(each[1]))
            .toArray(double[][]::new);
    return new TrialCurve(
        trial.made(),
        Arrays.copyOf(at, count),
        Arrays.copyOf(loss, count),
        Arrays.stream(judged).mapToDouble(each -> each[0]).toArray(),
        Arrays.stream(judged).mapToDouble(each -> each[1]).toArray());
  }

  private static double value(Evaluation evaluation, String metric) {
    return evaluation.metrics().getOrDefault(metric, Double.NaN);
  }

  /** Of those that are finite; NaN where none is. */
  private static double mean(double[] losses, int from, int to) {
    double sum = 0;
    int count = 0;
    for (int t = from; t < to; t++) {
      if (Double.isFinite(losses[t])) {
        sum += losses[t];
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
