package dev.rubato.lab.store;

import dev.rubato.lab.TrialResult.Evaluation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * A trial as the store has it.
 *
 * @param id its number in the store
 * @param phase the part of the study that asked for it
 * @param strategy in the notation
 * @param steps its horizon
 * @param stepsPerEpoch its horizon's, or 0
 * @param seed of the first parameters and of the order of the data
 * @param versions of what made it
 * @param machine where it was run last
 * @param state queued, running, paused, done, diverged, pruned, failed or cancelled
 * @param reason why, where it did not end well
 * @param attempts how often it was begun
 * @param made updates made
 * @param last the judged metric at the end; NaN where there is none
 * @param rates of each step, where asked for
 * @param losses of each step, where asked for
 * @param evaluations on the validation data, where asked for
 * @param test metrics on the test data
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredTrial(
    long id,
    String phase,
    String strategy,
    long steps,
    long stepsPerEpoch,
    long seed,
    String versions,
    String machine,
    String state,
    String reason,
    int attempts,
    int made,
    double last,
    double[] rates,
    double[] losses,
    List<Evaluation> evaluations,
    Map<String, Double> test) {

  /**
   * Reads a trial.
   *
   * @throws StoreException where the row is none that Rubato wrote
   */
  static StoredTrial of(ResultSet row, boolean curves) throws SQLException {
    try {
      return read(row, curves);
    } catch (StoreException e) {
      throw new StoreException(
          "trial %d is damaged: %s; rubato studies delete takes its study away, or use another store with --store"
              .formatted(row.getLong("id"), e.getMessage()),
          e);
    }
  }

  private static StoredTrial read(ResultSet row, boolean curves) throws SQLException {
    long steps = row.getLong("steps");
    long updates = row.getLong("made");
    if (updates < 0 || updates > Math.min(steps, Integer.MAX_VALUE)) {
      throw new StoreException("it made %d of %d steps".formatted(updates, steps));
    }
    int made = (int) updates;
    String evaluations = curves ? row.getString("evaluations") : null;
    String test = row.getString("test");
    double last = row.getDouble("last");
    if (row.wasNull()) {
      last = Double.NaN;
    }
    return new StoredTrial(
        row.getLong("id"),
        text(row, "phase"),
        text(row, "strategy"),
        steps,
        row.getLong("steps_per_epoch"),
        row.getLong("seed"),
        text(row, "versions"),
        text(row, "machine"),
        text(row, "state"),
        text(row, "reason"),
        row.getInt("attempts"),
        made,
        last,
        numbers(row, "rates", curves ? made : 0),
        numbers(row, "losses", curves ? made : 0),
        evaluations == null ? List.of() : CurveCodec.readEvaluations(evaluations, made),
        test == null ? Map.of() : CurveCodec.readMetrics(test));
  }

  private static double[] numbers(ResultSet row, String column, int count) throws SQLException {
    if (count == 0) {
      return new double[0];
    }
    byte[] packed = row.getBytes(column);
    return CurveCodec.unpack(packed == null ? new byte[0] : packed, count);
  }

  /** A text that every row has. */
  static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    if (text == null) {
      throw new StoreException("it has no " + column);
    }
    return text;
  }
}
