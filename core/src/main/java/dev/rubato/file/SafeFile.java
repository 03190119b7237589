package dev.rubato.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes files so that nobody else's are touched, whatever somebody put into the folder: no link is
 * followed, no pipe waited for, no device written to, and a reader sees the old file or the whole
 * new one, never a part.
 */
public final class SafeFile {
  private static final Pattern BESIDE = Pattern.compile("\\.rubato-[0-9a-f]{1,16}\\.tmp");

  /** Longer than any writer takes between two writes. */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private SafeFile() {}

  /** Writes the content of a file. */
  public interface Body {
    /** Writes all of it; the stream may be closed, but need not be. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, in the place of the old one if there is one, whose permissions it keeps. A kill
   * or a power cut at any moment leaves the old file or the new one, whole: the content goes into a
   * new file with a random name beside it ({@code .rubato-….tmp}), is forced to disk, and renamed.
   * A symbolic link in the file's place is replaced, and what it leads to stays as it is.
   *
   * @throws IOException where the place is a folder, a device or a pipe, or the file can't be
   *     written; the old file is then as it was, and nothing else is left
   */
  public static void replace(Path file, Body body) throws IOException {
    checkReplaceable(file);
    Path beside = randomBeside(file);
    boolean made = false;
    try {
      Set<PosixFilePermission> kept = permissions(file);
      try (FileChannel channel = create(beside, kept)) {
        made = true;
        body.writeTo(new Unclosed(Channels.newOutputStream(channel)));
        // before it takes the old file's place, or a power cut could leave it empty
        channel.force(true);
      }
      if (kept != null) {
        Files.setPosixFilePermissions(beside, kept); // creation subtracts the umask
      }
      try {
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
      }
      made = false;
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw named(file, e);
    } finally {
      if (made) {
        Files.deleteIfExists(beside);
      }
    }
    Path parent = file.getParent();
    force(parent == null ? Path.of("") : parent);
  }

  /**
   * Checks whether {@link #replace} could write there, and leaves nothing behind.
   *
   * @throws IOException if it could not
   */
  public static void checkWritable(Path file) throws IOException {
    checkReplaceable(file);
    Path beside = randomBeside(file);
    try {
      create(beside, null).close();
      Files.delete(beside);
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw named(file, e);
    }
  }

  /**
   * Stays open when a compressing stream on top of it is closed: it is still to be forced to disk.
   */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count); // FilterOutputStream would write them one by one
    }

    @Override
    public void close() {}
  }

  /** The same failure, told of the file that was meant, not of the one beside it. */
  private static IOException named(Path file, FileSystemException cause) {
    FileSystemException same =
        cause instanceof NoSuchFileException
            ? new NoSuchFileException(file.toString(), null, "its folder does not exist")
            : new AccessDeniedException(file.toString(), null, "its folder can't be written");
    same.initCause(cause);
    return same;
  }

  /**
   * Opens a file under a name that Rubato chose, which the user may never have looked at: a regular
   * file or none, never a link. A file that is created has the permissions that the umask lets it
   * have, but not everybody may write to it.
   *
   * @throws IOException where something else is in its place
   */
  public static FileChannel open(Path file, StandardOpenOption... options) throws IOException {
    WorkingFolder.check(file);
    checkRegular(file);
    Set<OpenOption> all = new HashSet<>(List.of(options));
    all.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(file, all, attributes("rw-rw-r--"));
  }

  /**
   * Creates a folder under a name that Rubato chose, with those above it, if there is none. Not
   * everybody may write into it, whatever the umask.
   */
  public static void createFolder(Path folder) throws IOException {
    WorkingFolder.check(folder);
    Files.createDirectories(folder, attributes("rwxrwxr-x"));
  }

  /** Whether everybody may change a file, or put others into a folder. */
  public static boolean isWritableByAll(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE);
  }

  /**
   * Checks that there is a regular file, or nothing.
   *
   * @throws IOException where there is a link, a folder, a device or a pipe
   */
  public static void checkRegular(Path file) throws IOException {
    BasicFileAttributes there = attributes(file);
    if (there != null && !there.isRegularFile()) {
      throw new IOException(
          file
              + " is "
              + (there.isSymbolicLink() ? "a symbolic link" : kind(there))
              + ", where Rubato has a file of its own; delete it");
    }
  }

  /**
   * Deletes what killed writers left in a folder: new files of {@link #replace} to which nobody has
   * written for ten minutes.
   */
  public static void deleteAbandoned(Path folder) throws IOException {
    Instant longAgo = Instant.now().minus(ABANDONED);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (BESIDE.matcher(String.valueOf(file.getFileName())).matches()) {
          BasicFileAttributes there = attributes(file);
          if (there != null
              && there.isRegularFile()
              && there.lastModifiedTime().toInstant().isBefore(longAgo)) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }

  private static void checkReplaceable(Path file) throws IOException {
    WorkingFolder.check(file);
    BasicFileAttributes there = attributes(file);
    if (there != null && !there.isRegularFile() && !there.isSymbolicLink()) {
      throw new IOException(file + " is " + kind(there) + ", and not replaced by a file");
    }
  }

  private static String kind(BasicFileAttributes attributes) {
    return attributes.isDirectory() ? "a folder" : "a device or a pipe";
  }

  /** Those of the file or link itself, or null where there is none. */
  private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The permissions of a file that is there, where the system has such. */
  private static @Nullable Set<PosixFilePermission> permissions(Path file) throws IOException {
    BasicFileAttributes there = attributes(file);
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return there == null || !there.isRegularFile() || view == null
        ? null
        : view.readAttributes().permissions();
  }

  private static Path randomBeside(Path file) {
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return file.resolveSibling(".rubato-" + random + ".tmp");
  }

  private static FileChannel create(Path file, @Nullable Set<PosixFilePermission> permissions)
      throws IOException {
    FileAttribute<?>[] attributes =
        permissions == null
            ? new FileAttribute<?>[0]
            : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
  }

  private static FileAttribute<?>[] attributes(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Makes the renaming last, where the system can open a folder. */
  private static void force(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return; // Windows can't, and needs not
    }
    try (channel) {
      channel.force(true);
    }
  }
}
