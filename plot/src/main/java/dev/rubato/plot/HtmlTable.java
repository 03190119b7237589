package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import java.util.List;
import java.util.Objects;

/** A table of an HTML page; a cell that names a chart's line shows the line's stroke before it. */
final class HtmlTable {

  /** With more columns than these a row becomes a card on a narrow screen. */
  private static final int MOST_NARROW = 4;

  private HtmlTable() {}

  static String markup(Table table, String caption, HtmlPage.Strokes strokes) {
    StringBuilder out = new StringBuilder();
    out.append("<figure class=\"table\">\n");
    // Not a caption element: that would scroll sideways with a wide table.
    out.append(caption.isEmpty() ? "" : "<figcaption><span>" + caption + "</span></figcaption>\n");
    boolean cards = isOfCards(table);
    out.append("<div><table").append(cards ? " class=\"cards\"" : "").append(">\n<thead><tr>");
    for (Column column : table.columns()) {
      out.append("<th scope=\"col\"").append(css(column)).append('>');
      out.append(TextWidth.escape(column.title())).append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    for (int r = 0; r < table.rows().size(); r++) {
      out.append(row(table, r, strokes));
    }
    return out.append("</tbody>\n</table></div>\n</figure>\n").toString();
  }

  private static String row(Table table, int row, HtmlPage.Strokes strokes) {
    List<String> cells = table.rows().get(row);
    Integer stroke =
        cells.stream().map(strokes.byName()::get).filter(Objects::nonNull).findFirst().orElse(null);
    StringBuilder out = new StringBuilder();
    boolean named = false;
    for (int c = 0; c < cells.size(); c++) {
      Column column = table.columns().get(c);
      boolean key = !named && stroke != null && stroke.equals(strokes.byName().get(cells.get(c)));
      named |= key;
      out.append("<td").append(key ? " class=\"key\"" : css(column));
      if (isOfCards(table)) {
        out.append(" data-title=\"").append(TextWidth.escape(column.title())).append('"');
      }
      out.append('>');
      if (column.pictures() != null) {
        out.append("<span class=\"unseen\">").append(TextWidth.escape(cells.get(c)));
        out.append("</span>").append(column.pictures().svg(row, stroke == null ? 0 : stroke));
      } else {
        out.append(key && stroke != null ? HtmlChart.swatch(stroke) : "");
        out.append(HtmlPage.arrows(cells.get(c)));
      }
      out.append("</td>");
    }
    return "<tr"
        + (stroke == null ? "" : " data-series=\"" + stroke + "\"")
        + ">"
        + out
        + "</tr>\n";
  }

  private static boolean isOfCards(Table table) {
    return table.columns().size() > MOST_NARROW;
  }

  private static String css(Column column) {
    return column.pictures() != null
        ? " class=\"picture\""
        : column.align() == Column.Align.RIGHT ? " class=\"number\"" : "";
  }
}
