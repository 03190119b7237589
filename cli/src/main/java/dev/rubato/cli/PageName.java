package dev.rubato.cli;

import dev.rubato.file.SafeFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Pages whose names nobody gave: they never take the place of an earlier one. */
final class PageName {
  private static final int MOST = 10_000;

  private PageName() {}

  /** Writes a page under this name, or with -2, -3, … before its ending, and returns where. */
  static Path write(Path path, String page) throws IOException {
    Path file = take(path);
    try {
      OutputFile.writeUnasked(file, page);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }

  /** Makes an empty file of the first name that is free, so that no other process takes it too. */
  private static Path take(Path path) throws IOException {
    Path file = path;
    for (int i = 2; i <= MOST; i++) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        file = numbered(path, i);
        continue;
      }
      try {
        SafeFile.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
        return file;
      } catch (FileAlreadyExistsException e) {
        file = numbered(path, i);
      }
    }
    throw new IOException(
        "cannot write "
            + path
            + ": "
            + MOST
            + " files have this name; remove some or choose another path");
  }

  /** The name with a number before its ending. */
  static Path numbered(Path path, int number) {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    int end = dot < 0 ? name.length() : dot;
    return path.resolveSibling(name.substring(0, end) + "-" + number + name.substring(end));
  }
}
