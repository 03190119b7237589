package dev.rubato.lab.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The tables of the store, version by version; {@code user_version} says which a file has. */
final class Schema {
  /** One migration from each version to the next; a released one is never changed. */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              """
              CREATE TABLE study (
                id INTEGER PRIMARY KEY,
                key TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL,
                task TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                command TEXT NOT NULL,
                judged TEXT NOT NULL,
                lower_is_better INTEGER NOT NULL,
                state TEXT NOT NULL,
                began TEXT NOT NULL,
                changed TEXT NOT NULL)
              """,
              """
              CREATE TABLE trial (
                id INTEGER PRIMARY KEY,
                key TEXT NOT NULL UNIQUE,
                task TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                strategy TEXT NOT NULL,
                steps INTEGER NOT NULL,
                steps_per_epoch INTEGER NOT NULL,
                seed INTEGER NOT NULL,
                versions TEXT NOT NULL,
                machine TEXT NOT NULL,
                state TEXT NOT NULL,
                reason TEXT NOT NULL DEFAULT '',
                attempts INTEGER NOT NULL DEFAULT 0,
                began TEXT,
                ended TEXT,
                made INTEGER NOT NULL DEFAULT 0,
                last REAL,
                rates BLOB,
                losses BLOB,
                evaluations TEXT,
                test TEXT)
              """,
              """
              CREATE TABLE study_trial (
                study INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
                place INTEGER NOT NULL,
                phase TEXT NOT NULL,
                trial INTEGER NOT NULL REFERENCES trial(id),
                PRIMARY KEY (study, place),
                UNIQUE (study, trial)) WITHOUT ROWID
              """,
              "CREATE INDEX study_trial_trial ON study_trial(trial)",
              """
              CREATE TABLE snapshot (
                trial INTEGER PRIMARY KEY REFERENCES trial(id) ON DELETE CASCADE,
                made INTEGER NOT NULL,
                bytes BLOB NOT NULL)
              """),
          List.of("ALTER TABLE study ADD COLUMN task_spec TEXT"),
          List.of("ALTER TABLE study ADD COLUMN verdict TEXT NOT NULL DEFAULT ''"),
          List.of(
              "ALTER TABLE trial ADD COLUMN training TEXT",
              "UPDATE trial SET training = key",
              """
              UPDATE trial SET key = training || ' ' || coalesce(
                (SELECT judged FROM study_trial JOIN study ON study.id = study_trial.study
                  WHERE trial = trial.id ORDER BY study.id LIMIT 1),
                'validation-loss')
              """,
              "CREATE INDEX trial_training ON trial(training)"),
          List.of(
              "ALTER TABLE study ADD COLUMN name TEXT NOT NULL DEFAULT ''",
              "ALTER TABLE study ADD COLUMN note TEXT NOT NULL DEFAULT ''",
              "ALTER TABLE study ADD COLUMN warnings TEXT NOT NULL DEFAULT ''"));

  private static final Set<String> TABLES = Set.of("study", "trial", "study_trial", "snapshot");

  /** The version that this program writes. */
  static final int VERSION = STEPS.size();

  private Schema() {}

  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      row.next();
      return row.getInt(1);
    }
  }

  /**
   * Checks that this program can read a store.
   *
   * @throws StoreException if it can't
   */
  static void check(int version, String file) {
    if (version < 0 || version > VERSION) {
      throw new StoreException(
          version < 0 ? StoreException.Kind.UNUSABLE : StoreException.Kind.NEWER,
          String.format(
              Locale.ROOT,
              "%s has version %d, but this Rubato reads versions up to %d",
              file,
              version,
              VERSION));
    }
  }

  /**
   * Checks that a file's contents were made by Rubato: only then is it written to, and only then
   * are queries meaningful.
   *
   * @throws StoreException if it was not
   */
  static void checkTables(Connection connection, int version, String file) throws SQLException {
    Set<String> tables = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT type, name, sql FROM sqlite_master")) {
      while (row.next()) {
        String type = row.getString("type");
        boolean plain = String.valueOf(row.getString("sql")).startsWith("CREATE TABLE ");
        if (!type.equals("index") && !(type.equals("table") && plain)) {
          tables.add("another thing"); // a view, a trigger, a virtual table
        } else if (type.equals("table")) {
          tables.add(row.getString("name"));
        }
      }
    }
    if (version == 0 ? !tables.isEmpty() : !tables.equals(TABLES)) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE, file + " is another program's database");
    }
  }

  /** Migrates a store to this program's version, entirely or not at all. */
  static void migrate(Connection connection) throws SQLException {
    if (version(connection) == VERSION) {
      return;
    }
    int migrated =
        transaction(
            connection,
            same -> {
              try (Statement statement = same.createStatement()) {
                for (int version = version(same); version < VERSION; version++) {
                  for (String step : STEPS.get(version)) {
                    statement.execute(step);
                  }
                }
                statement.execute("PRAGMA user_version = " + VERSION);
                return VERSION;
              }
            });
    check(migrated, "the store");
  }

  /** Runs some work in one transaction: all of it takes effect, or nothing. */
  static <T> T transaction(Connection connection, StoreConnection.Work<T> work)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      try {
        T result = work.on(connection);
        statement.execute("COMMIT");
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        try {
          statement.execute("ROLLBACK");
        } catch (SQLException gone) {
          e.addSuppressed(gone); // on a full disk SQLite has already rolled it back
        }
        throw e;
      }
    }
  }
}
