package dev.rubato.strategy;

import dev.rubato.file.SafeFile;
import dev.rubato.file.WorkingFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * states of its phrases, each after its kind (an int). A text is its UTF-8 bytes after their
 * number; a list is its items after their number (ints).
 */
public final class Checkpoint {
  static final byte[] MAGIC = {(byte) 0x89, 'R', 'U', 'B', 'A', '\r', '\n', 0x1a};

  /** 2: each state of a phrase has its kind before it. */
  static final int VERSION = 2;

  static final int PLATEAU = 0;
  static final int GREEDY = 1;

  private Checkpoint() {}

  /**
   * Writes a snapshot, so that a kill at any moment leaves the file of before or the new one,
   * whole, as {@link SafeFile#replace} does. Of several writers of one file the last one counts.
   *
   * @throws IOException where the disk is full, the folder can't be written, or something that is
   *     no file is in the place; the file of before is as it was
   */
  public static void write(Path file, Snapshot snapshot) throws IOException {
    if (file.getFileName() == null) {
      throw new IOException(file + ": a checkpoint needs a file name, this is a folder");
    }
    SafeFile.replace(file, out -> CheckpointWriter.write(snapshot, out));
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
    WorkingFolder.check(file);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new CheckpointException(file, "this is no file"); // at a pipe a reader would wait
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new CheckpointReader(file, channel.size(), Channels.newInputStream(channel)).read();
    }
  }
}
