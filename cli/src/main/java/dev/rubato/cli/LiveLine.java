package dev.rubato.cli;

import dev.rubato.plot.Paragraph;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One or two lines on standard error that are rewritten while work is in progress. Where standard
 * error is not a terminal, what {@link #print} gets is written, each on its own line, and in
 * between what {@link #show} gets, now and then.
 */
final class LiveLine implements AutoCloseable {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double SECOND = 1e9;
  private static final long FIRST_GAP = TimeUnit.SECONDS.toNanos(10);
  private static final long LONGEST_GAP = TimeUnit.MINUTES.toNanos(5);

  private final Terminal terminal;
  private final boolean quiet;
  private final Thread clearing = new Thread(this::end, "rubato-clear-line");
  private int shown;
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
   * Replaces the text shown, at most ten times a second.
   *
   * @param lines the text, of one line or two
   * @param plain the same in one line: where nothing can be replaced it is written after ten
   *     seconds without a line, and then ever more rarely, down to once in five minutes
   */
  synchronized void show(Supplier<String> lines, Supplier<String> plain) {
    long now = System.nanoTime();
    if (ended || quiet || (last != Long.MIN_VALUE && now - last < PAUSE)) {
      return;
    }
    if (!terminal.live()) {
      if (now - printed >= gap) {
        gap = Math.min(LONGEST_GAP, 2 * gap);
        print(plain.get());
      }
      return;
    }
    last = now;
    List<String> all = Terminal.printable(lines.get()).lines().toList();
    StringBuilder text = new StringBuilder("\r");
    text.append("\u001b[A".repeat(Math.max(0, shown - 1)));
    for (int i = 0; i < Math.max(all.size(), shown); i++) {
      String line = i < all.size() ? all.get(i) : "";
      String cut = terminal.glyphs().cut(line, terminal.columns() - 1);
      text.append(i == 0 ? "" : "\n").append(cut).append("\u001b[K");
    }
    terminal.err().print(text);
    terminal.err().flush();
    shown = Math.max(all.size(), shown);
  }

  /** Writes a permanent line above those shown, where they can't be replaced. */
  synchronized void print(String text) {
    clear();
    if (!terminal.live() && !quiet) {
      terminal.err().println(Terminal.printable(text));
      printed = System.nanoTime();
    }
    last = Long.MIN_VALUE;
  }

  /** Writes a permanent line above those shown, to a terminal too. */
  synchronized void tell(String text) {
    if (!quiet) {
      clear();
      String line = Terminal.printable(text);
      terminal.err().println(terminal.live() ? Paragraph.wrapped(line, terminal.columns()) : line);
      terminal.err().flush();
      printed = System.nanoTime();
      last = Long.MIN_VALUE;
    }
  }

  /** Writes a warning: also to a terminal, and where progress is not wanted. */
  synchronized void warn(String text) {
    clear();
    terminal.err().println("rubato: " + Terminal.printable(text));
    last = Long.MIN_VALUE;
  }

  /** Clears what is shown, so that standard output can be written to on the same terminal. */
  synchronized void clear() {
    if (shown > 0) {
      terminal.err().print("\r\u001b[K" + "\u001b[A\u001b[K".repeat(shown - 1));
      terminal.err().flush();
      shown = 0;
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
