package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import dev.rubato.plot.draw.Ticks;
import dev.rubato.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A chart in words, for those who cannot see it: what the axes measure, where each mark is. */
final class Description {

  private static final int MOST_MARKS = 20;

  private Description() {}

  static String of(Chart chart, PlotView view) {
    StringBuilder out = new StringBuilder(contents(chart));
    out.append(view.empty() ? " without points to draw" : "").append('.');
    if (!view.empty()) {
      out.append(axis(" Across", chart.x(), view.x())).append(axis(" Up", chart.y(), view.y()));
      chart.marks().stream().limit(MOST_MARKS).forEach(mark -> out.append(' ').append(mark(mark)));
    }
    view.notes().forEach(note -> out.append(" Note: ").append(note).append('.'));
    return out.toString();
  }

  /** How many there are of each kind of marks. */
  private static String contents(Chart chart) {
    int lines = chart.lines().size();
    if (lines == chart.marks().size()) {
      return "Line chart of " + lines + (lines == 1 ? " line" : " lines");
    }
    List<String> parts = new ArrayList<>();
    count(parts, chart, Series.class, "line", "lines");
    count(parts, chart, Points.class, "set of points", "sets of points");
    count(parts, chart, Bars.class, "set of bars", "sets of bars");
    count(parts, chart, Region.class, "region", "regions");
    count(parts, chart, Label.class, "label", "labels");
    return "Chart of " + String.join(", ", parts);
  }

  private static void count(
      List<String> parts, Chart chart, Class<? extends Mark> kind, String one, String many) {
    long count = chart.marks().stream().filter(kind::isInstance).count();
    if (count > 0) {
      parts.add(count + " " + (count == 1 ? one : many));
    }
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

  private static String mark(Mark mark) {
    String name = TextWidth.cut(SafeText.line(mark.name()), 80, TextWidth.ELLIPSIS);
    if (mark instanceof Series line) {
      return name + ends(line.y(), "");
    }
    if (mark instanceof Points points) {
      return name + ends(points.y(), points.y().size() + " points, ");
    }
    if (mark instanceof Bars bars) {
      int last = bars.x().size() - 1;
      return name
          + (last < 0
              ? ": no bars."
              : String.format(
                  Locale.ROOT,
                  ": %d bars, first %s, last %s.",
                  last + 1,
                  interval(bars, 0),
                  interval(bars, last)));
    }
    if (mark instanceof Region region) {
      String part =
          List.of(
                  stretch("across", region.left(), region.right()),
                  stretch("up", region.bottom(), region.top()))
              .stream()
              .filter(text -> !text.isEmpty())
              .collect(Collectors.joining(" and "));
      return name + ": " + (part.isEmpty() ? "everywhere" : part) + ".";
    }
    Label label = (Label) mark;
    return "At %s, %s: %s.".formatted(Ticks.number(label.x()), Ticks.number(label.y()), name);
  }

  private static String ends(Doubles y, String count) {
    if (y.size() == 0) {
      return ": no points.";
    }
    return ": %sfirst %s, last %s."
        .formatted(count, Ticks.number(y.at(0)), Ticks.number(y.at(y.size() - 1)));
  }

  private static String interval(Bars bars, int index) {
    return Ticks.number(bars.low().at(index)) + " to " + Ticks.number(bars.high().at(index));
  }

  private static String stretch(String direction, double low, double high) {
    if (Double.isInfinite(low) && Double.isInfinite(high)) {
      return "";
    }
    return direction
        + (Double.isInfinite(low) ? "" : " from " + Ticks.number(low))
        + (Double.isInfinite(high) ? "" : " to " + Ticks.number(high));
  }
}
