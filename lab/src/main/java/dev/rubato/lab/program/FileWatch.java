package dev.rubato.lab.program;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Looks now and then whether watched files were touched while something ran: their contents may be
 * what they were again, but nobody knows what was read in between.
 */
public final class FileWatch {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** A look takes at most this share of the time, however many files there are. */
  private static final int SHARE = 50;

  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  private final WatchedFiles files;
  private final Map<Path, String> stamps;
  private final TreeSet<Path> different = new TreeSet<>();
  private long next = System.nanoTime() + PAUSE;

  /** A watch that begins when the contents of the files were read. */
  public FileWatch(WatchedFiles files) {
    this.files = files;
    this.stamps = new HashMap<>(files.stamps());
  }

  /** Whether it is time for another look. */
  public boolean isDue() {
    return System.nanoTime() - next >= 0;
  }

  /** The files that were touched since the last look: written, replaced, renamed or deleted. */
  public List<Path> look() {
    long begin = System.nanoTime();
    List<Path> touched = new ArrayList<>();
    for (Path file : files.files()) {
      String stamp = stamp(file);
      if (!stamp.equals(stamps.put(file, stamp))) {
        touched.add(file);
        if (files.isChanged(file)) {
          different.add(file);
        } else {
          different.remove(file);
        }
      }
    }
    long end = System.nanoTime();
    next = end + Math.max(PAUSE, SHARE * (end - begin));
    return touched;
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
