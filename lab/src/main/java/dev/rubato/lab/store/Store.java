package dev.rubato.lab.store;

import dev.rubato.file.FileFailure;
import dev.rubato.file.SafeFile;
import dev.rubato.lab.Trial;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.spec.TaskSpec;
import dev.rubato.lab.store.StoreException.Kind;
import dev.rubato.text.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The studies and trials of a folder, in the SQLite file {@code rubato.db} there.
 *
 * <p>One process writes at a time; any number may read at the same time. Whatever was recorded in a
 * {@link Ledger} of this store survives the process, however it ends. A power cut may lose the last
 * trials, but never damages the file.
 */
public final class Store implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String STOPPED = "stopped";

  /** The longest name of a study, in characters. */
  public static final int LONGEST_NAME = 80;

  /** The longest note on a study, in characters. */
  public static final int LONGEST_NOTE = 2000;

  /** A trial that ran when it was last heard of, and can be resumed. */
  static final String CHECKPOINTED =
      "state = 'running' AND EXISTS (SELECT 1 FROM snapshot"
          + " WHERE snapshot.trial = trial.id AND snapshot.made = trial.made)";

  private final Consumer<StoreException> deleted;
  private Path folder;
  private Connection connection;
  private @Nullable StoreLock lock;
  private @Nullable Object identity; // null where the system has none
  private boolean closed;
  private @Nullable Store reader; // of what is asked for after it was closed

  private Store(
      Path folder,
      Connection connection,
      @Nullable StoreLock lock,
      Consumer<StoreException> deleted) {
    this.folder = folder;
    this.connection = connection;
    this.lock = lock;
    this.deleted = deleted;
    this.identity = lock == null ? null : StoreFile.identity(folder);
  }

  /** A statement's work on the database. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Opens a store to write to it, and creates it if there is none.
   *
   * @param what the command that does so, shown to others
   * @throws StoreException if another process writes to it, or it can't be opened; and at the next
   *     writing if somebody deletes it meanwhile
   */
  public static Store open(Path folder, String what) {
    return open(
        folder,
        what,
        deletion -> {
          throw deletion;
        });
  }

  /**
   * Opens a store to write to it, and creates it if there is none.
   *
   * @param what the command that does so, shown to others
   * @param deleted is told, once, if somebody deletes the store meanwhile; what it held is then in
   *     a copy beside it, in which it goes on
   * @throws StoreException if another process writes to it, or it can't be opened
   */
  public static Store open(Path folder, String what, Consumer<StoreException> deleted) {
    StoreLock lock = null;
    try {
      SafeFile.createFolder(folder);
      lock = StoreLock.take(folder.resolve(LOCK), what);
      StoreFile.check(folder);
      StoreFile.create(folder);
      Connection connection = StoreFile.connect(folder, false);
      try {
        check(folder, connection);
        Schema.migrate(connection);
        tidy(connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return new Store(folder, connection, lock, deleted);
    } catch (IOException e) {
      free(lock);
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw new StoreException(
            Kind.UNUSABLE,
            "the store %s can't be opened: it is a file, but must be a folder".formatted(folder),
            e);
      }
      if (StoreFailure.isFull(folder)) {
        throw StoreFailure.full(folder, e);
      }
      throw new StoreException(
          "the store " + folder + " can't be opened: " + FileFailure.words(e), e);
    } catch (SQLException e) {
      free(lock);
      throw StoreFailure.of(folder, e);
    } catch (RuntimeException e) {
      free(lock);
      throw e;
    }
  }

  /** Whether there is a store in a folder. */
  public static boolean exists(Path folder) {
    return Files.isRegularFile(folder.resolve(StoreFile.NAME));
  }

  /** Whether a file belongs to a store, so that nothing else may be written in its place. */
  public static boolean isPart(Path file) {
    String name = String.valueOf(file.getFileName());
    return StoreFile.isNamed(name)
        || (name.equals(LOCK) && Files.exists(file.resolveSibling(StoreFile.NAME)));
  }

  /**
   * Opens a store to read it, even while another process writes to it.
   *
   * @throws StoreException if there is none, or it can't be read
   */
  public static Store read(Path folder) {
    try {
      if (Files.isRegularFile(folder)) {
        throw new StoreException(Kind.MISSING, "there is no store in " + folder);
      }
      StoreFile.check(folder);
      if (!exists(folder)) {
        throw new StoreException(Kind.MISSING, "there is no store in " + folder);
      }
      Connection connection = StoreFile.connect(folder, true);
      try {
        int version = check(folder, connection);
        if (version == 0 && !holder(folder).isEmpty()) {
          throw new StoreException("there is no store in " + folder + " yet: it is being created");
        }
        if (version > 0) { // an older one is read as it is
          return new Store(folder, connection, null, none -> {});
        }
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      connection.close();
      return open(folder, "rubato studies"); // one whose making was stopped
    } catch (IOException e) {
      throw new StoreException(
          "the store " + folder + " can't be read: " + FileFailure.words(e), e);
    } catch (SQLException e) {
      throw StoreFailure.of(folder, e);
    }
  }

  /** The version of a store that this program can use. */
  private static int check(Path folder, Connection connection) throws SQLException {
    String file = folder.resolve(StoreFile.NAME).toString();
    int version = Schema.version(connection);
    Schema.check(version, file);
    Schema.checkTables(connection, version, file);
    return version;
  }

  /**
   * Only one process can open a store to write to it: whatever is marked as running was stopped. A
   * trial that was checkpointed can be resumed from there.
   */
  private static void tidy(Connection connection) throws SQLException {
    Schema.transaction(
        connection,
        same -> {
          try (Statement update = same.createStatement()) {
            update.executeUpdate("UPDATE trial SET state = 'paused' WHERE " + CHECKPOINTED);
            update.executeUpdate("UPDATE trial SET state = 'queued' WHERE state = 'running'");
            return update.executeUpdate(
                "UPDATE study SET state = 'stopped' WHERE state = 'running'");
          }
        });
  }

  private static void free(@Nullable StoreLock lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        // the system frees it when the process ends
      }
    }
  }

  /** Runs some work in one transaction: all of it takes effect, or nothing. */
  synchronized <T> T write(Work<T> work) {
    keepIfDeleted();
    try {
      return Schema.transaction(connection, work);
    } catch (SQLException e) {
      throw StoreFailure.of(folder, e);
    }
  }

  /**
   * An open file lives on when its name is deleted, and dies with the process: so it is copied to
   * where it lasts.
   */
  private void keepIfDeleted() {
    if (identity == null || identity.equals(StoreFile.identity(folder))) {
      return;
    }
    identity = null; // told once
    Path gone = folder;
    String message = "the store " + gone + " was deleted or replaced while it was being written; ";
    try {
      Path copy = StoreFile.copy(connection, gone);
      StoreLock second = StoreLock.take(copy.resolve(LOCK), "a study whose store was deleted");
      Connection opened = StoreFile.connect(copy, false);
      connection.close();
      free(lock);
      folder = copy;
      lock = second;
      connection = opened;
      identity = StoreFile.identity(copy);
      message += "what it held is now in " + copy;
    } catch (IOException | SQLException e) {
      message +=
          "what it held can't be copied beside it ("
              + (e instanceof IOException failure ? FileFailure.words(failure) : e.getMessage())
              + ")";
    }
    deleted.accept(new StoreException(Kind.DELETED, message));
  }

  synchronized <T> T read(Work<T> work) {
    try {
      return work.on(connection);
    } catch (SQLException e) {
      throw StoreFailure.of(folder, e);
    }
  }

  /** Reads even when it is closed: then by a reader of its own, which another close ends. */
  synchronized <T> T readAgain(Work<T> work) {
    if (!closed) {
      return read(work);
    }
    Store open = reader == null ? read(folder) : reader;
    reader = open;
    return open.read(work);
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
    return lock == null ? holder(folder) : "";
  }

  private static String holder(Path folder) {
    try {
      return StoreLock.of(folder.resolve(LOCK));
    } catch (IOException e) {
      return "";
    }
  }

  /** The number of the study that has this key, or 0. */
  public long find(StudyKey key) {
    return read(connection -> StoreQueries.find(connection, key));
  }

  /**
   * The fingerprint under which the trials of a task are kept now: its own, until they are made
   * anew. The older ones stay in their studies, but are not used any more.
   *
   * @param anew whether to make them anew from now on
   */
  public String current(String task, String fingerprint, boolean anew) {
    String prefix = fingerprint + ", anew ";
    long times = read(connection -> StoreQueries.timesAnew(connection, task, prefix));
    long now = anew ? times + 1 : times;
    return now == 0 ? fingerprint : prefix + now;
  }

  /** Finds the trials of studies with this key, and writes nothing. */
  public Ledger finished(StudyKey key) {
    StudyLedger reading = new StudyLedger(this, 0, key, "");
    return new Ledger() {
      @Override
      public List<Kept> find(Trial trial) {
        return reading.find(trial);
      }
    };
  }

  /** Starts a study of a task without a recipe, or resumes the same one. */
  public StudyLedger study(StudyKey key, String machine) {
    return study(key, null, machine);
  }

  /**
   * Starts a study, or resumes the same one.
   *
   * @param spec opens the task again, if anything does
   * @param machine on which it runs, for people to read
   */
  public StudyLedger study(StudyKey key, @Nullable TaskSpec spec, String machine) {
    long id = write(connection -> StoreQueries.begin(connection, key, spec));
    return new StudyLedger(this, id, key, machine);
  }

  /** All studies, the oldest first. */
  public List<StoredStudy> studies() {
    List<StoredStudy> studies = read(StoreQueries::studies);
    return nobodyWrites()
        ? studies.stream().map(each -> isRunning(each.state()) ? each.in(STOPPED) : each).toList()
        : studies;
  }

  /** What is marked as running while no process writes was stopped with its process. */
  private List<StoredTrial> asTheyAre(List<StoredTrial> trials) {
    return trials.stream().anyMatch(each -> isRunning(each.state())) && nobodyWrites()
        ? trials.stream().map(each -> isRunning(each.state()) ? each.in(STOPPED) : each).toList()
        : trials;
  }

  private static boolean isRunning(String state) {
    return state.equals("running");
  }

  private boolean nobodyWrites() {
    return lock == null && holder().isEmpty();
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
    return asTheyAre(read(connection -> StoreQueries.trials(connection, study, curves)));
  }

  /**
   * The trials of a study with their curves, read one after the other, so that they need not fit in
   * memory together.
   */
  public Iterable<StoredTrial> eachTrial(long study) {
    List<Long> ids = trials(study, false).stream().map(StoredTrial::id).toList();
    return () -> ids.stream().map(id -> curves(study, List.of(id)).get(0)).iterator();
  }

  /** Those trials of a study that have these numbers, with their curves. */
  public List<StoredTrial> curves(long study, List<Long> ids) {
    return asTheyAre(read(connection -> StoreQueries.curves(connection, study, ids)));
  }

  /**
   * Gives a study a name, of one line and at most {@value #LONGEST_NAME} characters; an empty one
   * takes it away.
   *
   * @throws IllegalArgumentException if the name is longer
   * @throws StoreException if there is no such study
   */
  public void name(long study, String name) {
    put(study, "name", SafeText.line(name).strip(), LONGEST_NAME);
  }

  /**
   * Notes something on a study, in at most {@value #LONGEST_NOTE} characters, in place of what was
   * noted before; an empty note takes it away.
   *
   * @throws IllegalArgumentException if the note is longer
   * @throws StoreException if there is no such study
   */
  public void note(long study, String note) {
    put(study, "note", SafeText.lines(note).strip(), LONGEST_NOTE);
  }

  private void put(long study, String what, String text, int longest) {
    if (text.length() > longest) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a study's %s must have at most %d characters, had %d",
              what,
              longest,
              text.length()));
    }
    if (!write(connection -> StoreQueries.write(connection, study, what, text))) {
      throw new StoreException("there is no study " + study + " in " + folder);
    }
  }

  /**
   * Deletes a study, and those of its trials that no other study has.
   *
   * @return how many trials were deleted
   */
  public int delete(long study) {
    return write(connection -> StoreQueries.delete(connection, study));
  }

  /**
   * Closes it. The curves of results that it stored can still be asked for: it is then opened to
   * read, until it is closed once more.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      if (reader != null) {
        reader.close();
        reader = null;
      }
      return;
    }
    closed = true;
    try {
      try {
        keepIfDeleted();
      } finally {
        connection.close();
      }
    } catch (SQLException e) {
      throw StoreFailure.of(folder, e);
    } finally {
      free(lock);
    }
  }
}
