package dev.rubato.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One line on standard error that is rewritten while work is in progress. Where standard error is
 * not a terminal, only what {@link #print} gets is written, each on its own line.
 */
final class LiveLine implements AutoCloseable {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double SECOND = 1e9;

  private final Terminal terminal;
  private final boolean quiet;
  private final Thread clearing = new Thread(this::end, "rubato-clear-line");
  private boolean shown;
  private boolean ended;
  private long last = Long.MIN_VALUE;

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

  /** Replaces the text shown, at most ten times a second. */
  synchronized void show(Supplier<String> text) {
    long now = System.nanoTime();
    if (ended || quiet || !terminal.live() || (last != Long.MIN_VALUE && now - last < PAUSE)) {
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
    }
    last = Long.MIN_VALUE;
  }

  private synchronized void clear() {
    if (shown) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
      shown = false;
    }
  }

  /** Clears the line for good: while the process exits, trainings continue and would redraw it. */
  private synchronized void end() {
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
