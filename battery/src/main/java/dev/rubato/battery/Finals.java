package dev.rubato.battery;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.strategy.Strategy;
import java.util.Arrays;

/**
 * What trainings with some seeds came to: the judged metric at the end of each. A training that
 * diverged, or ended worse than one that was never begun, counts as one that was never begun, so
 * that a mean exists where some seeds diverge.
 *
 * @param values of each seed, in order
 * @param diverged how many diverged
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Finals(double[] values, int diverged) {

  /**
   * Trains a task to its end.
   *
   * @param strategy in the notation, such as {@code adam: 0.01}
   * @param first seed
   * @param count how many seeds
   * @param untrained the judged metric before the first step
   */
  public static Finals of(
      MeasuredTask task, String strategy, long first, int count, double untrained) {
    Strategy parsed = Notation.strategy(strategy);
    Metric judged = task.about().judged();
    double[] values = new double[count];
    int diverged = 0;
    for (int i = 0; i < count; i++) {
      Trial trial = new Trial(parsed, task.horizon(), first + i);
      TrialResult result = TrialRun.run(task, trial, new TrialListener() {});
      if (result.status() == Status.FAILED) {
        throw new IllegalStateException(task + " with " + strategy + ": " + result.reason());
      }
      double last = result.last(judged);
      boolean isFinite = Double.isFinite(last);
      diverged += isFinite ? 0 : 1;
      values[i] = isFinite && judged.reaches(last, untrained) ? last : untrained;
    }
    return new Finals(values, diverged);
  }

  /** The mean of the judged metric before the first step. */
  public static double untrained(MeasuredTask task, long first, int count) {
    Strategy any = Notation.strategy("sgd: 1");
    String metric = task.about().judged().name();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      try (Training training = task.start(any, task.horizon(), first + i)) {
        Double value = training.validate().get(metric);
        if (value == null) {
          throw new IllegalStateException(task + " has no " + metric);
        }
        sum += value / count;
      }
    }
    return sum;
  }

  /** The mean. */
  public double mean() {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /** A quantile of the values, from the nearest value below. */
  public double quantile(double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (share * (sorted.length - 1))];
  }
}
