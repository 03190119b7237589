package dev.rubato.plot;

import dev.rubato.plot.draw.Palette;
import java.util.Locale;

/**
 * Small pictures in the cells of a column, one for each row: {@link Strips} of values on one scale,
 * or {@link Sparklines}. A terminal shows them where it has room; a cell's text says what they show
 * where it has none.
 */
public sealed interface CellPictures permits Strips, Sparklines {
  /** How many rows there are. */
  int size();

  /** The fewest columns of a terminal that show anything. */
  int least();

  /** More columns of a terminal than these show nothing more. */
  int most();

  /** A row's picture, at most as many columns of a terminal wide. */
  String text(int row, int width, Glyphs glyphs);

  /** A row's picture as an SVG element, in the colour of a line's stroke. */
  String svg(int row, int stroke);

  /** The opening of such an element, which has a class of its own for the page's style. */
  static String open(String css, int stroke, int width, int height) {
    return String.format(
        Locale.ROOT,
        "<svg class=\"%s %s\" color=\"%s\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " aria-hidden=\"true\">",
        css,
        Palette.colourClass(stroke),
        Palette.light(stroke),
        width,
        height,
        width,
        height);
  }
}
