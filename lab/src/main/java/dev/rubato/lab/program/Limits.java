package dev.rubato.lab.program;

import java.time.Duration;
import java.util.Locale;

/**
 * Limits of one run of a program; beyond one, it is terminated and the trial fails.
 *
 * @param silence without a byte on standard output or standard error
 * @param total from the start to the end
 * @param lines on standard output
 * @param bytes on standard output
 */
public record Limits(Duration silence, Duration total, long lines, long bytes) {
  /** Ten minutes of silence, a day in total, 50 million lines, 4 GiB. */
  public static final Limits DEFAULT =
      new Limits(Duration.ofMinutes(10), Duration.ofDays(1), 50_000_000, 4L << 30);

  public Limits {
    check("silence", silence);
    check("total", total);
    if (lines < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a program's output must be allowed at least 1 line and 1 byte, was %d and %d",
              lines,
              bytes));
    }
  }

  private static void check(String name, Duration time) {
    if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofDays(10_000)) > 0) {
      throw new IllegalArgumentException(
          "a program's " + name + " must be from 1 ms to 10,000 days, was " + time);
    }
  }

  /** A limit on time for a person to read, such as {@code 10 min}. */
  static String inWords(Duration time) {
    if (time.toSeconds() >= 7200) {
      return time.toHours() + " h";
    }
    if (time.toSeconds() >= 120) {
      return time.toMinutes() + " min";
    }
    return time.toMillis() >= 2000 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  /** The same with a different timeout for silence. */
  public Limits withSilence(Duration limit) {
    return new Limits(limit, total, lines, bytes);
  }

  /** The same with a different timeout for the whole run. */
  public Limits withTotal(Duration limit) {
    return new Limits(silence, limit, lines, bytes);
  }
}
