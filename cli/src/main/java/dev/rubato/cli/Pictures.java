package dev.rubato.cli;

import dev.rubato.plot.Chart;
import dev.rubato.plot.SvgPlot;
import dev.rubato.plot.TerminalPlot;

/** Charts in the formats and sizes that all commands share. */
final class Pictures {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;

  private Pictures() {}

  /** As an SVG file. */
  static String svg(Chart chart) {
    return SvgPlot.draw(chart, WIDTH, HEIGHT);
  }

  /** As this many lines for a terminal. */
  static String text(Chart chart, Terminal terminal, int rows, boolean colour) {
    return TerminalPlot.draw(chart, terminal.columns(), rows, colour, terminal.glyphs());
  }
}
