package dev.rubato.plot;

import dev.rubato.text.SafeText;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws a chart as an SVG file: self-contained, the same to the byte every time, light or dark as
 * the reader's screen is, with a title and a description for those who cannot see it.
 */
public final class SvgPlot {

  /** Below this there is no room for axes and a curve. */
  private static final int NARROWEST = 160;

  private static final int LOWEST = 120;
  private static final double FONT = 12;
  private static final double LEGEND_ROW = 18;
  private static final double ENTRY_GAP = 20;

  private final Chart chart;
  private final int width;
  private final int height;
  private final PlotView view;
  private final Svg svg = new Svg();

  private SvgPlot(Chart chart, int width, int height) {
    if (width < NARROWEST || height < LOWEST) {
      throw new IllegalArgumentException(
          "an SVG plot must be at least %d wide and %d high, was %d by %d"
              .formatted(NARROWEST, LOWEST, width, height));
    }
    this.chart = chart;
    this.width = width;
    this.height = height;
    view = PlotView.of(chart, true);
  }

  /**
   * The chart as the text of an SVG file, title and legend included.
   *
   * @param width in pixels, at least 160
   * @param height in pixels, at least 120
   */
  public static String draw(Chart chart, int width, int height) {
    return new SvgPlot(chart, width, height).file();
  }

  /**
   * The chart as an element inside an HTML page that has its own title, legend and colours.
   *
   * @param colours which stroke each line has
   */
  static String inline(Chart chart, int width, int height, int[] colours, String cssClass) {
    return new SvgPlot(chart, width, height).element(colours, cssClass);
  }

  private String file() {
    String title = TextWidth.escape(chart.title());
    open("", "");
    if (!title.isBlank()) {
      svg.append("<title>").append(title).append("</title>\n");
    }
    describe();
    svg.append("<style>").append(Palette.darkPlot()).append("</style>\n");
    svg.append("<rect class=\"card\" width=\"100%\" height=\"100%\" rx=\"6\" fill=\"")
        .append(Palette.LIGHT_PAPER)
        .append("\"/>\n");
    double pad = 20;
    double top = 16;
    if (!title.isBlank()) {
      top += 20;
      svg.text(
          pad,
          top - 4,
          "ink",
          "#1c1f24",
          "font-size=\"15\" font-weight=\"600\"",
          Svg.fit(chart.title(), width - 2 * pad, 15.5));
      top += 8;
    }
    int[] colours = IntStream.range(0, chart.lines().size()).toArray();
    double bottom = legend(colours, pad, height - 14);
    plot(colours, pad, top, width - pad, bottom);
    return svg.append("</svg>\n").toString();
  }

  private String element(int[] colours, String cssClass) {
    SvgLines.Box box = box(0, 2, width - 2, height - 2);
    String data =
        "data-box=\"%s %s %s %s\""
            .formatted(
                Svg.fixed(box.left()),
                Svg.fixed(box.top()),
                Svg.fixed(box.right()),
                Svg.fixed(box.bottom()));
    open(cssClass, data);
    describe();
    plot(colours, 0, 2, width - 2, height - 2);
    return svg.append("</svg>\n").toString();
  }

  private void open(String cssClass, String more) {
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    svg.append(" width=\"" + width + "\" height=\"" + height + "\"");
    svg.append(" viewBox=\"0 0 " + width + " " + height + "\"");
    svg.append(" role=\"img\" aria-label=\"").append(TextWidth.escape(name())).append("\"");
    svg.append(cssClass.isEmpty() ? "" : " class=\"" + cssClass + "\"");
    svg.append(more.isEmpty() ? "" : " " + more);
    svg.append(" font-family=\"").append(Svg.FONTS).append("\" font-size=\"12\">\n");
  }

  private String name() {
    return chart.title().isBlank()
        ? "Chart"
        : TextWidth.cut(SafeText.line(chart.title()), 200, TextWidth.ELLIPSIS);
  }

  private void describe() {
    svg.append("<desc>").append(TextWidth.escape(Description.of(chart, view))).append("</desc>\n");
  }

  private SvgLines.Box box(double left, double top, double right, double bottom) {
    double labels =
        view.y().ticks(yTicks(bottom - top)).stream()
            .mapToDouble(t -> Svg.pixels(t.label(), FONT))
            .max()
            .orElse(0);
    double above = chart.y().label().isBlank() ? 8 : 24;
    double below = 22 + (chart.x().label().isBlank() ? 0 : 18) + 15 * view.notes().size();
    return new SvgLines.Box(left + Math.ceil(labels) + 10, top + above, right - 8, bottom - below);
  }

  private static int yTicks(double height) {
    return Math.max(2, (int) (height / 32));
  }

  private void plot(int[] colours, double left, double top, double right, double bottom) {
    SvgLines.Box box = box(left, top, right, bottom);
    if (!chart.y().label().isBlank()) {
      svg.soft(left, top + 10, "", Svg.fit(chart.y().label(), right - left, FONT));
    }
    grid(box);
    if (!view.empty()) {
      lines(colours, box);
    } else {
      String nothing = chart.lines().isEmpty() ? "no lines" : "no points to draw";
      svg.soft(
          box.left() + box.width() / 2,
          box.top() + box.height() / 2,
          "text-anchor=\"middle\"",
          nothing);
    }
    double y = box.bottom() + 22;
    if (!chart.x().label().isBlank()) {
      y += 18;
      svg.soft(
          box.right(), y - 2, "text-anchor=\"end\"", Svg.fit(chart.x().label(), box.width(), FONT));
    }
    for (String note : view.notes()) {
      y += 15;
      svg.soft(box.left(), y - 2, "font-style=\"italic\"", Svg.fit(note, box.width(), FONT));
    }
  }

