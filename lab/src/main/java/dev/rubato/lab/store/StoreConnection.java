package dev.rubato.lab.store;

import dev.rubato.file.FileFailure;
import dev.rubato.file.SafeFile;
import dev.rubato.lab.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open file of a {@link Store}: locked while it is written to, checked when it is opened, and
 * copied to where it lasts if somebody deletes it meanwhile.
 */
final class StoreConnection implements AutoCloseable {
  private static final String LOCK = "lock";

  private final Consumer<StoreException> deleted;
  private Path folder;
  private Connection connection;
  private @Nullable StoreLock lock;
  private @Nullable Object identity; // null where the system has none
  private boolean closed;
  private @Nullable StoreConnection reader; // of what is asked for after it was closed

  private StoreConnection(
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
   * Opens a store to write to it, as {@link Store#open(Path, String, Consumer)} says.
   *
   * @throws StoreException if another process writes to it, or it can't be opened
   */
  static StoreConnection open(Path folder, String what, Consumer<StoreException> deleted) {
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
      return new StoreConnection(folder, connection, lock, deleted);
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

  /**
   * Opens a store to read it.
   *
   * @throws StoreException if there is none, or it can't be read
   */
  static StoreConnection read(Path folder) {
    try {
      if (Files.isRegularFile(folder)) {
        throw new StoreException(Kind.MISSING, "there is no store in " + folder);
      }
      StoreFile.check(folder);
      if (!Store.exists(folder)) {
        throw new StoreException(Kind.MISSING, "there is no store in " + folder);
      }
      Connection connection = StoreFile.connect(folder, true);
      try {
        int version = check(folder, connection);
        if (version == 0 && !holder(folder).isEmpty()) {
          throw new StoreException("there is no store in " + folder + " yet: it is being created");
        }
        if (version > 0) { // an older one is read as it is
          return new StoreConnection(folder, connection, null, none -> {});
        }
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      connection.close();
      return open( // one whose making was stopped
          folder,
          "rubato studies",
          deletion -> {
            throw deletion;
          });
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
            update.executeUpdate(
                "UPDATE trial SET state = 'paused' WHERE " + StoreQueries.CHECKPOINTED);
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

  /** Reads what is there. */
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
    StoreConnection open = reader == null ? read(folder) : reader;
    reader = open;
    return open.read(work);
  }

  /** Whether a file is the lock of a store. */
  static boolean isLock(Path file) {
    return String.valueOf(file.getFileName()).equals(LOCK)
        && Files.exists(file.resolveSibling(StoreFile.NAME));
  }

  /** Where it is. */
  Path folder() {
    return folder;
  }

  /** Who is writing to it now, or nothing: this process doesn't count. */
  String holder() {
    return lock == null ? holder(folder) : "";
  }

  /** Whether no process writes to it. */
  boolean nobodyWrites() {
    return lock == null && holder().isEmpty();
  }

  private static String holder(Path folder) {
    try {
      return StoreLock.of(folder.resolve(LOCK));
    } catch (IOException e) {
      return "";
    }
  }

  /** Closes it; a second time, what was opened to read since. */
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
