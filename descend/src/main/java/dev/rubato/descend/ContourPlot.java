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
 * Draws walks over a test function as an SVG file: the surface as bands between contour lines,
 * darker where the loss is higher, and the paths on top. Both axes have the same scale, so that a
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

  private static final int LAND_COLOUR = 0;

  private final List<Descent> walks;
  private final int width;
  private final int height;
  private final Box box;
  private final Landscape land;
  private final Shades ground;
  private final WalkMarks paths;
  private final Svg svg = new Svg();

  private ContourPlot(List<Descent> walks, int width, int height) {
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
    this.walks = List.copyOf(walks);
    this.width = width;
    this.height = height;
    Viewport around = Landscape.around(walks);
    box = box(around);
    Viewport window = around.withAspect(box.width() / box.height());
    land = Landscape.of(walks.get(0).function(), window);
    ground = new Shades(land.levels().size());
    paths = new WalkMarks(walks, window, box, svg);
  }

  private Box box(Viewport window) {
    double labels =
        Ticks.linear(window.bottom(), window.top(), 10).stream()
            .mapToDouble(tick -> Svg.pixels(tick.label(), FONT))
            .max()
            .orElse(0);
    int entries = walks.size() == 1 ? 0 : walks.size();
    double notes = (entries + WalkPath.notes(walks, window).size()) * NOTE_ROW;
    return new Box(PAD + Math.ceil(labels) + 8, TOP, width - PAD, height - BELOW - notes);
  }

  /** The same of one walk. */
  public static String draw(Descent descent, int width, int height) {
    return draw(List.of(descent), width, height);
  }

  /**
   * The walks as the text of an SVG file.
   *
   * @param walks over one function, at least one
   * @param width in pixels, at least 320
   * @param height in pixels, at least 240
   */
  public static String draw(List<Descent> walks, int width, int height) {
    return new ContourPlot(walks, width, height).file();
  }

  private String file() {
    String title = WalkText.title(walks);
    String name =
        TextWidth.escape(
            walks.size() == 1 ? title + " on " + walks.get(0).function().name() : title);
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    svg.append(" width=\"" + width + "\" height=\"" + height + "\"");
    svg.append(" viewBox=\"0 0 " + width + " " + height + "\"");
    svg.append(" role=\"img\" aria-label=\"").append(name);
    svg.append("\" font-family=\"").append(Svg.FONTS).append("\" font-size=\"12\">\n");
    svg.append("<title>").append(name).append("</title>\n");
    svg.append("<desc>").append(TextWidth.escape(WalkText.description(walks))).append("</desc>\n");
    svg.append("<style>").append(Palette.darkPlot()).append(ground.dark()).append("</style>\n");
    svg.append("<rect class=\"card\" width=\"100%\" height=\"100%\" rx=\"6\" fill=\"")
        .append(Palette.LIGHT_PAPER)
        .append("\"/>\n");
    double room = width - 2 * PAD;
    String bold = "font-size=\"15\" font-weight=\"600\"";
    svg.text(PAD, 32, "ink", "#1c1f24", bold, Svg.fit(title, room, 15.5));
    svg.soft(PAD, 51, "", Svg.fit(WalkText.summary(walks), room, FONT));
    picture();
    axes();
    paths.legend(box.bottom() + 44);
    bands(box.bottom() + 66);
    double y = box.bottom() + BELOW + 8;
    if (walks.size() > 1) {
      y = paths.entries(PAD, y, room, NOTE_ROW);
    }
    for (String note : WalkPath.notes(walks, land.window())) {
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
    paths.draw();
    svg.append("</svg>\n");
  }

  /**
   * One shape for each level, covering everything above it: higher ones are drawn over lower ones.
   */
  private void land() {
    WalkMarks.colour(svg, LAND_COLOUR);
    svg.append(" fill-rule=\"evenodd\" stroke=\"currentColor\"");
    svg.append(" stroke-opacity=\"0.5\" stroke-width=\"0.8\">\n");
    Contours contours =
        new Contours(land.function(), land.window(), box.width(), box.height(), CELL);
    for (int i = 0; i < land.levels().size(); i++) {
      StringBuilder shape = new StringBuilder();
      for (Polyline line : contours.above(land.levels().get(i))) {
        WalkMarks.append(shape, Polylines.simplified(line, TOLERANCE), true);
      }
      if (shape.length() > 0) {
        svg.append("<path" + ground.fill(i + 1) + " d=\"" + shape + "\"/>\n");
      }
    }
    svg.append("</g>\n");
  }

  private void axes() {
    String frame = Svg.fixed(box.left()) + "," + Svg.fixed(box.top());
    svg.append("<path class=\"axis\" fill=\"none\" stroke=\"#8a909c\" d=\"M" + frame);
    svg.append("h" + Svg.fixed(box.width()) + "v" + Svg.fixed(box.height()));
    svg.append("h-" + Svg.fixed(box.width()) + "z\"/>\n");
    Viewport window = land.window();
    for (Ticks.Tick tick :
        Ticks.linear(window.left(), window.right(), Math.max(2, (int) (box.width() / 70)))) {
      double x = box.left() + paths.x(new Point(tick.value(), 0));
      svg.rule("axis", "#8a909c", 1, x, box.bottom(), x, box.bottom() + 5);
      svg.soft(x, box.bottom() + 18, "text-anchor=\"middle\"", tick.label());
    }
    for (Ticks.Tick tick :
        Ticks.linear(window.bottom(), window.top(), Math.max(2, (int) (box.height() / 45)))) {
      double y = box.top() + paths.y(new Point(0, tick.value()));
      svg.rule("axis", "#8a909c", 1, box.left() - 5, y, box.left(), y);
      svg.soft(box.left() - 8, y + 4, "text-anchor=\"end\"", tick.label());
    }
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
