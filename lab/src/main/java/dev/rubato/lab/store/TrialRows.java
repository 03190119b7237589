package dev.rubato.lab.store;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows of trials in a store's database, as the study of one key writes them. */
final class TrialRows {
  private final StudyKey key;
  private final String machine;

  TrialRows(StudyKey key, String machine) {
    this.key = key;
    this.machine = machine;
  }

  /** The name of a status, as it is stored. */
  static String name(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** Adds trials that are not there yet. */
  void queue(Connection connection, List<Trial> trials) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO trial (key, task, fingerprint, strategy, steps,"
                + " steps_per_epoch, seed, versions, machine, training, state)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued')"
                + " ON CONFLICT (key) DO NOTHING")) {
      for (Trial trial : trials) {
        insert.setString(1, key.of(trial));
        insert.setString(2, key.task());
        insert.setString(3, key.fingerprint());
        insert.setString(4, trial.strategy().toString());
        insert.setLong(5, trial.horizon().steps());
        insert.setLong(6, trial.horizon().stepsPerEpoch());
        insert.setLong(7, trial.seed());
        insert.setString(8, key.versions());
        insert.setString(9, machine);
        insert.setString(10, key.training(trial));
        insert.executeUpdate();
      }
    }
  }

  /** The number of a trial in the store, or 0. */
  long number(Connection connection, Trial trial) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT id FROM trial WHERE key = ?")) {
      query.setString(1, key.of(trial));
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0L;
      }
    }
  }

  /** Whether all that a result tells is there. */
  boolean isWhole(Connection connection, TrialResult result) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT state FROM trial WHERE key = ?")) {
      query.setString(1, key.of(result.trial()));
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getString(1).equals(name(result.status()));
      }
    }
  }

  /**
   * Marks trials as running.
   *
   * @param anew whether from their first step
   */
  int begin(Connection connection, List<Trial> trials, boolean anew) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE trial SET state = CASE state WHEN 'paused' THEN state ELSE 'running' END,"
                + " reason = '', machine = ?, attempts = attempts + 1, began = ? WHERE key ="
                + " ?")) {
      for (Trial trial : trials) {
        update.setString(1, machine);
        update.setString(2, StoreQueries.now());
        update.setString(3, key.of(trial));
        update.executeUpdate();
      }
    }
    if (anew) {
      forget(connection, trials);
    }
    return trials.size();
  }

  /** What an earlier attempt left that this one does not go on from. */
  private void forget(Connection connection, List<Trial> trials) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE trial SET made = 0, last = NULL, rates = NULL, losses = NULL,"
                + " evaluations = NULL, test = NULL WHERE key = ? AND state = 'running'")) {
      for (Trial trial : trials) {
        update.setString(1, key.of(trial));
        update.executeUpdate();
      }
    }
  }

  /** Lets no study find these trials any more. */
  int disown(Connection connection, Collection<Trial> trials, String reason) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE trial SET state = 'cancelled', reason = ? WHERE key = ?"
                    + " AND state IN ('done', 'diverged', 'pruned', 'paused')");
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM snapshot WHERE trial = (SELECT id FROM trial WHERE key = ?)")) {
      for (Trial trial : trials) {
        update.setString(1, reason);
        update.setString(2, key.of(trial));
        update.executeUpdate();
        delete.setString(1, key.of(trial));
        delete.executeUpdate();
      }
    }
    return trials.size();
  }

  /** A trial that was paused or checkpointed before can still resume from there. */
  int cancel(Connection connection, TrialResult result) throws SQLException {
    try (PreparedStatement pause =
            connection.prepareStatement(
                "UPDATE trial SET state = 'paused' WHERE key = ? AND "
                    + StoreQueries.CHECKPOINTED);
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE trial SET state = 'cancelled', reason = ?, ended = ? WHERE key = ?"
                    + " AND state IN ('queued', 'running', 'failed', 'cancelled')")) {
      pause.setString(1, key.of(result.trial()));
      pause.executeUpdate();
      update.setString(1, result.reason());
      update.setString(2, StoreQueries.now());
      update.setString(3, key.of(result.trial()));
      return update.executeUpdate();
    }
  }

  /**
   * Keeps what a trial saw until now.
   *
   * @param snapshot to go on from, or null
   */
  int put(Connection connection, TrialResult result, String state, byte @Nullable [] snapshot)
      throws SQLException {
    String hash = key.of(result.trial());
    try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE trial SET state = ?, reason = ?, ended = ?, made = ?, last = ?, rates = ?,"
                    + " losses = ?, evaluations = ?, test = ? WHERE key = ?");
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM snapshot WHERE trial = (SELECT id FROM trial WHERE key = ?)");
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO snapshot (trial, made, bytes)"
                    + " VALUES ((SELECT id FROM trial WHERE key = ?), ?, ?)")) {
      update.setString(1, state);
      update.setString(2, result.reason());
      update.setString(3, StoreQueries.now());
      update.setInt(4, result.made());
      setNumber(update, 5, last(result));
      update.setBytes(6, CurveCodec.pack(result.rates()));
      update.setBytes(7, CurveCodec.pack(result.losses()));
      update.setString(8, CurveCodec.write(result.evaluations()));
      update.setString(9, CurveCodec.write(result.test()));
      update.setString(10, hash);
      int changed = update.executeUpdate();
      delete.setString(1, hash);
      delete.executeUpdate();
      if (snapshot != null) {
        insert.setString(1, hash);
        insert.setInt(2, result.made());
        insert.setBytes(3, snapshot);
        insert.executeUpdate();
      }
      return changed;
    }
  }

  private double last(TrialResult result) {
    Evaluation latest = result.curves().latest();
    Double value = latest == null ? null : latest.metrics().get(key.judged().name());
    return value == null ? Double.NaN : value;
  }

  private static void setNumber(PreparedStatement statement, int place, double value)
      throws SQLException {
    if (Double.isFinite(value)) {
      statement.setDouble(place, value);
    } else {
      statement.setObject(place, null);
    }
  }
}
