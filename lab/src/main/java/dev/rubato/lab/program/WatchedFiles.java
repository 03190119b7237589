package dev.rubato.lab.program;

import dev.rubato.argument.Sha256;
import dev.rubato.file.FileFailure;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files on which the results of a task depend: when the contents of one change, it is another task.
 * An immutable value; the contents are those when it was made.
 */
public final class WatchedFiles {
  /** No files. */
  public static final WatchedFiles NONE = new WatchedFiles(Map.of());

  private static final int MOST = 100_000;

  private final Map<Path, Seen> seen;

  /**
   * A file when it was read.
   *
   * @param stamp taken before the contents were
   */
  private record Seen(String stamp, String hash) {
    static Seen now(Path file) {
      String stamp = FileWatch.stamp(file);
      return new Seen(stamp, FileHash.of(file));
    }
  }

  private WatchedFiles(Map<Path, Seen> seen) {
    this.seen = new TreeMap<>(seen);
  }

  /** These files, as they are now. */
  static WatchedFiles of(Iterable<Path> files) {
    Map<Path, Seen> seen = new TreeMap<>();
    for (Path file : files) {
      seen.put(file, Seen.now(file));
    }
    return new WatchedFiles(seen);
  }

  /**
   * The jars of a class path, and the files in its folders.
   *
   * @param path separated as this system separates it
   * @throws IllegalArgumentException if there are more than 100,000 files
   */
  public static WatchedFiles ofClassPath(String path) {
    Map<Path, Seen> seen = new TreeMap<>();
    for (String part : path.split(Pattern.quote(File.pathSeparator), -1)) {
      try {
        if (!part.isEmpty()) {
          under(Path.of(part)).forEach(file -> seen.put(file, Seen.now(file)));
        }
      } catch (InvalidPathException e) {
        // it names no file
      }
    }
    return new WatchedFiles(seen);
  }

  /**
   * A file, or all files in a folder and those in it, but hidden ones and those that Rubato writes.
   *
   * @throws IllegalArgumentException if there are more than 100,000
   */
  public static List<Path> under(Path place) {
    if (!Files.isDirectory(place)) {
      return Files.isRegularFile(place) ? List.of(place) : List.of();
    }
    try (Stream<Path> all = Files.find(place, 100, (file, about) -> isSeen(place, file))) {
      List<Path> files = all.filter(Files::isRegularFile).limit(MOST + 1L).toList();
      if (files.size() > MOST) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has more than %,d files, which are too many to watch: name fewer",
                place,
                MOST));
      }
      return files;
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(place + " can't be read to watch it: " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    return cause instanceof IOException failure ? FileFailure.words(failure) : e.toString();
  }

  private static boolean isSeen(Path place, Path file) {
    for (Path part : place.relativize(file)) {
      String name = part.toString();
      if ((name.startsWith(".") && name.length() > 1) || name.equals("__pycache__")) {
        return false;
      }
    }
    return !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !isRubatos(file);
  }

  /** Whether Rubato itself writes it: a store, or a report under the name that it chose. */
  private static boolean isRubatos(Path file) {
    String name = String.valueOf(file.getFileName());
    return (name.startsWith("rubato-") && name.endsWith(".html"))
        || Files.exists(file.resolveSibling("rubato.db"));
  }

  /** The same files and others. */
  WatchedFiles with(WatchedFiles others) {
    WatchedFiles both = new WatchedFiles(seen);
    both.seen.putAll(others.seen);
    return both;
  }

  /** The files, in the order of their names. */
  public List<Path> files() {
    return List.copyOf(seen.keySet());
  }

  /** Whether one of these files differs now. */
  boolean isChanged(Path file) {
    Seen before = seen.get(file);
    return before != null && !before.hash().equals(FileHash.of(file));
  }

  /** What each was before it was read, besides its contents. */
  Map<Path, String> stamps() {
    Map<Path, String> stamps = new TreeMap<>();
    seen.forEach((file, each) -> stamps.put(file, each.stamp()));
    return stamps;
  }

  /** Those that are too large to be read: of these only samples, the size and the time count. */
  public List<Path> sampled() {
    return seen.entrySet().stream()
        .filter(each -> FileHash.isSampled(each.getValue().hash()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The hash of the names and contents. */
  public String hash() {
    MessageDigest hash = Sha256.digest();
    seen.forEach(
        (file, each) -> {
          hash.update((file + "\0" + each.hash() + "\0").getBytes(StandardCharsets.UTF_8));
        });
    return Sha256.hex(hash);
  }
}
