package dev.rubato.cli;

import dev.rubato.plot.Glyphs;
import java.util.List;
import java.util.Map;

/** How far a study is, in the two lines of a terminal: phases in plain words, a bar, times. */
final class ProgressText {
  private static final Map<String, String> WORDS =
      Map.of(
          "peaks", "finding peaks",
          "more peaks", "looking beyond the grids",
          "best peaks", "trying the best peaks on more seeds",
          "fresh seeds", "running fresh seeds",
          "more seeds", "adding seeds",
          "a part of the way", "first part of many",
          "to the end", "taking the best to the end",
          "what may be the best", "trying what may be the best");
  private static final int SHORTEST_BAR = 8;
  private static final int LONGEST_BAR = 30;
  private static final int SECONDS = 60;

  private ProgressText() {}

  /** A phase in plain words, with its place among those that are known to come. */
  static String phase(String name, List<String> all) {
    String words = WORDS.getOrDefault(name, name);
    int place = all.indexOf(name);
    return place < 0 || all.size() < 2
        ? words
        : words + " (" + (place + 1) + " of " + all.size() + ")";
  }

  /** A line with a bar in what room is left between its two texts. */
  static String bar(String before, double share, String after, int width, Glyphs glyphs) {
    int room = width - Glyphs.width(before) - Glyphs.width(after) - 4;
    if (room < SHORTEST_BAR) {
      return before + "  " + after;
    }
    int length = Math.min(LONGEST_BAR, room);
    int full = (int) Math.floor(Math.max(0, Math.min(1, share)) * length);
    boolean ascii = glyphs == Glyphs.ASCII;
    return before
        + "  "
        + (ascii ? "#" : "━").repeat(full)
        + (ascii ? "." : "─").repeat(length - full)
        + "  "
        + after;
  }

  /** Elapsed time as a clock shows it. */
  static String clock(double nanoseconds) {
    long seconds = Math.round(nanoseconds / 1e9);
    long minutes = seconds / SECONDS;
    return minutes < SECONDS
        ? minutes + ":" + twoDigits(seconds % SECONDS)
        : minutes / SECONDS
            + ":"
            + twoDigits(minutes % SECONDS)
            + ":"
            + twoDigits(seconds % SECONDS);
  }

  private static String twoDigits(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }
}
