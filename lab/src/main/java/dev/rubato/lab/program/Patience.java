package dev.rubato.lab.program;

import java.util.concurrent.TimeUnit;

/**
 * How long a program has run and been silent, in time in which this process ran too: while both are
 * suspended (Ctrl-Z, a laptop's lid, a cluster's pause), nothing is the program's fault.
 *
 * <p>It is asked many times a second. If it was not asked for longer than that, this process did
 * not run, and only a moment counts.
 */
final class Patience {
  /** What counts at most between two questions: a few of {@link ProgramRun}'s rounds. */
  static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(100);

  private long last;
  private long heard;
  private long ran;
  private long silent;

  /**
   * At the program's start.
   *
   * @param now in the time of {@link System#nanoTime}
   */
  Patience(long now) {
    this.last = now;
  }

  /**
   * Time passed.
   *
   * @param bytes that the program has printed so far
   */
  void pass(long now, long bytes) {
    long moment = Math.max(0, Math.min(now - last, MOMENT));
    last = now;
    ran += moment;
    silent = bytes == heard ? silent + moment : 0;
    heard = bytes;
  }

  /** How long it has run, in nanoseconds. */
  long ran() {
    return ran;
  }

  /** How long it has been silent, in nanoseconds. */
  long silent() {
    return silent;
  }
}
