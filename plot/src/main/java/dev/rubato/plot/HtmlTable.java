package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import java.util.List;

/** A table of an HTML page; a cell that names a chart's line shows the line's stroke before it. */
final class HtmlTable {

  private HtmlTable() {}

  static String markup(Table table, String caption, HtmlPage.Strokes strokes) {
    StringBuilder out = new StringBuilder();
    out.append("<figure class=\"table\">\n");
    // Not a caption element: that would scroll sideways with a wide table.
    out.append(caption.isEmpty() ? "" : "<figcaption><span>" + caption + "</span></figcaption>\n");
    out.append("<div><table>\n<thead><tr>");
    for (Column column : table.columns()) {
      out.append("<th scope=\"col\"").append(css(column)).append('>');
      out.append(TextWidth.escape(column.title())).append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    table.rows().forEach(row -> out.append(row(table, row, strokes)));
    return out.append("</tbody>\n</table></div>\n</figure>\n").toString();
  }

  private static String row(Table table, List<String> cells, HtmlPage.Strokes strokes) {
    StringBuilder out = new StringBuilder();
    String series = "";
    for (int c = 0; c < cells.size(); c++) {
      Integer stroke = strokes.byName().get(cells.get(c));
      boolean key = series.isEmpty() && stroke != null;
      if (key) {
        series = " data-series=\"" + stroke + "\"";
      }
      out.append("<td").append(key ? " class=\"key\"" : css(table.columns().get(c))).append('>');
      out.append(key && stroke != null ? HtmlChart.swatch(stroke) : "");
      out.append(TextWidth.escape(cells.get(c))).append("</td>");
    }
    return "<tr" + series + ">" + out + "</tr>\n";
  }

  private static String css(Column column) {
    return column.align() == Column.Align.RIGHT ? " class=\"number\"" : "";
  }
}
