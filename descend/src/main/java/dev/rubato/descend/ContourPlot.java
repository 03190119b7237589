package dev.rubato.descend;

import dev.rubato.plot.draw.Box;
import dev.rubato.plot.draw.Palette;
import dev.rubato.plot.draw.Polyline;
import dev.rubato.plot.draw.Polylines;
import dev.rubato.plot.draw.Svg;
import dev.rubato.plot.draw.TextWidth;
import dev.rubato.plot.draw.Ticks;
import java.util.List;
import java.util.Locale;

/**
 * Draws a walk over a test function as an SVG file: the surface as bands between contour lines,
 * darker where the loss is higher, and the path on top. Both axes have the same scale, so that a
 * step down the gradient crosses the lines at right angles. Self-contained, byte-identical every
 * time, and follows the reader's light or dark mode.
 */
public final class ContourPlot {
  private static final int NARROWEST = 320;
  private static final int LOWEST = 240;
  private static final double FONT = 12;
  private static final double PAD = 20;
  private static final double TOP = 64;

  /** Below the picture: the marks of the axis, the legend, the bands. */
  private static final double BELOW = 92;

  private static final double NOTE_ROW = 16;

  /** A grid this fine shows valleys of a few pixels without beads. */
  private static final double CELL = 2;

  /** The largest error of a simplified contour line, in pixels. */
  private static final double TOLERANCE = 0.15;

  /** A path longer than this many times width plus height is drawn faintly. */
  private static final double MOST_CROSSINGS = 25;

  private static final int LAND_COLOUR = 0;
  private static final int PATH_COLOUR = 1;

  private final Descent descent;
  private final int width;
  private final int height;
  private final Box box;
  private final Landscape land;
  private final Shades ground;
  private final WalkPath path;
  private final Svg svg = new Svg();

