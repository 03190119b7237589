package dev.rubato.plot;

import dev.rubato.plot.draw.Box;
import dev.rubato.plot.draw.Palette;
import dev.rubato.plot.draw.Svg;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All marks of a chart as SVG in a box of pixels, from the back to the front. */
final class SvgMarks {
  private static final double RADIUS = 4;
  private static final double RING = 7.5;
  private static final String HOLLOW = " fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"";

  /** More circles than this would make a large file and just a dark cloud. */
  private static final int MOST_POINTS = 3000;

  private static final double WIDEST_BAR = 28;

  private final Chart chart;
  private final PlotView view;
  private final Box box;
  private final Svg svg;
  private final int[] colours;

  /**
   * Marks to be drawn.
   *
   * @param colours which stroke each entry of the legend has
   */
  SvgMarks(Chart chart, PlotView view, Box box, Svg svg, int[] colours) {
    this.chart = chart;
    this.view = view;
    this.box = box;
    this.svg = svg;
    this.colours = colours;
  }

  void draw(double font) {
    List<Integer> keys = chart.keys();
    groups(keys, Region.class, " stroke=\"none\" fill=\"currentColor\" fill-opacity=\"0.14\"");
    SvgLines paths = new SvgLines(chart, view, box);
    int count = chart.lines().size();
    if (count > 0) {
      String opacity = count > 4 ? "0.1" : "0.18";
      String css = count > 4 ? " class=\"bands\"" : "";
      svg.append("<g" + css + " stroke=\"none\" fill-opacity=\"" + opacity + "\">\n");
      for (int i = 0; i < keys.size(); i++) {
        String band = chart.marks().get(i) instanceof Series line ? paths.band(line) : "";
        if (!band.isEmpty()) {
          group(keys.get(i), " fill=\"currentColor\"", band);
        }
      }
      svg.append("</g>\n");
    }
    groups(keys, Bars.class, " stroke=\"none\" fill=\"currentColor\" fill-opacity=\"0.6\"");
    if (count > 0) {
      String width = count > 4 ? "1.6" : "2";
      svg.append("<g fill=\"none\" stroke-linejoin=\"round\" stroke-width=\"" + width + "\">\n");
      for (int i = 0; i < keys.size(); i++) {
        if (chart.marks().get(i) instanceof Series line) {
          String stroke = " stroke=\"currentColor\"" + Palette.dash(colours[keys.get(i)]);
          group(keys.get(i), stroke, paths.curve(line));
        }
      }
      svg.append("</g>\n");
    }
    groups(keys, Points.class, " stroke=\"none\" fill=\"currentColor\"");
    for (Mark mark : chart.marks()) {
      if (mark instanceof Label label) {
        label(label, font);
      }
    }
  }

  private void groups(List<Integer> keys, Class<? extends Mark> kind, String attributes) {
    for (int i = 0; i < keys.size(); i++) {
      Mark mark = chart.marks().get(i);
      if (kind.isInstance(mark)) {
        String content =
            mark instanceof Region region
                ? region(region)
                : mark instanceof Bars bars ? bars(bars) : points((Points) mark);
        group(keys.get(i), attributes, content);
      }
    }
  }

  private void group(int entry, String attributes, String content) {
    // Without String.format, which would use the locale's digits.
    svg.append("<g class=\"" + Palette.colourClass(colours[entry]));
    svg.append("\" color=\"" + Palette.light(colours[entry]) + "\"" + attributes);
    svg.append(" data-line=\"" + entry + "\">");
    svg.append(content).append("</g>\n");
  }

  private String region(Region region) {
    double left = box.left() + view.x().within(region.left()) * box.width();
    double right = box.left() + view.x().within(region.right()) * box.width();
    double bottom = box.bottom() - view.y().within(region.bottom()) * box.height();
    double top = box.bottom() - view.y().within(region.top()) * box.height();
    return "<path d=\"" + rectangle(left, top, right, bottom) + "\"/>";
  }

