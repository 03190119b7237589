package dev.rubato.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Whether Java knows the folder that it was started in. Where the locale's encoding can't say the
 * folder's name (a Chinese one under {@code LC_ALL=C}), Java takes question marks for it, and each
 * relative path leads into another folder, which it may even create.
 */
public final class WorkingFolder {
  private static final boolean KNOWN = isKnown(System.getProperty("user.dir", ""));

  private WorkingFolder() {}

  /**
   * Checks that a path leads to where the user means.
   *
   * @throws IOException if it is relative to a folder whose name Java can't say
   */
  public static void check(Path path) throws IOException {
    if (!KNOWN && !path.isAbsolute()) {
      throw new IOException(
          path
              + " can't be found: the current folder's name has characters that this process's"
              + " encoding, "
              + System.getProperty("sun.jnu.encoding")
              + ", does not have; set LC_ALL=C.UTF-8, or go to another folder");
    }
  }

  private static boolean isKnown(String name) {
    if (name.indexOf('?') < 0 && name.indexOf('\ufffd') < 0) {
      return true;
    }
    Path folder;
    try {
      folder = Path.of(name);
    } catch (InvalidPathException e) {
      return false;
    }
    try {
      return Files.isSameFile(folder, Path.of("/proc/self/cwd"));
    } catch (IOException e) {
      return Files.isDirectory(folder); // there is no /proc, or no such folder
    }
  }
}
