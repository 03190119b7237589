package dev.rubato.lab.store;

import dev.rubato.file.SafeFile;
import dev.rubato.file.WorkingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** The SQLite file of a store: how it is opened, and whether it is still where it was. */
final class StoreFile {
  static final String NAME = "rubato.db";

  /** What SQLite writes beside it. */
  private static final List<String> ENDINGS = List.of("", "-wal", "-shm", "-journal");

  private static final int BUSY_MILLIS = 10_000;
  private static final long SMALLEST = 512; // an SQLite page has at least this many bytes
  private static final int MOST_COPIES = 1000;

  private StoreFile() {}

  /** Whether a file of this name, wherever it is, is SQLite's. */
  static boolean isNamed(String name) {
    return ENDINGS.stream().anyMatch(ending -> name.equals(NAME + ending));
  }

  /**
   * Checks what SQLite would open: it would follow a link, wait at a pipe, and treat a few bytes as
   * an empty file.
   */
  static void check(Path folder) throws IOException {
    WorkingFolder.check(folder);
    for (String ending : ENDINGS) {
      SafeFile.checkRegular(folder.resolve(NAME + ending));
    }
    Path file = folder.resolve(NAME);
    if (Files.exists(file) && Files.size(file) > 0 && Files.size(file) < SMALLEST) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE, file + " is damaged, or is not a store");
    }
  }

  /** Makes the file, empty, as SQLite would let everybody write to it where the umask does. */
  static void create(Path folder) throws IOException {
    SafeFile.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
        .close();
  }

  static Connection connect(Path folder, boolean readOnly) throws SQLException {
    SqliteLibrary.load();
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    if (!readOnly) {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      // no waiting for the disk at each trial: what a power cut loses is rerun
      config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    }
    Path file = folder.resolve(NAME).toAbsolutePath();
    // SQLite creates files next to it even to read, unless it knows that nothing can write
    boolean still =
        readOnly && !Files.isWritable(folder) && !Files.exists(folder.resolve(NAME + "-wal"));
    // as a URI, since the driver takes what follows a ? in a plain path for options
    return config.createConnection(
        "jdbc:sqlite:file:" + file.toUri().getRawPath() + (still ? "?immutable=1" : ""));
  }

  /** What tells the file from another one of its name, or null where there is none. */
  static @Nullable Object identity(Path folder) {
    try {
      return Files.readAttributes(
              folder.resolve(NAME), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Copies an open store, whose file may have been deleted, into a new folder beside its own.
   *
   * @return the new folder
   */
  static Path copy(Connection connection, Path folder) throws IOException, SQLException {
    Path copy = sibling(folder, 1);
    for (int i = 2; Files.exists(copy, LinkOption.NOFOLLOW_LINKS); i++) {
      if (i > MOST_COPIES) {
        throw new IOException(copy + " and all before it are taken");
      }
      copy = sibling(folder, i);
    }
    SafeFile.createFolder(copy);
    create(copy);
    try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, copy.resolve(NAME).toAbsolutePath().toString());
      vacuum.execute();
    }
    return copy;
  }

  private static Path sibling(Path folder, int number) {
    return folder.resolveSibling(
        folder.getFileName() + "-kept" + (number == 1 ? "" : "-" + number));
  }
}
