package dev.rubato.lab.store;

import dev.rubato.lab.spec.TaskSpec;
import dev.rubato.lab.store.StoreException.Kind;
import dev.rubato.notation.Notation;
import dev.rubato.strategy.Strategy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The statements by which the studies of a store are read, begun and deleted. */
final class StoreQueries {
  /** A trial that ran when it was last heard of, and can be resumed. */
  static final String CHECKPOINTED =
      "state = 'running' AND EXISTS (SELECT 1 FROM snapshot"
          + " WHERE snapshot.trial = trial.id AND snapshot.made = trial.made)";

  private static final String WITHOUT_CURVES =
      "trial.id, strategy, steps, steps_per_epoch, seed, versions, machine, state, reason,"
          + " attempts, made, last, test";

  private StoreQueries() {}

  /** All studies, the oldest first. */
  static List<StoredStudy> studies(Connection connection) throws SQLException {
    List<StoredStudy> studies = new ArrayList<>();
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery(
                """
                SELECT study.*, NULL AS task_spec, '' AS verdict, '' AS name, '' AS note,
                  '' AS warnings,
                  (SELECT count(*) FROM study_trial WHERE study = study.id) AS trials,
                  (SELECT count(*) FROM study_trial JOIN trial ON trial.id = trial
                    WHERE study = study.id
                    AND trial.state NOT IN ('queued', 'running', 'paused', 'cancelled')) AS finished
                FROM study ORDER BY id
                """)) {
      while (row.next()) {
        studies.add(study(row));
      }
    }
    return studies;
  }

  private static StoredStudy study(ResultSet row) throws SQLException {
    try {
      return StoredStudy.of(row);
    } catch (StoreException e) {
      throw new StoreException(
          Kind.UNUSABLE,
          String.format(Locale.ROOT, "study %d is damaged: %s", row.getLong("id"), e.getMessage()),
          e);
    }
  }

  /** The trials of a study in the order in which it asked for them. */
  static List<StoredTrial> trials(Connection connection, long study, boolean curves)
      throws SQLException {
    return trials(connection, curves ? "trial.*" : WITHOUT_CURVES, "study = " + study, curves);
  }

  /** Those trials of a study that have these numbers, with their curves. */
  static List<StoredTrial> curves(Connection connection, long study, List<Long> ids)
      throws SQLException {
    String list = ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    String which = "study = " + study + " AND trial IN (" + list + ")";
    return trials(connection, "trial.*", which, true);
  }

  private static List<StoredTrial> trials(
      Connection connection, String columns, String which, boolean curves) throws SQLException {
    List<StoredTrial> trials = new ArrayList<>();
    Map<String, Strategy> strategies = new HashMap<>(); // each is run on several seeds
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery(
                "SELECT phase, "
                    + columns
                    + " FROM study_trial JOIN trial ON trial.id = trial WHERE "
                    + which
                    + " ORDER BY place")) {
      while (row.next()) {
        trials.add(
            StoredTrial.of(
                row, curves, text -> strategies.computeIfAbsent(text, Notation::strategy)));
      }
    }
    return trials;
  }

  /** The number of the study that has this key, or 0. */
  static long find(Connection connection, StudyKey key) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT id FROM study WHERE key = ?")) {
      query.setString(1, key.hash());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0L;
      }
    }
  }

  /** The highest number after this prefix among the fingerprints of a task's studies, or 0. */
  static long timesAnew(Connection connection, String task, String prefix) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT max(CAST(substr(fingerprint, length(?1) + 1) AS INTEGER)) FROM study"
                + " WHERE task = ?2 AND substr(fingerprint, 1, length(?1)) = ?1")) {
      query.setString(1, prefix);
      query.setString(2, task);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0L;
      }
    }
  }

  /** Begins a study, or the same one again, and returns its number. */
  static long begin(Connection connection, StudyKey key, @Nullable TaskSpec spec)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO study (key, kind, task, fingerprint, command, judged,"
                + " lower_is_better, state, began, changed, task_spec)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)"
                + " ON CONFLICT (key) DO UPDATE SET state = 'running',"
                + " changed = excluded.changed, task_spec = excluded.task_spec,"
                + " verdict = ''"
                + " RETURNING id")) {
      insert.setString(1, key.hash());
      insert.setString(2, key.kind());
      insert.setString(3, key.task());
      insert.setString(4, key.fingerprint());
      insert.setString(5, key.command());
      insert.setString(6, key.judged().name());
      insert.setBoolean(7, key.judged().lowerIsBetter());
      insert.setString(8, now());
      insert.setString(9, now());
      insert.setString(10, spec == null ? null : spec.toJson());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Sets what a person calls a study, or notes on it; false if there is no such study. */
  static boolean write(Connection connection, long study, String column, String text)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE study SET " + column + " = ? WHERE id = ?")) {
      update.setString(1, text);
      update.setLong(2, study);
      return update.executeUpdate() > 0;
    }
  }

  /** Deletes a study, and those of its trials that no other has; returns how many of these. */
  static int delete(Connection connection, long study) throws SQLException {
    try (Statement delete = connection.createStatement()) {
      delete.executeUpdate(
          String.format(Locale.ROOT, "DELETE FROM study_trial WHERE study = %d", study));
      delete.executeUpdate(String.format(Locale.ROOT, "DELETE FROM study WHERE id = %d", study));
      delete.executeUpdate("DELETE FROM trial WHERE id NOT IN (SELECT trial FROM study_trial)");
      try (ResultSet row = delete.executeQuery("SELECT changes()")) {
        row.next();
        return row.getInt(1); // what the driver counts has the snapshots in it
      }
    }
  }

  /** The time, as it is stored. */
  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
