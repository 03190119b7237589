package dev.rubato.lab.sink;

import java.util.Map;

/**
 * What is sent of one moment of a training.
 *
 * @param kind what the values are
 * @param step updates made before it
 * @param time when it was told, milliseconds since 1970
 * @param values by name, such as {@code train/loss}
 */
record CurveRow(Kind kind, long step, long time, Map<String, Double> values) {
  /** What the values of a row are. */
  enum Kind {
    /** Rate, hyperparameters and loss of an update. */
    STEP,
    /** Metrics on the validation data. */
    EVALUATION,
    /** Metrics on the test data, at the end. */
    TEST
  }
}
