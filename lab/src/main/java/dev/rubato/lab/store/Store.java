package dev.rubato.lab.store;

import dev.rubato.lab.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The studies and trials of a folder, in the SQLite file {@code rubato.db} there.
 *
 * <p>One process writes at a time; any number may read meanwhile. Whatever has been told to a
 * {@link Ledger} of this store outlives the process, however that ends.
 */
public final class Store implements AutoCloseable {
  private static final String FILE = "rubato.db";
  private static final String LOCK = "lock";
  private static final int BUSY_MILLIS = 10_000;

  private final Path folder;
  private final Connection connection;
  private final @Nullable Holder holder;

  private Store(Path folder, Connection connection, @Nullable Holder holder) {
    this.folder = folder;
    this.connection = connection;
    this.holder = holder;
  }

  /** A statement's work on the data base. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Opens a store to write to it, and makes it where there is none.
   *
   * @param what the command that does so, for others to read
   * @throws StoreException where another process writes to it, or it can't be opened
   */
  public static Store open(Path folder, String what) {
    Holder holder = null;
    try {
      Files.createDirectories(folder);
      holder = Holder.take(folder.resolve(LOCK), what);
      Connection connection = connect(folder, false);
      try {
        Schema.check(Schema.version(connection), folder.resolve(FILE).toString());
        Schema.migrate(connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return new Store(folder, connection, holder);
    } catch (IOException e) {
      free(holder);
      throw new StoreException("the store " + folder + " can't be opened: " + reason(e), e);
    } catch (SQLException e) {
      free(holder);
      throw failure(folder, e);
    } catch (RuntimeException e) {
      free(holder);
      throw e;
    }
  }

  /**
   * Opens a store to read it, also while another process writes to it.
   *
   * @throws StoreException where there is none, or it can't be read
   */
  public static Store read(Path folder) {
    if (!Files.isRegularFile(folder.resolve(FILE))) {
      throw new StoreException(
          "there is no store in " + folder + ": compare, tune, find and train make one");
    }
    try {
      Connection connection = connect(folder, true);
      try {
        int version = Schema.version(connection);
        Schema.check(version, folder.resolve(FILE).toString());
        if (version == Schema.VERSION) {
          return new Store(folder, connection, null);
        }
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      connection.close();
      return open(folder, "rubato studies"); // an older one is brought up to date first
    } catch (SQLException e) {
      throw failure(folder, e);
    }
  }

  private static Connection connect(Path folder, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    if (!readOnly) {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    }
    return config.createConnection("jdbc:sqlite:" + folder.resolve(FILE).toAbsolutePath());
  }

  private static void free(@Nullable Holder holder) {
    if (holder != null) {
      try {
        holder.close();
      } catch (IOException e) {
        // the system frees it when the process ends
      }
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null || e.getMessage().isEmpty()
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private static StoreException failure(Path folder, SQLException e) {
    String message = String.valueOf(e.getMessage());
    boolean full = message.contains("SQLITE_FULL") || message.contains("disk I/O error");
    return new StoreException(
        full
            ? "the disk is full, so the store %s can't be written; what it holds is safe: make room, and give the same command again (%s)"
                .formatted(folder, message)
            : "the store " + folder + ": " + message,
        e);
  }

  /** Does some work in one transaction: all of it is kept, or nothing. */
  synchronized <T> T write(Work<T> work) {
    try {
      return Schema.transaction(connection, work);
    } catch (SQLException e) {
      throw failure(folder, e);
    }
  }

  synchronized <T> T read(Work<T> work) {
    try {
      return work.on(connection);
    } catch (SQLException e) {
      throw failure(folder, e);
    }
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Who is writing to it now, or nothing. */
  public String holder() {
    try {
      return holder == null ? Holder.of(folder.resolve(LOCK)) : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** The number of the study that has this key, or 0. */
  public long find(StudyKey key) {
    return read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement("SELECT id FROM study WHERE key = ?")) {
            query.setString(1, key.hash());
            try (ResultSet row = query.executeQuery()) {
              return row.next() ? row.getLong(1) : 0L;
            }
          }
        });
  }

  /**
   * Begins a study, or goes on with the same one.
   *
   * @param machine on which it runs, for people to read
   */
  public StudyLedger study(StudyKey key, String machine) {
    long id =
        write(
            connection -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO study (key, kind, task, fingerprint, command, judged,"
                          + " lower_is_better, state, began, changed)"
                          + " VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)"
                          + " ON CONFLICT (key) DO UPDATE SET state = 'running',"
                          + " changed = excluded.changed RETURNING id")) {
                insert.setString(1, key.hash());
                insert.setString(2, key.kind());
                insert.setString(3, key.task());
                insert.setString(4, key.fingerprint());
                insert.setString(5, key.command());
                insert.setString(6, key.judged().name());
                insert.setBoolean(7, key.judged().lowerIsBetter());
                insert.setString(8, now());
                insert.setString(9, now());
                try (ResultSet row = insert.executeQuery()) {
                  row.next();
                  return row.getLong(1);
                }
              }
            });
    return new StudyLedger(this, id, key, machine);
  }

  /** All studies, the oldest first. */
  public List<StoredStudy> studies() {
    return read(
        connection -> {
          List<StoredStudy> studies = new ArrayList<>();
          try (Statement query = connection.createStatement();
              ResultSet row =
                  query.executeQuery(
                      """
                      SELECT study.*,
                        (SELECT count(*) FROM study_trial WHERE study = study.id) AS trials,
                        (SELECT count(*) FROM study_trial JOIN trial ON trial.id = trial
                          WHERE study = study.id
                          AND trial.state NOT IN ('queued', 'running', 'paused')) AS through
                      FROM study ORDER BY id
                      """)) {
            while (row.next()) {
              studies.add(StoredStudy.of(row));
            }
          }
          return studies;
        });
  }

  /** A study, or null. */
  public @Nullable StoredStudy study(long id) {
    return studies().stream().filter(study -> study.id() == id).findFirst().orElse(null);
  }

  /**
   * The trials of a study in the order in which it asked for them.
   *
   * @param curves whether with what they saw at each step and evaluation
   */
  public List<StoredTrial> trials(long study, boolean curves) {
    String columns =
        curves
            ? "trial.*"
            : "trial.id, strategy, steps, steps_per_epoch, seed, versions, machine, state, reason,"
                + " attempts, made, last, test";
    return trials(columns, "study = " + study, curves);
  }

  /** Those trials of a study that have these numbers, with their curves. */
  public List<StoredTrial> curves(long study, List<Long> ids) {
    String list = ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return trials("trial.*", "study = " + study + " AND trial IN (" + list + ")", true);
  }

  private List<StoredTrial> trials(String columns, String which, boolean curves) {
    return read(
        connection -> {
          List<StoredTrial> trials = new ArrayList<>();
          try (Statement query = connection.createStatement();
              ResultSet row =
                  query.executeQuery(
                      "SELECT phase, "
                          + columns
                          + " FROM study_trial JOIN trial ON trial.id = trial WHERE "
                          + which
                          + " ORDER BY place")) {
            while (row.next()) {
              trials.add(StoredTrial.of(row, curves));
            }
          }
          return trials;
        });
  }

  /**
   * Deletes a study, and those of its trials that no other study has.
   *
   * @return how many trials were deleted
   */
  public int delete(long study) {
    return write(
        connection -> {
          try (Statement delete = connection.createStatement()) {
            delete.executeUpdate(
                String.format(Locale.ROOT, "DELETE FROM study_trial WHERE study = %d", study));
            delete.executeUpdate(
                String.format(Locale.ROOT, "DELETE FROM study WHERE id = %d", study));
            return delete.executeUpdate(
                "DELETE FROM trial WHERE id NOT IN (SELECT trial FROM study_trial)");
          }
        });
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(folder, e);
    } finally {
      free(holder);
    }
  }
}
