package dev.rubato.lab.program;

import dev.rubato.argument.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What distinguishes the contents of a file from what they were: their hash, if they are few. */
final class FileHash {
  /** Of a larger file samples count, with its size and the time when it was changed. */
  private static final long LARGE = 64L << 20;

  private static final String SAMPLED = "sampled ";
  private static final int SAMPLES = 64;
  private static final int SAMPLE = 1 << 16; // bytes

  private FileHash() {}

  /** Of a regular file; one that can't be read has a value of its own. */
  static String of(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return "missing";
      }
      if (file.toString().endsWith(".jar")) {
        return jar(file);
      }
      long size = Files.size(file);
      return size > LARGE ? SAMPLED + samples(file, size) : whole(file);
    } catch (IOException e) {
      return "unreadable";
    }
  }

  static boolean isSampled(String hash) {
    return hash.startsWith(SAMPLED);
  }

  private static String whole(Path file) throws IOException {
    MessageDigest hash = Sha256.digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        hash.update(buffer, 0, count);
      }
    }
    return Sha256.hex(hash);
  }

  private static String samples(Path file, long size) throws IOException {
    MessageDigest hash = Sha256.digest();
    hash.update((size + " " + Files.getLastModifiedTime(file)).getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel = FileChannel.open(file)) {
      for (int i = 0; i < SAMPLES; i++) {
        ByteBuffer sample = ByteBuffer.allocate(SAMPLE);
        channel.read(sample, (size - SAMPLE) / (SAMPLES - 1) * i);
        hash.update(sample.flip());
      }
    }
    return Sha256.hex(hash);
  }

  /** The names and checksums in a jar: the times in it change with each build. */
  private static String jar(Path file) throws IOException {
    MessageDigest hash = Sha256.digest();
    try (ZipFile jar = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries =
          jar.stream().sorted(Comparator.comparing(ZipEntry::getName)).toList();
      for (ZipEntry each : entries) {
        String line = each.getName() + "\0" + each.getSize() + " " + each.getCrc() + "\n";
        hash.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return Sha256.hex(hash);
  }
}