  private ContourPlot(Descent descent, int width, int height) {
    if (width < NARROWEST || height < LOWEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a contour plot must be at least %d wide and %d high, was %d by %d",
              NARROWEST,
              LOWEST,
              width,
              height));
    }
    this.descent = descent;
    this.width = width;
    this.height = height;
    Viewport around = Landscape.around(descent);
    box = box(around);
    Viewport window = around.withAspect(box.width() / box.height());
    land = Landscape.of(descent.function(), window);
    ground = new Shades(land.levels().size());
    path = new WalkPath(descent, window, box.width(), box.height());
  }

  private Box box(Viewport window) {
    double labels =
        Ticks.linear(window.bottom(), window.top(), 10).stream()
            .mapToDouble(tick -> Svg.pixels(tick.label(), FONT))
            .max()
            .orElse(0);
    double notes = WalkPath.notes(descent, window).size() * NOTE_ROW;
    return new Box(PAD + Math.ceil(labels) + 8, TOP, width - PAD, height - BELOW - notes);
  }

  /**
   * The walk as the text of an SVG file.
   *
   * @param width in pixels, at least 320
   * @param height in pixels, at least 240
   */
  public static String draw(Descent descent, int width, int height) {
    return new ContourPlot(descent, width, height).file();
  }

  private String file() {
    String title = descent.strategy().toString();
    String name = TextWidth.escape(title + " on " + descent.function().name());
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    svg.append(" width=\"" + width + "\" height=\"" + height + "\"");
    svg.append(" viewBox=\"0 0 " + width + " " + height + "\"");
    svg.append(" role=\"img\" aria-label=\"").append(name);
    svg.append("\" font-family=\"").append(Svg.FONTS).append("\" font-size=\"12\">\n");
    svg.append("<title>").append(name).append("</title>\n");
    svg.append("<desc>")
        .append(TextWidth.escape(WalkText.description(descent)))
        .append("</desc>\n");
    svg.append("<style>").append(Palette.darkPlot()).append(ground.dark()).append("</style>\n");
    svg.append("<rect class=\"card\" width=\"100%\" height=\"100%\" rx=\"6\" fill=\"")
        .append(Palette.LIGHT_PAPER)
        .append("\"/>\n");
    double room = width - 2 * PAD;
    String bold = "font-size=\"15\" font-weight=\"600\"";
    svg.text(PAD, 32, "ink", "#1c1f24", bold, Svg.fit(title, room, 15.5));
    svg.soft(PAD, 51, "", Svg.fit(WalkText.summary(descent), room, FONT));
    picture();
    axes();
    legend(box.bottom() + 44);
    bands(box.bottom() + 66);
    double y = box.bottom() + BELOW + 8;
    for (String note : WalkPath.notes(descent, land.window())) {
      svg.soft(PAD, y, "font-style=\"italic\"", Svg.fit(note, room, FONT));
      y += NOTE_ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  /** Everything inside the box, clipped by an inner SVG element. */
  private void picture() {
    svg.append("<svg x=\"" + Svg.fixed(box.left()) + "\" y=\"" + Svg.fixed(box.top()));
    svg.append("\" width=\"" + Svg.fixed(box.width()) + "\" height=\"" + Svg.fixed(box.height()));
    svg.append("\" overflow=\"hidden\">\n");
    land();
    walk();
    for (Point minimum : descent.function().minima()) {
      minimum(path.x(minimum), path.y(minimum));
    }
    svg.append("</svg>\n");
  }

  /**
   * One shape for each level, covering everything above it: higher ones are drawn over lower ones.
   */
  private void land() {
    colour("g", LAND_COLOUR);
    svg.append(" fill-rule=\"evenodd\" stroke=\"currentColor\"");
    svg.append(" stroke-opacity=\"0.5\" stroke-width=\"0.8\">\n");
    Contours contours =
        new Contours(land.function(), land.window(), box.width(), box.height(), CELL);
    for (int i = 0; i < land.levels().size(); i++) {
      StringBuilder shape = new StringBuilder();
      for (Polyline line : contours.above(land.levels().get(i))) {
        append(shape, Polylines.simplified(line, TOLERANCE), true);
      }
      if (shape.length() > 0) {
        svg.append("<path" + ground.fill(i + 1) + " d=\"" + shape + "\"/>\n");
      }
    }
    svg.append("</g>\n");
  }

  private void walk() {
    colour("g", PATH_COLOUR);
    svg.append(" fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n");
    StringBuilder line = new StringBuilder();
    double length = 0;
    for (Polyline part : path.lines()) {
      append(line, Polylines.simplified(part, TOLERANCE / 2), false);
      length += Polylines.length(part);
    }
    // a path that crosses the picture many times must not hide it
    double crossings = length / (box.width() + box.height());
    if (crossings > MOST_CROSSINGS) {
      String faint = Svg.fixed(Math.max(0.1, MOST_CROSSINGS / crossings));
      svg.append("<path stroke=\"currentColor\" stroke-opacity=\"" + faint);
      svg.append("\" stroke-width=\"0.5\" d=\"" + line + "\"/>\n");
    } else if (line.length() > 0) {
      svg.append("<path class=\"halo\" stroke=\"" + Palette.LIGHT_PAPER);
      svg.append("\" stroke-opacity=\"0.7\" stroke-width=\"4\" d=\"" + line + "\"/>\n");
      svg.append("<path stroke=\"currentColor\" stroke-width=\"1.6\" d=\"" + line + "\"/>\n");
    }
    svg.append("<g fill=\"currentColor\">");
    for (Point dot : path.dots()) {
      circle(path.x(dot), path.y(dot), "2.4");
    }
    svg.append("</g>\n");
    start(path.x(descent.first().at()), path.y(descent.first().at()));
    if (path.shows(descent.last().at())) {
      end(path.x(descent.last().at()), path.y(descent.last().at()));
    }
    svg.append("</g>\n");
  }

  private void start(double x, double y) {
    svg.append("<g class=\"paper\" fill=\"" + Palette.LIGHT_PAPER);
    svg.append("\" stroke=\"currentColor\" stroke-width=\"2.2\">");
    circle(x, y, "4.6");
    svg.append("</g>\n");
  }

  private void end(double x, double y) {
    svg.append("<g class=\"halo\" fill=\"currentColor\" stroke=\"" + Palette.LIGHT_PAPER);
    svg.append("\" stroke-width=\"1.4\">");
    circle(x, y, "5.4");
    svg.append("</g>\n");
  }

  /** A cross, larger than a dot that may be under it. */
  private void minimum(double x, double y) {
    svg.append("<path class=\"mark\" stroke=\"#1c1f24\" stroke-width=\"1.6\" d=\"");
    svg.append("M" + Svg.fixed(x - 7) + ',' + Svg.fixed(y - 7) + "l14,14m0,-14l-14,14\"/>\n");
  }

  private void circle(double x, double y, String radius) {
    svg.append("<circle cx=\"" + Svg.fixed(x) + "\" cy=\"" + Svg.fixed(y));
    svg.append("\" r=\"" + radius + "\"/>");
  }

  /** Opens an element in a line's colour; attributes may be added. */
  private void colour(String element, int colour) {
    svg.append("<" + element + " class=\"" + Palette.colourClass(colour));
    svg.append("\" color=\"" + Palette.light(colour) + "\"");
  }

  private static void append(StringBuilder shape, Polyline line, boolean closed) {
    int points = closed ? line.size() - 1 : line.size();
    for (int i = 0; i < points; i++) {
      shape.append(i == 0 ? 'M' : ' ').append(Svg.fixed(line.x()[i])).append(',');
      shape.append(Svg.fixed(line.y()[i]));
    }
    shape.append(closed ? "Z" : "");
  }

  private void axes() {
    String frame = Svg.fixed(box.left()) + "," + Svg.fixed(box.top());
    svg.append("<path class=\"axis\" fill=\"none\" stroke=\"#8a909c\" d=\"M" + frame);
    svg.append("h" + Svg.fixed(box.width()) + "v" + Svg.fixed(box.height()));
    svg.append("h-" + Svg.fixed(box.width()) + "z\"/>\n");
    Viewport window = land.window();
    for (Ticks.Tick tick :
        Ticks.linear(window.left(), window.right(), Math.max(2, (int) (box.width() / 70)))) {
      double x = box.left() + path.x(new Point(tick.value(), 0));
      svg.rule("axis", "#8a909c", 1, x, box.bottom(), x, box.bottom() + 5);
      svg.soft(x, box.bottom() + 18, "text-anchor=\"middle\"", tick.label());
    }
    for (Ticks.Tick tick :
        Ticks.linear(window.bottom(), window.top(), Math.max(2, (int) (box.height() / 45)))) {
      double y = box.top() + path.y(new Point(0, tick.value()));
      svg.rule("axis", "#8a909c", 1, box.left() - 5, y, box.left(), y);
      svg.soft(box.left() - 8, y + 4, "text-anchor=\"end\"", tick.label());
    }
  }

  private void legend(double y) {
    double x = box.left() + 6;
    colour("g", PATH_COLOUR);
    svg.append(">\n");
    start(x, y - 4);
    x = entry(x, y, "start");
    if (path.shows(descent.last().at())) {
      end(x, y - 4);
      x = entry(x, y, "end");
    }
    if (descent.rows().size() > 2) {
      svg.append("<g fill=\"currentColor\">");
      circle(x, y - 4, "2.4");
      svg.append("</g>\n");
      int steps = path.stepsPerDot();
      x = entry(x, y, steps == 1 ? "each step" : "every " + steps + " steps");
    }
    svg.append("</g>\n");
    List<Point> minima = descent.function().minima();
    if (!minima.isEmpty()) {
      minimum(x + 1, y - 4);
      entry(x + 3, y, minima.size() == 1 ? "minimum" : "minima");
    }
  }

  /** Writes an entry of the legend; returns the position of the next one's mark. */
  private double entry(double x, double y, String word) {
    svg.soft(x + 11, y, "", word);
    return x + 11 + Svg.pixels(word, FONT) + 24;
  }

  /** The bands from the lowest to the highest, with the levels between them. */
  private void bands(double y) {
    List<Double> levels = land.levels();
    if (levels.isEmpty()) {
      return;
    }
    double left = box.left() + 36;
    double step = Math.min(30, (box.right() - left) / (levels.size() + 1));
    svg.soft(box.left(), y, "", "loss");
    for (int i = 0; i <= levels.size(); i++) {
      svg.append("<rect" + ground.fill(i) + " x=\"" + Svg.fixed(left + i * step));
      svg.append("\" y=\"" + Svg.fixed(y - 10) + "\" width=\"" + Svg.fixed(step));
      svg.append("\" height=\"12\"/>\n");
    }
    String across = Svg.fixed(step * (levels.size() + 1));
    svg.append("<path class=\"axis\" fill=\"none\" stroke=\"#8a909c\" stroke-width=\"0.8\" d=\"M");
    svg.append(Svg.fixed(left) + "," + Svg.fixed(y - 10));
    svg.append("h" + across + "v12h-" + across + "z\"/>\n");
    double free = left;
    for (int i = 0; i < levels.size(); i++) {
      String label = Ticks.number(levels.get(i));
      double half = Svg.pixels(label, FONT) / 2;
      double x = left + (i + 1) * step;
      if (x - half >= free) {
        svg.soft(x, y + 15, "text-anchor=\"middle\"", label);
        free = x + half + 6;
      }
    }
  }
}
