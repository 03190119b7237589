package dev.rubato.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One line on standard error that is rewritten while work is in progress. Where standard error is
 * not a terminal, what {@link #print} gets is written, each on its own line, and in between what
 * {@link #show} gets, now and then.
 */
final class LiveLine implements AutoCloseable {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double SECOND = 1e9;
  private static final long FIRST_GAP = TimeUnit.SECONDS.toNanos(10);
  private static final long LONGEST_GAP = TimeUnit.MINUTES.toNanos(5);

  private final Terminal terminal;
  private final boolean quiet;
  private final Thread clearing = new Thread(this::end, "rubato-clear-line");
  private boolean shown;
  private boolean ended;
  private long last = Long.MIN_VALUE;
  private long printed = System.nanoTime();
  private long gap = FIRST_GAP;

  LiveLine(Terminal terminal) {
    this(terminal, false);
  }

  /** A line, or none if quiet. */
  LiveLine(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
    if (terminal.live() && !quiet) {
      // an interrupt must not leave half a line behind
      Runtime.getRuntime().addShutdownHook(clearing);
    }
  }

  /**
   * Replaces the text shown, at most ten times a second; where nothing can be replaced it is
   * written after ten seconds without a line, and then ever more rarely, down to once in five
   * minutes.
   */
  synchronized void show(Supplier<String> text) {
    long now = System.nanoTime();
    if (ended || quiet || (last != Long.MIN_VALUE && now - last < PAUSE)) {
      return;
    }
    if (!terminal.live()) {
      if (now - printed >= gap) {
        gap = Math.min(LONGEST_GAP, 2 * gap);
        print(text.get());
      }
      return;
    }
    last = now;
    String line = Terminal.printable(text.get());
    if (line.length() > terminal.columns() - 1) {
      line = line.substring(0, terminal.columns() - 1);
    }
    terminal.err().print("\r" + line + "\u001b[K");
    terminal.err().flush();
    shown = true;
  }

  /** Writes a permanent line above the one shown. */
  synchronized void print(String text) {
    clear();
    if (!terminal.live() && !quiet) {
      terminal.err().println(Terminal.printable(text));
      printed = System.nanoTime();
    }
    last = Long.MIN_VALUE;
  }

  /** Writes a warning: also to a terminal, and where progress is not wanted. */
  synchronized void warn(String text) {
    clear();
    terminal.err().println("rubato: " + Terminal.printable(text));
    last = Long.MIN_VALUE;
  }

  /** Clears the line, so that standard output can be written to on the same terminal. */
  synchronized void clear() {
    if (shown) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
      shown = false;
    }
  }

  /** Clears the line for good: while the process exits, trainings continue and would redraw it. */
  synchronized void end() {
    clear();
    ended = true;
  }

  @Override
  public void close() {
    end();
    if (terminal.live() && !quiet) {
      try {
        Runtime.getRuntime().removeShutdownHook(clearing);
      } catch (IllegalStateException e) {
        // the process is ending already, and the hook runs
      }
    }
  }

  /** A waiting time in words. */
  static String time(double nanoseconds) {
    long seconds = Math.round(nanoseconds / SECOND);
    if (seconds < 100) {
      return seconds + " s";
    }
    return seconds < 6000 ? (seconds + 30) / 60 + " min" : (seconds + 1800) / 3600 + " h";
  }
}
