package dev.rubato.spark;

import dev.rubato.argument.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The files that a task reads, in one archive: below the current folder here, and below that of an
 * executor there, under the same names, with their times and whether they can be run.
 */
final class FileArchive {
  /** After the time in an entry's comment, where the file can be run. */
  private static final String RUNS = " x";

  private FileArchive() {}

  /**
   * A temporary archive of files, named by its contents.
   *
   * @param base in which they are
   * @param files relative to it
   */
  static Path pack(Path base, Collection<Path> files) throws IOException {
    Path home = Files.createTempDirectory("rubato-files");
    home.toFile().deleteOnExit();
    MessageDigest digest = Sha256.digest();
    Path part = home.resolve("part");
    try (OutputStream out = Files.newOutputStream(part);
        ZipOutputStream zip =
            new ZipOutputStream(new DigestOutputStream(out, digest), StandardCharsets.UTF_8)) {
      zip.setLevel(Deflater.BEST_SPEED);
      for (Path file : new TreeSet<>(files)) {
        Path source = base.resolve(file);
        ZipEntry entry = new ZipEntry(file.toString().replace('\\', '/'));
        entry.setTime(0); // which zip keeps less exactly than a hash of a large file wants
        entry.setComment(
            Files.getLastModifiedTime(source) + (Files.isExecutable(source) ? RUNS : ""));
        zip.putNextEntry(entry);
        Files.copy(source, zip);
        zip.closeEntry();
      }
    }
    Path archive = home.resolve("files-" + Sha256.hex(digest).substring(0, 16) + ".zip");
    Files.move(part, archive);
    archive.toFile().deleteOnExit(); // before its folder, which was registered first
    return archive;
  }

  /** Puts the files of an archive into a folder; those that are there are replaced. */
  static void unpack(Path archive, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile(), StandardCharsets.UTF_8)) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException(archive + " has a file outside of its folder: " + entry.getName());
        }
        Path parent = Files.createDirectories(target.resolveSibling(""));
        Path part = Files.createTempFile(parent, ".rubato-", "");
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        }
        boolean runs = entry.getComment().endsWith(RUNS);
        String time = entry.getComment().replace(RUNS, "");
        if (runs && !part.toFile().setExecutable(true)) {
          throw new IOException(target + " can't be made a program that runs");
        }
        Files.setLastModifiedTime(part, FileTime.from(Instant.parse(time)));
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /**
   * Files as they are named below a folder.
   *
   * @param outside gets those that are not
   */
  static List<Path> below(Path base, Collection<Path> files, Collection<Path> outside) {
    List<Path> below = new ArrayList<>();
    for (Path file : files) {
      Path whole = base.resolve(file).normalize();
      if (whole.startsWith(base)) {
        below.add(base.relativize(whole));
      } else {
        outside.add(whole);
      }
    }
    return below;
  }
}
