package dev.rubato.lab.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a store, which one process has at a time: a lock on a file that says who
 * holds it. The system frees it when the process ends, however it ends.
 */
final class Holder implements AutoCloseable {
  private static final int LONGEST = 1000;

  private final FileChannel channel;

  private Holder(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the right.
   *
   * @param what the command, for others to read
   * @throws StoreException where another process has it
   */
  static Holder take(Path file, String what) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (lock(channel) == null) {
        String holder = text(channel);
        throw new StoreException(
            "the store "
                + file.getParent()
                + " is being written by "
                + (holder.isEmpty() ? "another process" : holder)
                + ": wait for it, or use another with --store; rubato studies can read it meanwhile");
      }
      String text =
          "process "
              + ProcessHandle.current().pid()
              + " ("
              + what
              + ") since "
              + Instant.now().truncatedTo(ChronoUnit.SECONDS);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
      return new Holder(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process has it
    }
  }

  private static String text(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
    channel.read(bytes, 0);
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  /** Who holds the right, or nothing where nobody does. */
  static String of(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      FileLock lock = lock(channel);
      return lock == null ? text(channel) : "";
    }
  }

  @Override
  public void close() throws IOException {
    channel.truncate(0);
    channel.close();
  }
}
