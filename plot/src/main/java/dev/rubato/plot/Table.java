package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A table as a value: columns and rows of finished text. The cells are untrusted: they are
 * sanitized and escaped when shown.
 */
public record Table(List<Column> columns, List<List<String>> rows) {

  private static final String GAP = "  ";

  public Table {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a table must have at least 1 column, had 0");
    }
    rows = rows.stream().map(List::copyOf).toList();
    for (int r = 0; r < rows.size(); r++) {
      if (rows.get(r).size() != columns.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "row %d of the table must have %d cells, one for each column, had %d",
                r + 1,
                columns.size(),
                rows.get(r).size()));
      }
    }
  }

  /** The table for a terminal of this width, in Unicode. */
  public String toText(int width) {
    return toText(width, Glyphs.UNICODE);
  }

  /**
   * The table for a terminal of this width: aligned columns under a heading and a rule, each line
   * ended by a newline. If it is too wide the widest text column is cut, then the next.
   */
  public String toText(int width, Glyphs glyphs) {
    if (width < 1) {
      throw new IllegalArgumentException("width must be at least 1, was " + width);
    }
    int[] widths = widths(width, glyphs);
    StringBuilder out = new StringBuilder();
    List<String> titles = columns.stream().map(Column::title).toList();
    out.append(textRow(titles, widths, width, glyphs));
    String rule = glyphs == Glyphs.ASCII ? "-" : "─";
    out.append(
            TextWidth.cut(
                Arrays.stream(widths).mapToObj(rule::repeat).collect(Collectors.joining(GAP)),
                width,
                rule))
        .append('\n');
    for (List<String> row : rows) {
      out.append(textRow(row, widths, width, glyphs));
    }
    return out.toString();
  }

  private String textRow(List<String> cells, int[] widths, int width, Glyphs glyphs) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String cell = TextWidth.cut(glyphs.clean(cells.get(c)), widths[c], glyphs.ellipsis());
      line.append(c == 0 ? "" : GAP)
          .append((isText(c) ? TextWidth.left(cell, widths[c]) : TextWidth.right(cell, widths[c])));
    }
    return TextWidth.cut(line.toString().stripTrailing(), width, glyphs.ellipsis()) + "\n";
  }

  /** Each column's natural width, then the widest ones narrowed until the whole fits. */
  private int[] widths(int available, Glyphs glyphs) {
    int[] widths = new int[columns.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = TextWidth.width(glyphs.clean(columns.get(c).title()));
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], TextWidth.width(glyphs.clean(row.get(c))));
      }
    }
    int over = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - available;
    while (over > 0) {
      int widest = widestText(widths);
      if (widest < 0) {
        break;
      }
      // Down to the next widest text column at once; two of the same width take turns.
      int next = MIN_TEXT;
      for (int c = 0; c < widths.length; c++) {
        if (isText(c) && c != widest) {
          next = Math.max(next, widths[c]);
        }
      }
      int less = Math.min(over, Math.max(1, widths[widest] - next));
      widths[widest] -= less;
      over -= less;
    }
    return widths;
  }

  /** Below this a name is meaningless; better to lose the columns on the right. */
  private static final int MIN_TEXT = 8;

  private int widestText(int[] widths) {
    int widest = -1;
    for (int c = 0; c < widths.length; c++) {
      if (isText(c) && widths[c] > MIN_TEXT && (widest < 0 || widths[c] > widths[widest])) {
        widest = c;
      }
    }
    return widest;
  }

  private boolean isText(int column) {
    return columns.get(column).align() == Column.Align.LEFT;
  }
}
