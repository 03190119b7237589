package dev.rubato.descend;

import dev.rubato.plot.draw.Box;
import dev.rubato.plot.draw.Palette;
import dev.rubato.plot.draw.Polyline;
import dev.rubato.plot.draw.Polylines;
import dev.rubato.plot.draw.Svg;
import java.util.ArrayList;
import java.util.List;

/** The paths of walks over one function in an SVG picture, and the legend that explains them. */
final class WalkMarks {
  private static final double FONT = 12;

  /** The largest error of a simplified line, in pixels. */
  private static final double TOLERANCE = 0.075;

  /** A path longer than this many times width plus height is drawn faintly. */
  private static final double MOST_CROSSINGS = 25;

  /** The first after the colour of the ground. */
  private static final int FIRST_COLOUR = 1;

  private final List<Descent> walks;
  private final List<WalkPath> paths = new ArrayList<>();
  private final Box box;
  private final Svg svg;

  WalkMarks(List<Descent> walks, Viewport window, Box box, Svg svg) {
    this.walks = walks;
    this.box = box;
    this.svg = svg;
    for (Descent each : walks) {
      paths.add(new WalkPath(each, window, box.width(), box.height()));
    }
  }

  double x(Point point) {
    return paths.get(0).x(point);
  }

  double y(Point point) {
    return paths.get(0).y(point);
  }

  /** All paths, the first on top, and over them the minima. */
  void draw() {
    for (int i = walks.size() - 1; i >= 0; i--) {
      walk(i);
    }
    for (Point minimum : walks.get(0).function().minima()) {
      minimum(x(minimum), y(minimum));
    }
  }

  private void walk(int number) {
    WalkPath path = paths.get(number);
    Descent descent = walks.get(number);
    colour(svg, FIRST_COLOUR + number);
    svg.append(" fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n");
    StringBuilder line = new StringBuilder();
    double length = 0;
    for (Polyline part : path.lines()) {
      append(line, Polylines.simplified(part, TOLERANCE), false);
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
    for (Point dot : path.dots(stepsPerDot())) {
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

  private int stepsPerDot() {
    return paths.stream().mapToInt(WalkPath::stepsPerDot).max().orElse(1);
  }

  void legend(double y) {
    double x = box.left() + 6;
    colour(svg, FIRST_COLOUR);
    svg.append(">\n");
    start(x, y - 4);
    x = entry(x, y, "start");
    boolean ends = false;
    boolean steps = false;
    for (int i = 0; i < walks.size(); i++) {
      ends |= paths.get(i).shows(walks.get(i).last().at());
      steps |= walks.get(i).rows().size() > 2;
    }
    if (ends) {
      end(x, y - 4);
      x = entry(x, y, "end");
    }
    if (steps) {
      svg.append("<g fill=\"currentColor\">");
      circle(x, y - 4, "2.4");
      svg.append("</g>\n");
      int each = stepsPerDot();
      x = entry(x, y, each == 1 ? "each step" : "every " + each + " steps");
    }
    svg.append("</g>\n");
    List<Point> minima = walks.get(0).function().minima();
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

  /** A row for each of several walks; returns the height after them. */
  double entries(double x, double top, double room, double row) {
    double y = top;
    for (int i = 0; i < walks.size(); i++) {
      colour(svg, FIRST_COLOUR + i);
      svg.append(">\n");
      end(x + 6, y - 4);
      svg.append("</g>\n");
      svg.soft(x + 18, y, "", Svg.fit(WalkText.entry(walks.get(i)), room - 18, FONT));
      y += row;
    }
    return y;
  }

  /** Opens a group in a line's colour; attributes may be added. */
  static void colour(Svg svg, int colour) {
    svg.append("<g class=\"" + Palette.colourClass(colour));
    svg.append("\" color=\"" + Palette.light(colour) + "\"");
  }

  static void append(StringBuilder shape, Polyline line, boolean closed) {
    int points = closed ? line.size() - 1 : line.size();
    for (int i = 0; i < points; i++) {
      shape.append(i == 0 ? 'M' : ' ').append(Svg.fixed(line.x()[i])).append(',');
      shape.append(Svg.fixed(line.y()[i]));
    }
    shape.append(closed ? "Z" : "");
  }
}
