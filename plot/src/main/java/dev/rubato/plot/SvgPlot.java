package dev.rubato.plot;

import dev.rubato.plot.draw.Box;
import dev.rubato.plot.draw.Palette;
import dev.rubato.plot.draw.Svg;
import dev.rubato.plot.draw.TextWidth;
import dev.rubato.plot.draw.Ticks;
import dev.rubato.text.SafeText;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Draws a chart as an SVG file: self-contained, byte-identical every time, following the reader's
 * light or dark mode, with a title and a description for those who cannot see it.
 */
public final class SvgPlot {

  /** Below this there is no room for axes and a curve. */
  private static final int NARROWEST = 160;

  private static final int LOWEST = 120;
  private static final double FONT = 12;
  private static final double LEAST = 8;

  private final Chart chart;
  private final int width;
  private final int height;
  private final PlotView view;
  private final Svg svg = new Svg();

  private SvgPlot(Chart chart, int width, int height) {
    if (width < NARROWEST || height < LOWEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an SVG plot must be at least %d wide and %d high, was %d by %d",
              NARROWEST,
              LOWEST,
              width,
              height));
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
   * @param colours which stroke each entry of the legend has
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
    int[] colours = IntStream.range(0, chart.entries().size()).toArray();
    double bottom = SvgLegend.draw(chart, svg, width, height, pad, height - 14);
    plot(colours, pad, top, width - pad, bottom);
    return svg.append("</svg>\n").toString();
  }

  private String element(int[] colours, String cssClass) {
    Box box = box(0, 2, width - 2, height - 2);
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

  private Box box(double left, double top, double right, double bottom) {
    double labels =
        view.y().ticks(yTicks(bottom - top)).stream()
            .mapToDouble(t -> Svg.pixels(t.label(), FONT))
            .max()
            .orElse(0);
    double above = chart.y().label().isBlank() ? 8 : 24;
    double below = 22 + (chart.x().label().isBlank() ? 0 : 18) + 15 * view.notes().size();
    // If title, legend and notes take all the height, they overlap rather than turn it upside
    // down.
    double lowest = Math.max(top + above + LEAST, bottom - below);
    return new Box(left + Math.ceil(labels) + 10, top + above, right - 8, lowest);
  }

  private static int yTicks(double height) {
    return Math.max(2, (int) (height / 32));
  }

  private void plot(int[] colours, double left, double top, double right, double bottom) {
    Box box = box(left, top, right, bottom);
    if (!chart.y().label().isBlank()) {
      svg.soft(left, top + 10, "", Svg.fit(chart.y().label(), right - left, FONT));
    }
    grid(box);
    if (!view.empty()) {
      new SvgMarks(chart, view, box, svg, colours).draw(FONT);
    } else {
      String nothing = chart.marks().isEmpty() ? "no lines" : "no points to draw";
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

  private void grid(Box box) {
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
}