  private void grid(SvgLines.Box box) {
    if (view.empty()) {
      svg.rule("axis", "#8a909c", 1, box.left(), box.bottom(), box.right(), box.bottom());
      return;
    }
    for (Ticks.Tick tick : view.y().ticks(yTicks(box.height()))) {
      double y = box.bottom() - view.y().at(tick.value()) * box.height();
      svg.rule("grid", "#e6e8ec", tick.minor() ? 0.5 : 1, box.left(), y, box.right(), y);
      if (!tick.minor()) {
        svg.soft(box.left() - 8, y + 4, "text-anchor=\"end\"", tick.label());
      }
    }
    svg.rule("axis", "#8a909c", 1, box.left(), box.bottom(), box.right(), box.bottom());
    double free = 0;
    for (Ticks.Tick tick : view.x().ticks(Math.max(2, (int) (box.width() / 75)))) {
      double x = box.left() + view.x().at(tick.value()) * box.width();
      svg.rule("axis", "#8a909c", 1, x, box.bottom(), x, box.bottom() + (tick.minor() ? 3 : 5));
      double half = Svg.pixels(tick.label(), FONT) / 2;
      if (!tick.minor() && x - half >= free) {
        svg.soft(
            Math.min(x, width - half), box.bottom() + 18, "text-anchor=\"middle\"", tick.label());
        free = x + half + 8;
      }
    }
  }

  private void lines(int[] colours, SvgLines.Box box) {
    SvgLines paths = new SvgLines(chart, view, box);
    int count = chart.lines().size();
    svg.append("<g stroke=\"none\" fill-opacity=\"")
        .append(count > 4 ? "0.1" : "0.18")
        .append("\">\n");
    for (int i = 0; i < count; i++) {
      String band = paths.band(chart.lines().get(i));
      if (!band.isEmpty()) {
        group(i, colours[i], " fill=\"currentColor\"", band);
      }
    }
    svg.append("</g>\n<g fill=\"none\" stroke-linejoin=\"round\" stroke-width=\"")
        .append(count > 4 ? "1.6" : "2")
        .append("\">\n");
    for (int i = 0; i < count; i++) {
      String stroke = " stroke=\"currentColor\"" + Palette.dash(colours[i]);
      group(i, colours[i], stroke, paths.curve(chart.lines().get(i)));
    }
    svg.append("</g>\n");
  }

  private void group(int line, int colour, String attributes, String content) {
    // Not by a format, which would write digits as the reader's language does.
    svg.append("<g class=\"" + Palette.colourClass(colour));
    svg.append("\" color=\"" + Palette.light(colour) + "\"" + attributes);
    svg.append(" data-line=\"" + line + "\">");
    svg.append(content).append("</g>\n");
  }

  /**
   * Draws the legend upwards from the bottom, in as many columns as fit; returns where it begins.
   */
  private double legend(int[] colours, double left, double bottom) {
    List<String> names = chart.lines().stream().map(line -> SafeText.line(line.name())).toList();
    boolean titled = names.size() == 1 && names.get(0).equals(SafeText.line(chart.title()));
    if (names.isEmpty() || titled || names.stream().allMatch(String::isBlank)) {
      return bottom;
    }
    double room = width - 2 * left;
    int mostRows = Math.max(1, (int) (height * 0.4 / LEGEND_ROW));
    double longest = names.stream().mapToDouble(name -> Svg.pixels(name, FONT)).max().orElse(0);
    int whole = (int) ((room + ENTRY_GAP) / (longest + Svg.SWATCH + 6 + ENTRY_GAP));
    int needed = (names.size() + mostRows - 1) / mostRows;
    int possible = (int) ((room + ENTRY_GAP) / (120 + ENTRY_GAP));
    int columns = Math.max(1, Math.min(names.size(), Math.max(whole, Math.min(needed, possible))));
    int rows = Math.min(mostRows, (names.size() + columns - 1) / columns);
    int shown = Math.min(names.size(), rows * columns);
    double cell = (room + ENTRY_GAP) / columns;
    List<String> fitted = Svg.fit(names, cell - Svg.SWATCH - 6 - ENTRY_GAP, FONT);
    double top = bottom - rows * LEGEND_ROW;
    for (int i = 0; i < shown; i++) {
      int column = i / rows;
      double x = left + column * cell;
      double y = top + i % rows * LEGEND_ROW + 13;
      if (i == shown - 1 && shown < names.size()) {
        svg.soft(x, y, "", "… and " + (names.size() - shown + 1) + " more");
      } else {
        svg.swatch(colours[i], x, y - 4);
        svg.text(x + Svg.SWATCH + 6, y, "ink", "#1c1f24", "", fitted.get(i));
      }
    }
    return top - 10;
  }
}
