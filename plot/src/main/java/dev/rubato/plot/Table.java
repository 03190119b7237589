package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import java.util.ArrayList;
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
    if (columns.stream().allMatch(column -> column.pictures() != null)) {
      throw new IllegalArgumentException("a table must have a column of text beside its pictures");
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
    for (Column column : columns) {
      if (column.pictures() != null && column.pictures().size() != rows.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column %s must have %d pictures, one for each row, had %d",
                TextWidth.quoted(column.title()),
                rows.size(),
                column.pictures().size()));
      }
    }
  }

  /** The table for a terminal of this width, in Unicode. */
  public String toText(int width) {
    return toText(width, Glyphs.UNICODE);
  }

  /**
   * The table for a terminal of this width: aligned columns under a heading and a rule, each line
   * ended by a newline. CellPictures take what room is left, or are left out. If it is too wide the
   * widest text column is cut, then the next.
   */
  public String toText(int width, Glyphs glyphs) {
    if (width < 1) {
      throw new IllegalArgumentException("width must be at least 1, was " + width);
    }
    return drawn(width, glyphs).aligned(width, glyphs);
  }

  /** The table with its pictures as text, as far as there is room: a table of text alone. */
  private Table drawn(int width, Glyphs glyphs) {
    List<Integer> chosen = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c).pictures() == null) {
        chosen.add(c);
      }
    }
    int left = width - select(chosen).natural(glyphs);
    List<List<String>> cells = new ArrayList<>();
    rows.forEach(row -> cells.add(new ArrayList<>(row)));
    for (int c = 0; c < columns.size(); c++) {
      CellPictures pictures = columns.get(c).pictures();
      if (pictures != null) {
        int title = TextWidth.width(glyphs.clean(columns.get(c).title()));
        int least = Math.max(pictures.least(), title);
        int room = Math.min(Math.max(least, pictures.most()), left - GAP.length());
        if (room >= least) {
          chosen.add(c);
          left -= room + GAP.length();
          for (int r = 0; r < rows.size(); r++) {
            cells.get(r).set(c, pictures.text(r, room, glyphs));
          }
        }
      }
    }
    List<Column> words =
        columns.stream().map(each -> new Column(each.title(), each.align(), null)).toList();
    return new Table(words, cells).select(chosen.stream().sorted().toList());
  }

  /** Some of the columns, without their pictures. */
  private Table select(List<Integer> chosen) {
    return new Table(
        chosen.stream()
            .map(columns::get)
            .map(each -> new Column(each.title(), each.align(), null))
            .toList(),
        rows.stream().map(row -> chosen.stream().map(row::get).toList()).toList());
  }

  private int natural(Glyphs glyphs) {
    return Arrays.stream(natural(columns, rows, glyphs)).sum()
        + GAP.length() * (columns.size() - 1);
  }

  private String aligned(int width, Glyphs glyphs) {
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
    int[] widths = natural(columns, rows, glyphs);
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

  private static int[] natural(List<Column> columns, List<List<String>> rows, Glyphs glyphs) {
    int[] widths = new int[columns.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = TextWidth.width(glyphs.clean(columns.get(c).title()));
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], TextWidth.width(glyphs.clean(row.get(c))));
      }
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
