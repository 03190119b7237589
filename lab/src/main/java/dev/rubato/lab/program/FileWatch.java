package dev.rubato.lab.program;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Looks about once a second whether watched files changed while something ran, so that an edit is
 * seen that is undone again. Programs touch files of their own, and leave them as they were: that
 * counts as a change only where the last look was so long ago that somebody may have edited them.
 */
public final class FileWatch {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** A look takes at most this share of the time, however many files there are. */
  private static final int SHARE = 10;

  /** Nobody edits a file and undoes it within this time. */
  public static final Duration UNDONE = Duration.ofSeconds(5);

  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  private final WatchedFiles files;
  private final Map<Path, String> stamps;
  private final TreeSet<Path> different = new TreeSet<>();
  private final Duration undone;
  private long last = System.nanoTime();
  private long took;

  /**
   * A watch that begins when the contents of the files were read.
   *
   * @param undone within which nobody edits a file and undoes it, such as {@link #UNDONE}
   */
  public FileWatch(WatchedFiles files, Duration undone) {
    this.files = files;
    this.undone = undone;
    this.stamps = new HashMap<>(files.stamps());
  }

  /** How long to wait until the next look. */
  public Duration pause() {
    return Duration.ofNanos(Math.max(PAUSE, SHARE * took));
  }

  /** The files that changed since the last look: their contents, or perhaps in between. */
  public List<Path> look() {
    long begin = System.nanoTime();
    boolean late = begin - last >= undone.toNanos();
    List<Path> changed = new ArrayList<>();
    for (Path file : files.files()) {
      String stamp = stamp(file);
      if (!stamp.equals(stamps.put(file, stamp))) {
        boolean differs = files.isChanged(file);
        boolean differed = differs ? !different.add(file) : different.remove(file);
        if (differs || differed || late) {
          changed.add(file);
        }
      }
    }
    last = begin;
    took = System.nanoTime() - begin;
    return changed;
  }

  /** The files that differed at the last look. */
  public List<Path> different() {
    return List.copyOf(different);
  }

  /** What can't stay as it was while a file is written, replaced or renamed. */
  static String stamp(Path file) {
    String attributes = UNIX ? "unix:size,lastModifiedTime,ctime,ino" : "size,lastModifiedTime";
    try {
      return new TreeMap<>(Files.readAttributes(file, attributes)).toString();
    } catch (IOException e) {
      return "none";
    }
  }
}
