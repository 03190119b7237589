package dev.rubato.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A new folder for temporary files. A process holds a lock in each of its folders for as long as it
 * lives, so what a killed one left can be told from what is in use: the next process that makes
 * such a folder deletes it.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final int TRIES = 10;
  private static final Duration OLD = Duration.ofHours(1);

  /** Those of this process. To open the lock of one again would free it, on POSIX. */
  private static final Set<Path> MINE = ConcurrentHashMap.newKeySet();

  private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private TemporaryFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes a folder that only this user can read, and deletes what dead processes left beside it.
   *
   * @param parent where
   * @param prefix with which its name begins, and that of others of its kind
   * @param dead told of each folder of a dead process before it is deleted
   * @throws IOException if it can't be made
   */
  public static TemporaryFolder make(Path parent, String prefix, Consumer<Path> dead)
      throws IOException {
    checkParent(parent);
    for (int i = 0; i < TRIES; i++) {
      Path path = Files.createTempDirectory(parent, prefix).toAbsolutePath();
      MINE.add(path);
      FileChannel lock = null;
      try {
        Path file = path.resolve(LOCK);
        lock = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // Another process that cleans up could take it for a dead one's until it is locked.
        if (lock.tryLock() != null && Files.exists(file)) {
          if (SWEPT.add(path.resolveSibling(prefix))) {
            sweep(parent, prefix, Files.getOwner(path), dead);
          }
          return new TemporaryFolder(path, lock);
        }
        new TemporaryFolder(path, lock).close();
      } catch (IOException | RuntimeException e) {
        if (lock != null) {
          lock.close();
        }
        delete(path);
        MINE.remove(path);
        throw e;
      }
    }
    throw new IOException("no folder can be locked in " + parent);
  }

  private static void checkParent(Path parent) throws IOException {
    String wrong =
        !Files.exists(parent)
            ? "does not exist"
            : !Files.isDirectory(parent)
                ? "is not a folder"
                : !Files.isWritable(parent) ? "may not be written by you" : "";
    if (!wrong.isEmpty()) {
      throw new IOException(
          parent
              + ", the folder for temporary files, "
              + wrong
              + ": make it so, or name another by java.io.tmpdir"
              + " (RUBATO_JAVA_OPTS=-Djava.io.tmpdir=/tmp)");
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  private static void sweep(Path parent, String prefix, UserPrincipal me, Consumer<Path> dead) {
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(parent, each -> name(each).startsWith(prefix))) {
      for (Path each : all) {
        try {
          Path other = each.toAbsolutePath();
          boolean folder = Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS);
          if (folder && !MINE.contains(other) && Files.getOwner(other).equals(me)) {
            sweep(other, dead);
          }
        } catch (IOException | OverlappingFileLockException | UnsupportedOperationException e) {
          // it is not known to be dead
        }
      }
    } catch (IOException e) {
      // then it stays for another start
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static void sweep(Path other, Consumer<Path> dead) throws IOException {
    Path file = other.resolve(LOCK);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Instant changed = Files.getLastModifiedTime(other).toInstant();
      if (changed.isBefore(Instant.now().minus(OLD))) {
        Files.delete(other); // fails unless it is empty, as one that was never locked
      }
      return;
    }
    try (FileChannel lock =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (lock.tryLock() == null) {
        return;
      }
      dead.accept(other);
      delete(other);
    }
    delete(other); // where an open file can't be deleted
  }

  /** Deletes it with its contents, as far as permitted; links, not their targets. */
  @Override
  public void close() {
    delete(path);
    try {
      lock.close();
    } catch (IOException e) {
      // the system frees it when the process ends
    }
    delete(path); // where an open file can't be deleted
    MINE.remove(path);
  }

  private static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      // the system's temporary folder is emptied by others too
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return delete(file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return delete(file);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
      return delete(directory);
    }

    private static FileVisitResult delete(Path path) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the others can still be deleted
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
