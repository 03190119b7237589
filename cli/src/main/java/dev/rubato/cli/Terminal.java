package dev.rubato.cli;

import dev.rubato.plot.Glyphs;
import dev.rubato.plot.Paragraph;
import dev.rubato.text.SafeText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Where the command writes: results to standard output, messages and progress to standard error,
 * and the capabilities of both.
 *
 * @param out results
 * @param err messages and progress
 * @param live whether standard error is a terminal whose line can be rewritten
 * @param wide whether standard output is a terminal, whose width is a limit
 * @param colour whether standard output is a terminal that shows colours
 * @param columns the width
 * @param rows the height
 * @param glyphs the characters that can be shown
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    boolean live,
    boolean wide,
    boolean colour,
    int columns,
    int rows,
    Glyphs glyphs) {
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;
  private static final int NARROWEST = 20;
  private static final int WIDEST = 500;

  /** The process's own, as the launcher describes it. */
  static Terminal system() {
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    boolean plain = dumb || System.getenv("NO_COLOR") != null;
    String locale = System.getProperty("native.encoding", "UTF-8");
    Charset charset = Charset.forName(System.getProperty("rubato.terminal.encoding", locale));
    Glyphs glyphs = Glyphs.of(charset);
    // files and pipes get UTF-8, as CSV and JSON are; a terminal that can't show it gets ASCII
    Charset written = glyphs == Glyphs.UNICODE ? charset : StandardCharsets.UTF_8;
    return new Terminal(
        writer(FileDescriptor.out, written),
        writer(FileDescriptor.err, written),
        isTerminal("error") && !dumb,
        isTerminal("output"),
        isTerminal("output") && !plain,
        size("columns", USUAL_COLUMNS),
        size("rows", USUAL_ROWS),
        glyphs);
  }

  private static PrintWriter writer(FileDescriptor descriptor, Charset charset) {
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), charset), true);
  }

  /**
   * Java can't tell for each stream; the launcher can, and without it neither is treated as a
   * terminal.
   */
  private static boolean isTerminal(String stream) {
    return Boolean.getBoolean("rubato.terminal." + stream);
  }

  private static int size(String name, int usual) {
    String told = System.getProperty("rubato.terminal." + name);
    if (told == null || !told.matches("[0-9]{1,4}") || told.equals("0")) {
      return usual;
    }
    return Math.max(NARROWEST, Math.min(WIDEST, Integer.parseInt(told)));
  }

  /** The same, but that what is written for it suits any other: wide, and in all characters. */
  Terminal paper() {
    return new Terminal(out, err, live, false, false, columns, rows, Glyphs.UNICODE);
  }

  /** How wide a table may be: only a terminal's width is a limit. */
  int tableWidth() {
    return wide ? columns : WIDEST;
  }

  /** What matters most: in bold where the terminal shows that, broken between words. */
  String bold(String text) {
    String lines = wrapped(shown(text));
    return colour ? "\u001b[1m" + lines + "\u001b[0m" : lines;
  }

  /** Text broken between words where a terminal's line would end. */
  String wrapped(String text) {
    return wide ? Paragraph.wrapped(text, columns) : text;
  }

  /** Text in characters that can be shown. */
  String shown(String text) {
    return glyphs == Glyphs.UNICODE
        ? text
        : text.replace("±", "+-").replaceAll("[^\\p{ASCII}]", "?");
  }

  /** Text without characters that would move the cursor or change the terminal. */
  static String printable(String text) {
    return SafeText.lines(text);
  }
}
