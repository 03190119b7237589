package dev.rubato.strategy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Snapshots in files: one binary file with a version and a checksum.
 *
 * <p>All numbers are little-endian. The file starts with 8 bytes that no other file has, the
 * version of the format (an int) and the length of the file in bytes (a long); it ends with the
 * CRC32C of all before (an int). Between them stand, in this order: the strategy; the groups; the
 * horizon's steps and steps per epoch, t and the skipped steps (longs); for each tensor its name,
 * its optimizer, its values, and the arrays that the optimizer remembers; for each group the
 * doubles that its optimizer remembers; for each schedule that watches a metric its name and the
 * states of its phrases. A text is its UTF-8 bytes after their number; a list is its items after
 * their number (ints).
 */
public final class Checkpoint {
  static final byte[] MAGIC = {(byte) 0x89, 'R', 'U', 'B', 'A', '\r', '\n', 0x1a};
  static final int VERSION = 1;

  private Checkpoint() {}

  /**
   * Writes a snapshot, so that a kill at any moment leaves the file of before or the new one,
   * whole: it is written beside it, under the name with {@code .tmp} after it, forced to disk, and
   * renamed.
   *
   * @throws IOException where the disk is full or the folder can't be written; the file of before
   *     is as it was
   */
  public static void write(Path file, Snapshot snapshot) throws IOException {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    Path name = target.getFileName();
    if (folder == null || name == null) {
      throw new IOException(file + ": a checkpoint needs a file name, this is a folder");
    }
    Path beside = folder.resolve(name + ".tmp");
    FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      try (channel) {
        CheckpointWriter.write(snapshot, Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(beside);
      } catch (IOException stays) {
        e.addSuppressed(stays);
      }
      throw e;
    }
    force(folder);
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

  /** The bytes of a file of a snapshot, to be kept elsewhere. */
  public static byte[] bytes(Snapshot snapshot) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CheckpointWriter.write(snapshot, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can't be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the bytes of a snapshot.
   *
   * @throws CheckpointException where they are none, damaged, cut off, or of a newer version
   */
  public static Snapshot of(byte[] bytes) throws CheckpointException {
    try {
      return new CheckpointReader(
              Path.of("snapshot"), bytes.length, new ByteArrayInputStream(bytes))
          .read();
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("memory can't be read", e);
    }
  }

  /**
   * Reads a snapshot.
   *
   * @throws CheckpointException where the file is none, damaged, cut off, or of a newer version
   * @throws IOException where it can't be read
   */
  public static Snapshot read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new CheckpointReader(file, channel.size(), Channels.newInputStream(channel)).read();
    }
  }
}
