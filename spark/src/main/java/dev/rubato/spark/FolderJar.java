package dev.rubato.spark;

import dev.rubato.argument.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder of classes as one jar, since Spark sends single files. */
final class FolderJar {
  private FolderJar() {}

  /** A temporary jar of all files in a folder, named by the folder. */
  static Path of(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
      MessageDigest digest = Sha256.digest();
      digest.update(folder.toString().getBytes(StandardCharsets.UTF_8));
      Path home = Files.createTempDirectory("rubato-classes");
      home.toFile().deleteOnExit();
      Path jar = home.resolve("classes-" + Sha256.hex(digest).substring(0, 12) + ".jar");
      jar.toFile().deleteOnExit(); // before its folder, which was registered first
      try (OutputStream out = Files.newOutputStream(jar);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Path file : files) {
          ZipEntry entry = new ZipEntry(folder.relativize(file).toString().replace('\\', '/'));
          entry.setTime(0); // the same classes are the same bytes
          zip.putNextEntry(entry);
          Files.copy(file, zip);
          zip.closeEntry();
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " can't be sent", e);
    }
  }
}
