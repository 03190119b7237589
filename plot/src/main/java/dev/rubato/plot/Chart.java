package dev.rubato.plot;

import java.util.List;
import java.util.Objects;

/**
 * A chart as a value: a title, two axes and the lines, first in the legend first. {@link
 * TerminalPlot}, {@link SvgPlot} and {@link HtmlPage} draw it.
 */
public record Chart(String title, Axis x, Axis y, List<Series> lines) {

  public Chart {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(x, "x");
    Objects.requireNonNull(y, "y");
    lines = List.copyOf(lines);
  }
}
