package dev.rubato.lab.store;

import dev.rubato.file.FileFailure;
import dev.rubato.lab.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * What an error of SQLite means for a store: a full disk, a damaged file, or what else is wrong.
 */
final class StoreFailure {
  private static final long LEAST_ROOM = 64 << 10; // in which SQLite makes what it needs beside

  private StoreFailure() {}

  static StoreException of(Path folder, SQLException e) {
    String message = String.valueOf(e.getMessage());
    boolean io = message.contains("[SQLITE_IOERR") || message.contains("[SQLITE_CANTOPEN");
    if (message.contains("[SQLITE_FULL") || (io && isFull(folder))) {
      return full(folder, e);
    }
    if (message.contains("[SQLITE_CORRUPT") || message.contains("[SQLITE_NOTADB")) {
      return new StoreException(
          Kind.DAMAGED,
          "%s is damaged, or is not a store (%s)"
              .formatted(folder.resolve(StoreFile.NAME), message),
          e);
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why =
        root instanceof IOException failure
            ? ": " + FileFailure.words(failure)
            : root == e
                ? ""
                : " (%s; temporary files go to %s)".formatted(root, SqliteLibrary.TEMPORARY);
    return new StoreException("the store " + folder + ": " + message + why, e);
  }

  static StoreException full(Path folder, Exception e) {
    return new StoreException(
        Kind.FULL,
        "the disk is full, so the store %s can't be written; what it holds is safe (%s)"
            .formatted(folder, e.getMessage()),
        e);
  }

  /** SQLite has many names for an error on a disk; what is certain is whether there is room. */
  static boolean isFull(Path folder) {
    try {
      return Files.isWritable(folder) && Files.getFileStore(folder).getUsableSpace() < LEAST_ROOM;
    } catch (IOException e) {
      return false;
    }
  }
}
