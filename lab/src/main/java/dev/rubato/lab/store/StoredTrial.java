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
 * @param state queued, running, paused, done, diverged, pruned or failed
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

  static StoredTrial of(ResultSet row, boolean curves) throws SQLException {
    int made = row.getInt("made");
    String evaluations = curves ? row.getString("evaluations") : null;
    String test = row.getString("test");
    double last = row.getDouble("last");
    if (row.wasNull()) {
      last = Double.NaN;
    }
    return new StoredTrial(
        row.getLong("id"),
        row.getString("phase"),
        row.getString("strategy"),
        row.getLong("steps"),
        row.getLong("steps_per_epoch"),
        row.getLong("seed"),
        row.getString("versions"),
        row.getString("machine"),
        row.getString("state"),
        row.getString("reason"),
        row.getInt("attempts"),
        made,
        last,
        numbers(row, "rates", curves ? made : 0),
        numbers(row, "losses", curves ? made : 0),
        evaluations == null ? List.of() : Curves.readEvaluations(evaluations),
        test == null ? Map.of() : Curves.readMetrics(test));
  }

  private static double[] numbers(ResultSet row, String column, int count) throws SQLException {
    byte[] packed = count == 0 ? null : row.getBytes(column);
    return packed == null ? new double[0] : Curves.unpack(packed, count);
  }
}
