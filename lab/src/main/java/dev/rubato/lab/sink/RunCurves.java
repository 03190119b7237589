package dev.rubato.lab.sink;

import dev.rubato.lab.TrialResult;

/**
 * Every value of a training in its order, under the names by which it is sent elsewhere: {@code
 * train/loss}, {@code train/learning-rate}, hyperparameters that move, and the metrics as {@code
 * evaluation/NAME} and {@code test/NAME}.
 */
public final class RunCurves {
  private RunCurves() {}

  /** Takes one value after the other. */
  public interface Values {
    /**
     * A value.
     *
     * @param step updates made: that of a loss is the number of its update, from 1
     * @param name of the value
     */
    void take(long step, String name, double value);
  }

  /** Passes all values of a result on; losses that a program did not report are left out. */
  public static void each(TrialResult result, Values to) {
    new RunRows(result.trial(), Long.MAX_VALUE)
        .each(
            result,
            0,
            row -> row.values().forEach((name, value) -> to.take(row.step(), name, value)));
  }
}