  private String bars(Bars bars) {
    int size = bars.x().size();
    int columns = (int) box.width() + 1;
    double[] places = new double[size];
    for (int i = 0; i < size; i++) {
      places[i] = box.left() + view.x().at(bars.x().at(i)) * box.width();
    }
    double half = halfWidth(places);
    // Bars narrower than a pixel share one: of each pixel the lowest and the highest end.
    double[] tops = new double[columns];
    double[] bottoms = new double[columns];
    Arrays.fill(tops, Double.POSITIVE_INFINITY);
    Arrays.fill(bottoms, Double.NEGATIVE_INFINITY);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < size; i++) {
      if (Double.isNaN(places[i])
          || Double.isNaN(bars.low().at(i))
          || !Range.shows(bars.high().at(i), view.y().scale())) {
        continue;
      }
      double low = box.bottom() - view.y().within(bars.low().at(i)) * box.height();
      double high = box.bottom() - view.y().within(bars.high().at(i)) * box.height();
      double top = Math.min(low, high);
      double bottom = Math.max(low, high);
      if (half > 0.5) {
        double left = Math.max(box.left(), places[i] - half);
        path.append(rectangle(left, top, Math.min(box.right(), places[i] + half), bottom));
      } else {
        int column = (int) Math.max(0, Math.min(columns - 1, places[i] - box.left()));
        tops[column] = Math.min(tops[column], top);
        bottoms[column] = Math.max(bottoms[column], bottom);
      }
    }
    for (int c = 0; c < columns; c++) {
      if (tops[c] <= bottoms[c]) {
        double left = Math.min(box.left() + c, box.right() - 1);
        path.append(rectangle(left, tops[c], left + 1, bottoms[c]));
      }
    }
    return path.length() == 0 ? "" : "<path d=\"" + path + "\"/>";
  }

  /** A third of the way to the nearest neighbour, so that bars stand apart. */
  private static double halfWidth(double[] places) {
    double[] sorted = Arrays.stream(places).filter(Double::isFinite).sorted().toArray();
    double gap = 2 * WIDEST_BAR;
    for (int i = 1; i < sorted.length; i++) {
      double next = sorted[i] - sorted[i - 1];
      gap = next > 0 ? Math.min(gap, next) : gap;
    }
    return Math.min(WIDEST_BAR / 2, gap * 0.34);
  }

  /** At least one pixel high, so that a bar without height is seen. */
  static String rectangle(double left, double top, double right, double bottom) {
    return "M%s,%sH%sV%sH%sZ"
        .formatted(
            Svg.fixed(left),
            Svg.fixed(top),
            Svg.fixed(right),
            Svg.fixed(Math.max(bottom, top + 1)),
            Svg.fixed(left));
  }

  private String points(Points points) {
    Set<String> circles = new LinkedHashSet<>();
    for (int i = 0; i < points.x().size(); i++) {
      double x = box.left() + view.x().at(points.x().at(i)) * box.width();
      double y = box.bottom() - view.y().at(points.y().at(i)) * box.height();
      if (!Double.isNaN(x) && !Double.isNaN(y)) {
        circles.add("cx=\"" + Svg.fixed(x) + "\" cy=\"" + Svg.fixed(y) + "\"");
      }
    }
    int stride = circles.size() / MOST_POINTS + 1;
    StringBuilder out = new StringBuilder();
    int number = 0;
    for (String circle : circles) {
      if (number++ % stride == 0) {
        out.append("<circle ").append(circle).append(" r=\"");
        out.append(Svg.fixed(points.rings() ? RING : RADIUS)).append('"');
        out.append(points.rings() ? HOLLOW : "").append("/>");
      }
    }
    return out.toString();
  }

  /** Above and to the right; at the right edge to the left, at the upper edge below. */
  private void label(Label label, double font) {
    double x = box.left() + view.x().at(label.x()) * box.width();
    double y = box.bottom() - view.y().at(label.y()) * box.height();
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return;
    }
    double room = Math.max(x - box.left(), box.right() - x) - RADIUS - 2;
    String text = Svg.fit(label.name(), room, font);
    boolean fits = x + RADIUS + 2 + Svg.pixels(text, font) <= box.right();
    double up = y - RADIUS - 2 - font < box.top() ? RADIUS + font : -RADIUS - 2;
    svg.text(
        fits ? x + RADIUS + 2 : x - RADIUS - 2,
        y + up,
        "ink",
        "#1c1f24",
        fits ? "" : "text-anchor=\"end\"",
        text);
  }
}
