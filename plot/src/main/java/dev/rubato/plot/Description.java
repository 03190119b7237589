package dev.rubato.plot;

import dev.rubato.text.SafeText;
import java.util.List;

/** A chart in words, for those who cannot see it: what the axes measure, where each line goes. */
final class Description {

  private static final int MOST_LINES = 20;

  private Description() {}

  static String of(Chart chart, PlotView view) {
    List<Series> lines = chart.lines();
    StringBuilder out = new StringBuilder();
    out.append("Line chart of ")
        .append(lines.size())
        .append(lines.size() == 1 ? " line" : " lines");
    out.append(view.empty() ? " without points to draw" : "").append('.');
    if (!view.empty()) {
      out.append(axis(" Across", chart.x(), view.x())).append(axis(" Up", chart.y(), view.y()));
      lines.stream().limit(MOST_LINES).forEach(line -> out.append(' ').append(line(line)));
    }
    view.notes().forEach(note -> out.append(" Note: ").append(note).append('.'));
    return out.toString();
  }

  private static String axis(String direction, Axis axis, Range range) {
    String label =
        axis.label().isBlank() ? "" : " " + TextWidth.cut(SafeText.line(axis.label()), 80, "…");
    return "%s:%s from %s to %s%s."
        .formatted(
            direction,
            label,
            Ticks.number(range.low()),
            Ticks.number(range.high()),
            range.scale() == Scale.LOG ? ", logarithmic" : "");
  }

  private static String line(Series line) {
    double[] y = line.y();
    String name = TextWidth.cut(SafeText.line(line.name()), 80, TextWidth.ELLIPSIS);
    if (y.length == 0) {
      return name + ": no points.";
    }
    return "%s: first %s, last %s."
        .formatted(name, Ticks.number(y[0]), Ticks.number(y[y.length - 1]));
  }
}
