package dev.rubato.plot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A chart as a value: a title, two axes and the marks, first in the legend first. {@link
 * TerminalPlot}, {@link SvgPlot} and {@link HtmlPage} draw it, from the back to the front: regions,
 * bands, bars, curves, points, labels.
 *
 * @param title untrusted text, as all text of a chart is
 * @param x the axis across
 * @param y the axis upwards
 * @param marks what to draw
 */
public record Chart(String title, Axis x, Axis y, List<? extends Mark> marks) {

  public Chart {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(x, "x");
    Objects.requireNonNull(y, "y");
    marks = List.copyOf(marks);
  }

  /** The curves among the marks. */
  public List<Series> lines() {
    return marks.stream().filter(Series.class::isInstance).map(Series.class::cast).toList();
  }

  /** For each mark the index of its entry in the legend, −1 for a label. */
  List<Integer> keys() {
    List<Integer> keys = new ArrayList<>();
    Map<String, Integer> named = new HashMap<>();
    int entries = 0;
    for (Mark mark : marks) {
      Integer before = named.get(mark.name());
      if (mark instanceof Label) {
        keys.add(-1);
      } else if (before != null && !(mark instanceof Series) && !mark.name().isBlank()) {
        keys.add(before);
      } else {
        named.putIfAbsent(mark.name(), entries);
        keys.add(entries++);
      }
    }
    return keys;
  }

  /** The marks that have their own entry in the legend, in its order. */
  List<Mark> entries() {
    List<Mark> entries = new ArrayList<>();
    List<Integer> keys = keys();
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i) == entries.size()) {
        entries.add(marks.get(i));
      }
    }
    return entries;
  }
}
