package dev.rubato.cli;

import dev.rubato.file.FileFailure;
import dev.rubato.file.SafeFile;
import dev.rubato.file.WorkingFolder;
import dev.rubato.lab.store.Store;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Writes result files so that a reader sees the old file or the whole new one, never a part: into a
 * temporary file in the same folder, which then takes the place of the old one. Anything but a
 * regular file is written to directly, if it is {@code /dev/stdout}, {@code /dev/null}, a terminal
 * or what the shell has opened ({@code /dev/fd/3}); other pipes and devices are refused.
 */
public final class OutputFile {

  private static final int MOST_LINKS = 40;

  /**
   * The streams that the program was started with. If standard output that a shell redirects to a
   * file were reopened by name, it would have its own position, and the two would overwrite each
   * other.
   */
  private static final Map<String, FileDescriptor> STANDARD =
      Map.of(
          "/dev/stdout", FileDescriptor.out,
          "/dev/fd/1", FileDescriptor.out,
          "/proc/self/fd/1", FileDescriptor.out,
          "/dev/stderr", FileDescriptor.err,
          "/dev/fd/2", FileDescriptor.err,
          "/proc/self/fd/2", FileDescriptor.err);

  /** Devices that take what is written at once, and what the shell has opened for this program. */
  private static final List<Path> STREAMS =
      Stream.of(
              "/dev/stdout",
              "/dev/stderr",
              "/dev/fd",
              "/proc/self/fd",
              "/dev/null",
              "/dev/full",
              "/dev/tty",
              "/dev/pts")
          .map(Path::of)
          .toList();

  /** Where the bytes really go. */
  private record Target(Path path, boolean direct) {}

  private OutputFile() {}

  /**
   * Writes the text in UTF-8. A replaced file's permissions stay; a symbolic link stays a link.
   *
   * @throws IOException if that fails, with the reason and what to do; an old file is then
   *     unchanged and nothing new is left in the folder
   */
  public static void write(Path path, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(path, out -> out.write(bytes));
  }

  /**
   * The same for a file whose name Rubato chose: a link there, of which nobody may know, is
   * replaced and not followed.
   */
  static void writeUnasked(Path path, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      SafeFile.replace(path, out -> out.write(bytes));
    } catch (IOException e) {
      throw failure(path, path.toAbsolutePath(), e);
    }
  }

  /** Checks whether {@link #writeUnasked} could write there, and leaves nothing behind. */
  static void checkUnasked(Path path) throws IOException {
    try {
      SafeFile.checkWritable(path);
    } catch (IOException e) {
      throw failure(path, path.toAbsolutePath(), e);
    }
  }

  /** Makes an empty file under a name that Rubato chose, or fails if there is one. */
  static void create(Path path) throws IOException {
    try {
      SafeFile.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      throw failure(path, path.toAbsolutePath(), e);
    }
  }

  static void write(Path path, SafeFile.Body body) throws IOException {
    FileDescriptor standard = STANDARD.get(path.toString());
    if (standard != null) {
      toStandard(path, standard, body);
      return;
    }
    Target target = target(path);
    try {
      if (target.direct) {
        // Appending, because a /dev/fd/3 may be a file that the shell has already written to.
        try (OutputStream out =
            Files.newOutputStream(
                target.path, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
          body.writeTo(out);
        }
      } else {
        SafeFile.replace(target.path, body);
      }
    } catch (IOException e) {
      throw failure(path, target.path, e);
    }
  }

  /**
   * Checks whether {@link #write} could write there, and leaves nothing behind: to be called before
   * hours of work whose result goes there.
   *
   * @throws IOException if it could not, with the reason and what to do
   */
  public static void checkWritable(Path path) throws IOException {
    if (STANDARD.containsKey(path.toString())) {
      return;
    }
    Target target = target(path);
    if (!target.direct) {
      try {
        SafeFile.checkWritable(target.path);
      } catch (IOException e) {
        throw failure(path, target.path, e);
      }
    }
  }

  /** The stream stays open: the program may have more to write. */
  @SuppressWarnings("resource")
  private static void toStandard(Path path, FileDescriptor stream, SafeFile.Body body)
      throws IOException {
    System.out.flush();
    System.err.flush();
    try {
      body.writeTo(new FileOutputStream(stream));
    } catch (IOException e) {
      throw failure(path, path, e);
    }
  }

  private static Target target(Path path) throws IOException {
    Target target = followed(path);
    if (Store.isPart(target.path)) {
      throw error(path, "it is a part of a store; choose another path");
    }
    return target;
  }

  private static Target followed(Path path) throws IOException {
    WorkingFolder.check(path);
    Path file = path.toAbsolutePath();
    for (int links = 0; links < MOST_LINKS; links++) {
      if (Files.exists(file)) {
        return existing(path, file);
      }
      if (!Files.isSymbolicLink(file)) {
        checkFolder(path, Objects.requireNonNull(file.getParent(), "a path that ends in a name"));
        return new Target(file, false);
      }
      // A link to a file that does not exist yet.
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    throw error(path, "its symbolic links lead in a circle; remove them or choose another path");
  }

  private static Target existing(Path path, Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw error(path, "it is a folder; name a file in it");
    }
    if (!Files.isWritable(file)) {
      throw error(
          path,
          "there is no permission to write to it; change its permissions or choose another path");
    }
    if (STREAMS.stream().anyMatch(file::startsWith)) {
      return new Target(file, true);
    }
    Path real = file.toRealPath();
    if (attributes.isOther()) {
      if (STREAMS.stream().anyMatch(real::startsWith)) {
        return new Target(real, true);
      }
      throw error(
          path,
          "it is a device or a pipe, whose reader may never come; name a file, or /dev/stdout and"
              + " let the shell pipe it");
    }
    return new Target(real, false);
  }

  private static void checkFolder(Path path, Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw error(
          path, "the folder " + folder + " does not exist; create it or choose another path");
    }
    if (!Files.isDirectory(folder)) {
      throw error(path, folder + " is not a folder; choose another path");
    }
  }

  /** The same failure in words that say what to do. */
  private static IOException failure(Path path, Path file, IOException cause) {
    String message = String.valueOf(cause.getMessage());
    IOException failure = error(path, reason(cause, message, String.valueOf(file.getParent())));
    failure.initCause(cause);
    return failure;
  }

  private static String reason(IOException cause, String message, String folder) {
    String system = message.toLowerCase(Locale.ROOT);
    if (system.contains("no space left") || system.contains("quota")) {
      return "the disk is full; free some space or choose another path";
    }
    if (system.contains("read-only file system")) {
      return "its file system is read-only; choose another path";
    }
    if (system.contains("name too long")) {
      return "the file's name is too long; choose a shorter one";
    }
    if (cause instanceof AccessDeniedException) {
      return "there is no permission to create files in " + folder + "; choose another path";
    }
    if (cause instanceof NoSuchFileException) {
      return "the folder " + folder + " is gone; create it or choose another path";
    }
    return FileFailure.words(cause) + "; choose another path";
  }

  private static IOException error(Path path, String reason) {
    return new IOException("cannot write " + path + ": " + reason);
  }
}
