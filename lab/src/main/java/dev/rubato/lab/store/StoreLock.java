package dev.rubato.lab.store;

import dev.rubato.file.SafeFile;
import dev.rubato.file.WorkingFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a store, which one writing process holds at a time: a lock on a file that says who
 * holds it. The system frees it when the process ends, however it ends.
 *
 * <p>On POSIX a process loses its lock as soon as it closes the file, through whatever channel. So
 * a file that this process holds is never opened a second time.
 */
final class StoreLock implements AutoCloseable {
  private static final int LONGEST = 4000; // bytes of the file
  private static final int LONGEST_COMMAND = 300;

  /** How the file's text begins. */
  private static final String OWN = "process ";

  /** A reader that only looks holds the file too, for a moment, in which a writer waits. */
  private static final int TRIES = 20;

  private static final int PAUSE_MILLIS = 20;

  /** What this process holds, and what the file says. */
  private static final Map<Path, String> HELD = new HashMap<>();

  private final Path file;
  private final FileChannel channel;

  private StoreLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Acquires the lock.
   *
   * @param what the command, shown to others
   * @throws StoreException if another process holds it
   */
  static StoreLock take(Path file, String what) throws IOException {
    Path real = real(file);
    synchronized (HELD) {
      String mine = HELD.get(real);
      if (mine != null) {
        throw held(file, mine);
      }
      FileChannel channel =
          SafeFile.open(
              real, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        if (!lock(channel)) {
          throw held(file, text(channel));
        }
        if (!text(channel).isEmpty() && !text(channel).startsWith(OWN)) {
          throw new IOException(file + " is another program's; use another folder");
        }
        String text =
            String.format(
                Locale.ROOT,
                OWN + "%d (%s) since %s",
                ProcessHandle.current().pid(),
                what.length() > LONGEST_COMMAND ? what.substring(0, LONGEST_COMMAND) + "…" : what,
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        HELD.put(real, text);
        return new StoreLock(real, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  private static Path real(Path file) throws IOException {
    WorkingFolder.check(file);
    Path absolute = file.toAbsolutePath();
    Path parent = absolute.getParent();
    Path name = absolute.getFileName();
    return parent == null || name == null ? absolute : parent.toRealPath().resolve(name);
  }

  private static StoreException held(Path file, String holder) {
    return new StoreException(
        StoreException.Kind.LOCKED,
        "the store "
            + file.getParent()
            + " is being written by "
            + (holder.isEmpty() ? "another process" : holder));
  }

  private static boolean lock(FileChannel channel) throws IOException {
    for (int tried = 1; channel.tryLock() == null; tried++) {
      if (tried == TRIES) {
        return false;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private static String text(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
    channel.read(bytes, 0);
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  /** Who holds the lock, or nothing if it is free. */
  static String of(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    Path real = real(file);
    synchronized (HELD) {
      @Nullable String mine = HELD.get(real);
      if (mine != null) {
        return mine;
      }
      try (FileChannel channel = SafeFile.open(real, StandardOpenOption.READ)) {
        // shared, so that readers don't block each other
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
        return lock == null ? text(channel) : "";
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      try {
        channel.truncate(0);
      } finally {
        channel.close();
        HELD.remove(file);
      }
    }
  }
}
