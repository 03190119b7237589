package dev.rubato.cli;

import dev.rubato.argument.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Pages whose names nobody gave: one takes the place of an earlier one only if that is of the same
 * study, which a comment at its end says.
 */
final class PageName {
  private static final int MOST = 10_000;
  private static final String END = "</html>\n";

  private PageName() {}

  /**
   * Writes a page under this name, or with -2, -3, … before its ending.
   *
   * @param study texts that only pages of the same study have in common
   * @return where
   */
  static Path write(Path path, String page, String... study) throws IOException {
    String mark = mark(study);
    String marked =
        (page.endsWith(END) ? page.substring(0, page.length() - END.length()) : page) + mark;
    for (int i = 1; i <= MOST; i++) {
      Path file = i == 1 ? path : numbered(path, i);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        if (isMarked(file, mark)) {
          OutputFile.writeUnasked(file, marked);
          return file;
        }
      } else if (take(file)) {
        writeNew(file, marked);
        return file;
      }
    }
    throw new IOException(
        "cannot write "
            + path
            + ": "
            + MOST
            + " files have this name; remove some or choose another path");
  }

  /** Makes the file, empty, so that no other process takes its name; false if one just did. */
  private static boolean take(Path file) throws IOException {
    try {
      OutputFile.create(file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void writeNew(Path file, String page) throws IOException {
    try {
      OutputFile.writeUnasked(file, page);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static String mark(String... study) {
    MessageDigest hash = Sha256.digest();
    for (String each : study) {
      hash.update((each + "\0").getBytes(StandardCharsets.UTF_8));
    }
    return "<!-- study " + Sha256.hex(hash) + " -->\n" + END;
  }

  /** Whether a regular file ends with the mark. */
  private static boolean isMarked(Path file, String mark) {
    try {
      long length = Files.size(file);
      int end = mark.length();
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || length < end) {
        return false;
      }
      try (InputStream in = Files.newInputStream(file)) {
        in.skipNBytes(length - end);
        return new String(in.readNBytes(end), StandardCharsets.UTF_8).equals(mark);
      }
    } catch (IOException e) {
      return false; // somebody else's
    }
  }

  /** The name with a number before its ending. */
  static Path numbered(Path path, int number) {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    int end = dot < 0 ? name.length() : dot;
    return path.resolveSibling(name.substring(0, end) + "-" + number + name.substring(end));
  }
}
