package dev.rubato.plot;

import dev.rubato.plot.draw.Palette;
import dev.rubato.plot.draw.Svg;
import dev.rubato.text.SafeText;
import java.util.List;

/** The legend at the bottom of an SVG file: a sample and a name for each entry. */
final class SvgLegend {
  private static final double FONT = 12;
  private static final double ROW = 18;
  private static final double GAP = 20;

  private SvgLegend() {}

  /** Draws it upwards from the bottom, in as many columns as fit; returns its top. */
  static double draw(
      Chart chart, Svg svg, double width, double height, double left, double bottom) {
    List<Mark> entries = chart.entries();
    List<String> names = entries.stream().map(mark -> SafeText.line(mark.name())).toList();
    boolean titled = names.size() == 1 && names.get(0).equals(SafeText.line(chart.title()));
    if (names.isEmpty() || titled || names.stream().allMatch(String::isBlank)) {
      return bottom;
    }
    double room = width - 2 * left;
    int mostRows = Math.max(1, (int) (height * 0.4 / ROW));
    double longest = names.stream().mapToDouble(name -> Svg.pixels(name, FONT)).max().orElse(0);
    int whole = (int) ((room + GAP) / (longest + Svg.SWATCH + 6 + GAP));
    int needed = (names.size() + mostRows - 1) / mostRows;
    int possible = (int) ((room + GAP) / (120 + GAP));
    int columns = Math.max(1, Math.min(names.size(), Math.max(whole, Math.min(needed, possible))));
    int rows = Math.min(mostRows, (names.size() + columns - 1) / columns);
    int shown = Math.min(names.size(), rows * columns);
    double cell = (room + GAP) / columns;
    List<String> fitted = Svg.fit(names, cell - Svg.SWATCH - 6 - GAP, FONT);
    double top = bottom - rows * ROW;
    for (int i = 0; i < shown; i++) {
      int column = i / rows;
      double x = left + column * cell;
      double y = top + i % rows * ROW + 13;
      if (i == shown - 1 && shown < names.size()) {
        svg.soft(x, y, "", "… and " + (names.size() - shown + 1) + " more");
      } else {
        swatch(svg, entries.get(i), i, x, y - 4);
        svg.text(x + Svg.SWATCH + 6, y, "ink", "#1c1f24", "", fitted.get(i));
      }
    }
    return top - 10;
  }

  private static void swatch(Svg svg, Mark mark, int colour, double x, double y) {
    if (mark instanceof Series) {
      svg.swatch(colour, x, y);
    } else {
      svg.append("<g class=\"" + Palette.colourClass(colour) + "\" color=\"");
      svg.append(Palette.light(colour) + "\">" + sample(mark, x, y) + "</g>\n");
    }
  }

  /** The sample of a mark other than a line, in 24 by 10 pixels: a disc, a bar, a rectangle. */
  static String sample(Mark mark, double x, double y) {
    double middle = x + Svg.SWATCH / 2;
    if (mark instanceof Points) {
      return "<circle cx=\"%s\" cy=\"%s\" r=\"4\" fill=\"currentColor\"/>"
          .formatted(Svg.fixed(middle), Svg.fixed(y));
    }
    boolean bar = mark instanceof Bars;
    return "<path fill=\"currentColor\" fill-opacity=\"%s\" d=\"%s\"/>"
        .formatted(
            bar ? "0.6" : "0.25",
            bar
                ? SvgMarks.rectangle(middle - 4, y - 5, middle + 4, y + 5)
                : SvgMarks.rectangle(x, y - 5, x + Svg.SWATCH, y + 5));
  }
}
