package dev.rubato.plot;

import dev.rubato.plot.draw.Canvas;
import dev.rubato.plot.draw.Ink;
import dev.rubato.plot.draw.TextWidth;
import dev.rubato.plot.draw.Ticks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws a chart as text for a terminal: curves of braille dots (or of ASCII letters) with a letter
 * on each, so that they can be told apart without colour. Points are dots, bars filled columns, and
 * a region is shaded. Bands are not drawn.
 */
public final class TerminalPlot {

  private static final int NARROWEST = 24;
  private static final int LOWEST = 6;

  private final Chart chart;
  private final int width;
  private final int height;
  private final Ink ink;
  private final Glyphs glyphs;
  private final PlotView view;

  private TerminalPlot(Chart chart, int width, int height, Ink ink, Glyphs glyphs) {
    this.chart = chart;
    this.width = width;
    this.height = height;
    this.ink = ink;
    this.glyphs = glyphs;
    view = PlotView.of(chart, false);
  }

  /** The chart in Unicode, see {@link #draw(Chart, int, int, boolean, Glyphs)}. */
  public static String draw(Chart chart, int width, int height, boolean colour) {
    return draw(chart, width, height, colour, Glyphs.UNICODE);
  }

  /**
   * The chart as exactly {@code height} lines, each ended by a newline and none wider than {@code
   * width}.
   *
   * @param width in terminal columns, at least 1; below 24 the picture is replaced by a note
   * @param height in lines, at least 1; below 6 the picture is replaced by a note
   * @param colour whether to colour the lines by ANSI escape sequences (16 colours)
   * @param glyphs what the terminal can show
   */
  public static String draw(Chart chart, int width, int height, boolean colour, Glyphs glyphs) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a plot must be at least 1 wide and 1 high, was %d by %d",
              width,
              height));
    }
    TerminalPlot plot = new TerminalPlot(chart, width, height, new Ink(colour), glyphs);
    List<String> lines = width < NARROWEST || height < LOWEST ? plot.tooSmall() : plot.lines();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < height; i++) {
      out.append(i < lines.size() ? lines.get(i).stripTrailing() : "").append('\n');
    }
    return out.toString();
  }

  private List<String> tooSmall() {
    String needed = "too small to plot: " + NARROWEST + "x" + LOWEST + " needed";
    return List.of(cut(glyphs.clean(chart.title())), cut(needed));
  }

  /** From top to bottom; less important parts are left out first if the height is too small. */
  private List<String> lines() {
    boolean roomy = height >= 12;
    List<String> above = new ArrayList<>();
    if (!chart.title().isBlank() && height >= 8) {
      above.add(cut(glyphs.clean(chart.title())));
    }
    if (!chart.y().label().isBlank() && roomy) {
      above.add(cut(glyphs.clean(chart.y().label())));
    }
    List<String> below = new ArrayList<>(legend());
    for (String note : view.notes()) {
      if (below.size() < height / 2) {
        below.add(cut("(" + note + ")"));
      }
    }
    boolean xLabel = !chart.x().label().isBlank() && roomy;
    int rows = Math.max(2, height - above.size() - below.size() - (xLabel ? 3 : 2));
    List<String> lines = new ArrayList<>(above);
    lines.addAll(picture(rows));
    if (xLabel) {
      String label = cut(glyphs.clean(chart.x().label()));
      lines.add(" ".repeat(width - TextWidth.width(label)) + label);
    }
    lines.addAll(below);
    return lines;
  }

  private List<String> legend() {
    List<Mark> entries = chart.entries();
    List<String> names = entries.stream().map(Mark::name).toList();
    boolean titled = names.size() == 1 && names.get(0).equals(chart.title());
    if (names.isEmpty() || titled || names.stream().allMatch(String::isBlank)) {
      return List.of();
    }
    if (names.size() == 1) {
      return List.of(ink.paint(0, cut(glyphs.clean(names.get(0)))));
    }
    return TextLegend.rows(entries, width, Math.max(1, (height - 6) / 3), ink, glyphs);
  }

  /** The curves between their axes, and the marks below: rows + 2 lines. */
  private List<String> picture(int rows) {
    String[] marks = new String[rows];
    Arrays.fill(marks, "");
    if (!view.empty()) {
      for (Ticks.Tick tick : view.y().ticks(Math.max(2, (rows + 1) / 3))) {
        int row = (int) Math.round((1 - view.y().at(tick.value())) * (rows - 1));
        if (!tick.minor() && marks[row].isEmpty()) {
          marks[row] = tick.label();
        }
      }
    }
    int margin = Arrays.stream(marks).mapToInt(String::length).max().orElse(0);
    Canvas canvas = new Canvas(width - margin - 2, rows, glyphs == Glyphs.ASCII);
    draw(canvas);
    boolean ascii = glyphs == Glyphs.ASCII;
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      String axis = ascii ? (marks[r].isEmpty() ? "|" : "+") : (marks[r].isEmpty() ? "│" : "┤");
      lines.add(TextWidth.right(marks[r], margin) + " " + axis + row(canvas, r));
    }
    if (view.empty()) {
      String nothing = chart.marks().isEmpty() ? "no lines" : "no points to draw";
      lines.set(rows / 2, lines.get(rows / 2).stripTrailing() + "  " + nothing);
    }
    lines.addAll(xAxis(width - margin - 2, margin + 1));
    return lines;
  }

  private void draw(Canvas canvas) {
    List<Integer> keys = chart.keys();
    for (int i = 0; i < keys.size() && !view.empty(); i++) {
      draw(chart.marks().get(i), keys.get(i), canvas);
    }
    int entries = chart.entries().size();
    if (entries > 1) {
      canvas.label(entries);
    }
  }

  private void draw(Mark mark, int key, Canvas canvas) {
    int right = canvas.width() - 1;
    int bottom = canvas.height() - 1;
    if (mark instanceof Region region) {
      canvas.shade(
          key,
          view.x().within(region.left()) * right,
          (1 - view.y().within(region.top())) * bottom,
          view.x().within(region.right()) * right,
          (1 - view.y().within(region.bottom())) * bottom);
      return;
    }
    double[] x = PlotView.x(mark).map(v -> view.x().at(v) * right);
    double[] y = PlotView.y(mark).map(v -> (1 - view.y().at(v)) * bottom);
    if (mark instanceof Series) {
      canvas.draw(key, Thinning.line(x, y, 1, 100_000));
      return;
    }
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i]) || Double.isNaN(y[i])) {
        continue;
      }
      if (mark instanceof Points) {
        canvas.point(key, x[i], y[i]);
      } else if (mark instanceof Label label) {
        canvas.write(
            x[i], y[i], TextWidth.cut(glyphs.clean(label.name()), right / 2, glyphs.ellipsis()));
      } else if (mark instanceof Bars bars && !Double.isNaN(bars.low().at(i))) {
        canvas.bar(key, x[i], (1 - view.y().within(bars.low().at(i))) * bottom, y[i]);
      }
    }
  }

  private String row(Canvas canvas, int row) {
    StringBuilder out = new StringBuilder();
    int colour = -1;
    for (int c = 0; c < canvas.columns(); c++) {
      int line = canvas.line(row, c);
      if (ink.colour() && line != colour && line >= 0) {
        out.append(ink.start(line));
        colour = line;
      }
      String sign = canvas.text(row, c);
      if (colour >= 0 && line < 0 && !sign.isBlank()) {
        out.append(Ink.RESET);
        colour = -1;
      }
      out.append(sign);
    }
    String text = out.toString().stripTrailing();
    return colour >= 0 ? text + Ink.RESET : text;
  }

  /** The line with its marks, and below it their labels, as many as fit without touching. */
  private List<String> xAxis(int columns, int margin) {
    boolean ascii = glyphs == Glyphs.ASCII;
    StringBuilder rule = new StringBuilder((ascii ? "-" : "─").repeat(columns));
    StringBuilder labels = new StringBuilder(" ".repeat(width));
    int free = 0;
    if (!view.empty()) {
      for (Ticks.Tick tick : view.x().ticks(Math.max(2, columns / 8))) {
        int column = (int) Math.round(view.x().at(tick.value()) * (columns - 1));
        int length = tick.label().length();
        int start = margin + 1 + column - length / 2;
        start = Math.max(0, Math.min(width - length, start));
        if (!tick.minor() && start >= free) {
          rule.setCharAt(column, ascii ? '+' : '┬');
          labels.replace(start, start + length, tick.label());
          free = start + length + 2;
        }
      }
    }
    return List.of(" ".repeat(margin) + (ascii ? "+" : "└") + rule, labels.toString());
  }

  private String cut(String text) {
    return TextWidth.cut(text, width, glyphs.ellipsis());
  }
}
