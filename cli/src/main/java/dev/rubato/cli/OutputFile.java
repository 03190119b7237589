package dev.rubato.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes result files so that a reader sees the old file or the whole new one, never a part: into a
 * temporary file in the same folder, which then takes the place of the old one. Anything but a
 * regular file (a pipe, a terminal, {@code /dev/stdout}) is written to directly.
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

  /** Writes the content of a file. */
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

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

  static void write(Path path, Body body) throws IOException {
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
        replace(target.path, body);
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
        Files.delete(temporaryBeside(target.path));
      } catch (IOException e) {
        throw failure(path, target.path, e);
      }
    }
  }

  /** The stream stays open: the program may have more to write. */
  @SuppressWarnings("resource")
  private static void toStandard(Path path, FileDescriptor stream, Body body) throws IOException {
    System.out.flush();
    System.err.flush();
    try {
      body.writeTo(new FileOutputStream(stream));
    } catch (IOException e) {
      throw failure(path, path, e);
    }
  }

  private static void replace(Path file, Body body) throws IOException {
    Path temporary = temporaryBeside(file);
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        OutputStream out = Channels.newOutputStream(channel);
        body.writeTo(out);
        out.flush();
        // On the disk before it takes the old file's place, or a crash could leave it empty.
        channel.force(true);
      }
      keepPermissions(file, temporary);
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** A new empty file in the folder; not by createTempFile, whose files only the owner may read. */
  private static Path temporaryBeside(Path file) throws IOException {
    while (true) {
      String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
      try {
        return Files.createFile(file.resolveSibling(".rubato-" + random + ".tmp"));
      } catch (FileAlreadyExistsException e) {
        // Another number, then.
      }
    }
  }

  private static void keepPermissions(Path from, Path to) throws IOException {
    if (Files.exists(from) && Files.getFileStore(from).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }
  }

  private static Target target(Path path) throws IOException {
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
    boolean device = file.startsWith("/dev") || file.startsWith("/proc");
    if (attributes.isOther() || device) {
      return new Target(file, true);
    }
    return new Target(file.toRealPath(), false);
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
    return message + "; choose another path";
  }

  private static IOException error(Path path, String reason) {
    return new IOException("cannot write " + path + ": " + reason);
  }
}
