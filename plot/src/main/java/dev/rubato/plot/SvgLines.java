package dev.rubato.plot;

import dev.rubato.plot.draw.Box;
import dev.rubato.plot.draw.Polyline;
import dev.rubato.plot.draw.Svg;

/**
 * The curves and bands of a chart as SVG paths in a box of pixels, thinned so that the text stays
 * small however many points there are.
 */
final class SvgLines {

  /** All paths together take at most about this many characters. */
  private static final int BUDGET = 150_000;

  /** A point such as {@code 123.4,256.7} and the space before it. */
  private static final int POINT = 12;

  /** How far a stroke may miss a point, in pixels: much less than it is wide. */
  private static final double TOLERANCE = 0.1;

  private final Chart chart;
  private final PlotView view;
  private final Box box;
  private final double column;

  SvgLines(Chart chart, PlotView view, Box box) {
    this.chart = chart;
    this.view = view;
    this.box = box;
    long series = chart.lines().stream().mapToLong(line -> line.low() == null ? 1 : 2).sum();
    // Two points for each column of a line, and as many for a band.
    column = Math.max(1, box.width() * 2 * POINT * series / BUDGET);
  }

  /** The band around a line, or nothing. */
  String band(Series line) {
    Doubles low = line.low();
    Doubles high = line.high();
    if (low == null || high == null) {
      return "";
    }
    StringBuilder path = new StringBuilder();
    double[] bottom = edge(low);
    double[] top = edge(high);
    for (Thinning.Band band : Thinning.band(xs(line), bottom, top, column)) {
      Polyline up = Thinning.straightened(band.high(), TOLERANCE);
      Polyline down = Thinning.straightened(band.low(), TOLERANCE);
      for (int i = 0; i < up.size(); i++) {
        append(path, i == 0, up.x()[i], up.y()[i]);
      }
      for (int i = down.size() - 1; i >= 0; i--) {
        append(path, false, down.x()[i], down.y()[i]);
      }
      path.append('Z');
    }
    return path.length() == 0 ? "" : "<path d=\"" + path + "\"/>";
  }

  /** The curve of a line, with a dot for each point that has no neighbours. */
  String curve(Series line) {
    StringBuilder path = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    int most = BUDGET / POINT / chart.lines().size();
    double[] y = line.y().map(v -> box.bottom() - view.y().at(v) * box.height());
    for (Polyline run : Thinning.line(xs(line), y, column, most)) {
      if (run.size() == 1) {
        dots.append("<circle cx=\"").append(Svg.fixed(run.x()[0])).append("\" cy=\"");
        dots.append(Svg.fixed(run.y()[0]))
            .append("\" r=\"2.5\" fill=\"currentColor\" stroke=\"none\"/>");
      } else {
        Polyline corners = Thinning.straightened(run, TOLERANCE);
        for (int i = 0; i < corners.size(); i++) {
          append(path, i == 0, corners.x()[i], corners.y()[i]);
        }
      }
    }
    return (path.length() == 0 ? "" : "<path d=\"" + path + "\"/>") + dots;
  }

  private double[] xs(Series line) {
    return line.x().map(v -> box.left() + view.x().at(v) * box.width());
  }

  /**
   * A band's edge in pixels, clamped to the box: it may be infinite, or below a logarithmic axis.
   */
  private double[] edge(Doubles values) {
    return values.map(
        v -> {
          double inside = Math.max(view.y().low(), Math.min(view.y().high(), v));
          return Double.isNaN(v) ? v : box.bottom() - view.y().at(inside) * box.height();
        });
  }

  private static void append(StringBuilder path, boolean first, double x, double y) {
    path.append(first ? 'M' : ' ').append(Svg.fixed(x)).append(',').append(Svg.fixed(y));
  }
}
