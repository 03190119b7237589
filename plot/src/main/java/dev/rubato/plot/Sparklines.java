package dev.rubato.plot;

import dev.rubato.plot.draw.Svg;
import dev.rubato.text.Sparkline;
import java.util.List;

/**
 * A miniature curve for each row, each from 0 to its own highest value: the shape alone, such as
 * that of a learning rate over a training.
 */
public record Sparklines(List<Doubles> rows) implements CellPictures {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 22;
  private static final int MARGIN = 2;

  public Sparklines {
    rows = List.copyOf(rows);
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public int least() {
    return 6;
  }

  @Override
  public int most() {
    return 12;
  }

  @Override
  public String text(int row, int width, Glyphs glyphs) {
    Doubles curve = rows.get(row);
    if (curve.size() == 0) {
      return "";
    }
    double[] shown = new double[width];
    for (int i = 0; i < width; i++) {
      shown[i] = at(curve, width == 1 ? 0 : i / (width - 1.0));
    }
    return glyphs == Glyphs.ASCII ? Sparkline.ascii(shown) : Sparkline.of(shown);
  }

  @Override
  public String svg(int row, int stroke) {
    Doubles curve = rows.get(row);
    double highest = highest(curve);
    StringBuilder out = new StringBuilder();
    out.append(CellPictures.open("spark", stroke, WIDTH, HEIGHT)).append("<path d=\"");
    int inside = WIDTH - 2 * MARGIN;
    for (int i = 0; i <= inside && curve.size() > 0; i++) {
      double y = HEIGHT - MARGIN - share(curve, i / (double) inside, highest) * (HEIGHT - 6);
      out.append(i == 0 ? 'M' : ' ').append(MARGIN + i).append(',').append(Svg.fixed(y));
    }
    return out.append("\"/></svg>").toString();
  }

  private static double highest(Doubles curve) {
    return curve.stream().filter(Double::isFinite).max().orElse(0);
  }

  /** The curve's height at a share of its length, as a share of its highest value. */
  private static double share(Doubles curve, double at, double highest) {
    double value = at(curve, at);
    return highest > 0 && Double.isFinite(value) ? Math.max(0, value / highest) : 0;
  }

  private static double at(Doubles curve, double share) {
    return curve.at((int) Math.round(share * (curve.size() - 1)));
  }
}
