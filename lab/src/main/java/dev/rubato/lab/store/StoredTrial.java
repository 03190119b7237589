package dev.rubato.lab.store;

import dev.rubato.lab.Curves;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A trial as the store has it: its result, and what only the store knows.
 *
 * @param id its number in the store
 * @param phase the part of the study that asked for it
 * @param versions of the software that made it
 * @param machine where it was run last
 * @param state queued, running or stopped, or its result's status in lower case
 * @param attempts how often it was started
 * @param made updates made, even if the curves were not requested
 * @param last the judged metric at the end; NaN where there is none
 * @param result its result so far, {@link Status#PAUSED} if it is queued or running; without rates,
 *     losses and evaluations if the curves were not requested
 */
public record StoredTrial(
    long id,
    String phase,
    String versions,
    String machine,
    String state,
    int attempts,
    int made,
    double last,
    TrialResult result) {
  private static final double[] NONE = {};

  /** What was run. */
  public Trial trial() {
    return result.trial();
  }

  /** The same with another state. */
  StoredTrial in(String otherState) {
    return new StoredTrial(id, phase, versions, machine, otherState, attempts, made, last, result);
  }

  /**
   * Reads a trial.
   *
   * @param curves whether with what it saw at each step and evaluation
   * @param strategies reads a strategy
   * @throws StoreException if the row was not written by Rubato
   */
  static StoredTrial of(ResultSet row, boolean curves, Function<String, Strategy> strategies)
      throws SQLException {
    try {
      return read(row, curves, strategies);
    } catch (StoreException e) {
      throw new StoreException(
          StoreException.Kind.DAMAGED_TRIAL,
          String.format(Locale.ROOT, "trial %d is damaged: %s", row.getLong("id"), e.getMessage()),
          e);
    }
  }

  private static StoredTrial read(
      ResultSet row, boolean curves, Function<String, Strategy> strategies) throws SQLException {
    long steps = row.getLong("steps");
    long updates = row.getLong("made");
    if (updates < 0 || updates > Math.min(steps, Integer.MAX_VALUE)) {
      throw new StoreException(
          String.format(Locale.ROOT, "it made %d of %d steps", updates, steps));
    }
    int made = (int) updates;
    double last = row.getDouble("last");
    if (row.wasNull()) {
      last = Double.NaN;
    }
    String state = text(row, "state");
    String test = row.getString("test");
    TrialResult result =
        new TrialResult(
            trial(row, strategies),
            status(state),
            text(row, "reason"),
            curves ? curves(row, made) : Curves.of(NONE, NONE, List.of()),
            test == null ? Map.of() : CurveCodec.readMetrics(test));
    return new StoredTrial(
        row.getLong("id"),
        text(row, "phase"),
        text(row, "versions"),
        text(row, "machine"),
        state,
        row.getInt("attempts"),
        made,
        last,
        result);
  }

  /** The curves of a row that has them. */
  static Curves curves(ResultSet row, int made) throws SQLException {
    String evaluations = row.getString("evaluations");
    return Curves.of(
        numbers(row, "rates", made),
        numbers(row, "losses", made),
        evaluations == null ? List.of() : CurveCodec.readEvaluations(evaluations, made));
  }

  private static Trial trial(ResultSet row, Function<String, Strategy> strategies)
      throws SQLException {
    try {
      Horizon horizon = new Horizon(row.getLong("steps"), row.getLong("steps_per_epoch"));
      return new Trial(strategies.apply(text(row, "strategy")), horizon, row.getLong("seed"));
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new StoreException("its strategy or its length is not valid: " + reason, e);
    }
  }

  /** Queued and running trials are unfinished too. */
  private static Status status(String state) {
    for (Status status : Status.values()) {
      if (status.name().toLowerCase(Locale.ROOT).equals(state)) {
        return status;
      }
    }
    return Status.PAUSED;
  }

  private static double[] numbers(ResultSet row, String column, int count) throws SQLException {
    if (count == 0) {
      return NONE;
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
