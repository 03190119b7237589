package dev.rubato.plot;

import java.util.List;
import java.util.Locale;

/**
 * Comma-separated values as in RFC 4180: a cell with a comma, a quote or a line end is in quotes,
 * and a quote inside is doubled. Lines end with just a newline, as Unix tools expect. Cells are
 * written unchanged, so that they read back the same.
 */
public final class Csv {

  private Csv() {}

  /** One line, with its newline. */
  public static String line(List<String> cells) {
    if (cells.isEmpty()) {
      throw new IllegalArgumentException("a CSV line must have at least 1 cell, had 0");
    }
    // An empty cell alone would be a blank line, which readers skip.
    if (cells.size() == 1 && cells.get(0).isEmpty()) {
      return "\"\"\n";
    }
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < cells.size(); c++) {
      line.append(c == 0 ? "" : ",").append(quoted(cells.get(c)));
    }
    return line.append('\n').toString();
  }

  /** A header and rows, each as long as the header. */
  public static String text(List<String> header, List<List<String>> rows) {
    StringBuilder out = new StringBuilder(line(header));
    for (int r = 0; r < rows.size(); r++) {
      if (rows.get(r).size() != header.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "row %d of the CSV must have %d cells, as the header has, had %d",
                r + 1,
                header.size(),
                rows.get(r).size()));
      }
      out.append(line(rows.get(r)));
    }
    return out.toString();
  }

  /** A table's titles and cells. */
  public static String text(Table table) {
    return text(table.columns().stream().map(Column::title).toList(), table.rows());
  }

  private static String quoted(String cell) {
    boolean plain =
        cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            && cell.strip().length() == cell.length();
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
