package dev.rubato.plot;

import dev.rubato.plot.draw.Svg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What several rows measured, each row on one scale: a dot for each value, their mean, and the
 * interval around it, as {@code ├──●──┤}; in HTML with a line at the first row's mean, to which all
 * others are compared. What is far from all others is left out, with an arrow in its place.
 */
public record Strips(Scale scale, List<Strip> rows) implements CellPictures {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 22;
  private static final int MARGIN = 6;
  private static final int MIDDLE = HEIGHT / 2;

  /** How much further than the middle half of the rows a strip may reach. */
  private static final double FURTHER = 3;

  /**
   * One row.
   *
   * @param mean the mean, NaN or infinite where there is none
   * @param low the lower end of its interval
   * @param high the upper end of its interval
   * @param values the single values, such as one for each seed
   */
  public record Strip(double mean, double low, double high, Doubles values) {
    /** Everything of it that can be drawn. */
    private DoubleStream finite(Scale scale) {
      return DoubleStream.concat(DoubleStream.of(mean, low, high), values.stream())
          .filter(value -> Range.shows(value, scale));
    }
  }

  public Strips {
    rows = List.copyOf(rows);
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public int least() {
    return 11;
  }

  @Override
  public int most() {
    return 25;
  }

  @Override
  public String text(int row, int width, Glyphs glyphs) {
    Strip strip = rows.get(row);
    Range range = range();
    boolean ascii = glyphs == Glyphs.ASCII;
    char[] line = new char[width];
    Arrays.fill(line, ' ');
    if (!Range.shows(strip.mean(), scale) || strip.mean() > range.high()) {
      line[width - 1] = ascii ? '>' : '→';
      return new String(line);
    }
    int low = column(range, strip.low(), width);
    int high = column(range, strip.high(), width);
    for (int i = low; i <= high; i++) {
      line[i] = ascii ? '-' : '─';
    }
    strip.values().stream()
        .filter(value -> Range.shows(value, scale) && value <= range.high())
        .forEach(
            value -> {
              int at = column(range, value, width);
              line[at] = line[at] == ' ' ? (ascii ? '.' : '·') : ascii ? '+' : '┼';
            });
    line[low] = ascii ? '|' : '├';
    line[high] = ascii ? '|' : '┤';
    line[column(range, strip.mean(), width)] = ascii ? 'o' : '●';
    return new String(line).stripTrailing();
  }

  private static int column(Range range, double value, int width) {
    return (int) Math.round(range.within(value) * (width - 1));
  }

  @Override
  public String svg(int row, int stroke) {
    Strip strip = rows.get(row);
    Range range = range();
    StringBuilder out = new StringBuilder();
    out.append(CellPictures.open("strip", stroke, WIDTH, HEIGHT));
    if (Range.shows(rows.get(0).mean(), scale)) {
      out.append("<path class=\"best\" d=\"M").append(x(range, rows.get(0).mean()));
      out.append(",0v").append(HEIGHT).append("\"/>");
    }
    if (Range.shows(strip.mean(), scale) && strip.mean() <= range.high()) {
      String from = x(range, strip.low());
      String to = x(range, strip.high());
      out.append("<path class=\"span\" d=\"M").append(from).append(",6v10M").append(from);
      out.append(",11H").append(to).append('M').append(to).append(",6v10\"/>");
      strip.values().stream()
          .filter(value -> Range.shows(value, scale) && value <= range.high())
          .forEach(value -> out.append(circle("seed", x(range, value), 2)));
      out.append(circle("mean", x(range, strip.mean()), 4));
    } else {
      double right = WIDTH - MARGIN;
      out.append("<path class=\"beyond\" d=\"M").append(Svg.fixed(right - 12)).append(",11h12");
      out.append("m-4,-4l4,4l-4,4\"/>");
    }
    return out.append("</svg>").toString();
  }

  private static String circle(String css, String x, int radius) {
    return "<circle class=\""
        + css
        + "\" cx=\""
        + x
        + "\" cy=\""
        + MIDDLE
        + "\" r=\""
        + radius
        + "\"/>";
  }

  private static String x(Range range, double value) {
    return Svg.fixed(MARGIN + range.within(value) * (WIDTH - 2 * MARGIN));
  }

  /** The scale of all rows: from the lowest value to what most rows reach. */
  private Range range() {
    List<Double> reach = new ArrayList<>();
    double low = Double.POSITIVE_INFINITY;
    for (Strip strip : rows) {
      if (Range.shows(strip.mean(), scale)) {
        reach.add(strip.finite(scale).max().orElse(strip.mean()));
        low = Math.min(low, strip.finite(scale).min().orElse(strip.mean()));
      }
    }
    if (reach.isEmpty()) {
      return Range.of(scale == Scale.LOG ? 1 : 0, scale == Scale.LOG ? 1 : 0, scale);
    }
    reach.sort(null);
    double usual = reach.get((reach.size() - 1) / 2);
    double limit = low + (1 + FURTHER) * (usual - low);
    double high = low;
    for (double each : reach) {
      high = each <= limit ? Math.max(high, each) : high;
    }
    return Range.of(low, high, scale);
  }
}
