package dev.rubato.plot.draw;

import java.util.Arrays;
import java.util.List;

/**
 * A grid of terminal cells that curves are drawn into: braille dots, two by four in a cell, or in
 * ASCII one letter per cell. Each cell records which lines pass, so that overlapping lines take
 * turns and letters can be put onto the curves.
 */
public final class Canvas {

  /** Lines beyond this many share their letter and colour with earlier ones. */
  private static final int LETTERS = 52;

  private static final int NONE = -1;

  /** Marks a cell taken by the left half of a wide character. */
  private static final String TAKEN = "\u0000";

  private static final int[][] BRAILLE = {
    {0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80},
  };

  private final int columns;
  private final int rows;
  private final boolean ascii;
  private final int dotsX;
  private final int dotsY;
  private final int[] dots;
  private final long[] passing;
  private final int[] labels;
  private final boolean[] spots;
  private final int[] shades;
  private final String[] words;

  /**
   * An empty canvas.
   *
   * @param columns cells across
   * @param rows cells from top to bottom
   * @param ascii whether a terminal can't show braille
   */
  public Canvas(int columns, int rows, boolean ascii) {
    this.columns = columns;
    this.rows = rows;
    this.ascii = ascii;
    dotsX = ascii ? 1 : 2;
    dotsY = ascii ? 1 : 4;
    dots = new int[columns * rows];
    passing = new long[columns * rows];
    labels = new int[columns * rows];
    Arrays.fill(labels, NONE);
    spots = new boolean[columns * rows];
    shades = new int[columns * rows];
    Arrays.fill(shades, NONE);
    words = new String[columns * rows];
    Arrays.fill(words, "");
  }

  /** The letter of a line, A to Z and then a to z. */
  public static char letter(int line) {
    int i = line % LETTERS;
    return (char) (i < 26 ? 'A' + i : 'a' + i - 26);
  }

  /** The sign of a region. */
  public static char shadeSign(boolean ascii) {
    return ascii ? ':' : '░';
  }

  /** The width in dots: a point on the right edge has x = width() − 1. */
  public int width() {
    return columns * dotsX;
  }

  /** How many cells there are across. */
  public int columns() {
    return columns;
  }

  /** The height in dots. */
  public int height() {
    return rows * dotsY;
  }

  /** Draws a line whose points are in dots from the top left; it may leave the canvas. */
  public void draw(int line, List<Polyline> polylines) {
    for (Polyline p : polylines) {
      if (p.size() == 1) {
        spot(line, p.x()[0], p.y()[0]);
      }
      for (int i = 1; i < p.size(); i++) {
        segment(line, p.x()[i - 1], p.y()[i - 1], p.x()[i], p.y()[i]);
      }
    }
  }

  /** A point without neighbours fills its cell, or it would be too small to see. */
  private void spot(int line, double x, double y) {
    int left = (int) Math.round(x) / dotsX * dotsX;
    int top = (int) Math.round(y) / dotsY * dotsY;
    for (int dx = 0; dx < dotsX; dx++) {
      for (int dy = dotsY / 4; dy < Math.max(1, dotsY * 3 / 4); dy++) {
        dot(line, left + dx, top + dy);
      }
    }
  }

  /** A point that is larger than a dot, as one sign in its cell. */
  public void point(int line, double x, double y) {
    int column = (int) Math.round(x) / dotsX;
    int row = (int) Math.round(y) / dotsY;
    if (column >= 0 && column < columns && row >= 0 && row < rows) {
      spot(line, x, y);
      spots[row * columns + column] = true;
    }
  }

  /** Dots as wide as a cell from one height to another. */
  public void bar(int line, double x, double y0, double y1) {
    int left = (int) Math.round(x) / dotsX * dotsX;
    for (int dx = 0; dx < dotsX; dx++) {
      segment(line, left + dx, y0, left + dx, y1);
    }
  }

  /** Shades the empty cells between two corners, given in dots. */
  public void shade(int line, double left, double top, double right, double bottom) {
    for (int r = (int) Math.round(top) / dotsY; r <= (int) Math.round(bottom) / dotsY; r++) {
      for (int c = (int) Math.round(left) / dotsX; c <= (int) Math.round(right) / dotsX; c++) {
        shades[r * columns + c] = line;
      }
    }
  }

  /** Writes text over everything, where it fits: after a place given in dots, or before it. */
  public void write(double x, double y, String text) {
    int size = TextWidth.width(text);
    int column = (int) Math.round(x) / dotsX;
    int row = (int) Math.round(y) / dotsY;
    int start = Math.max(0, column + 1 + size <= columns ? column + 1 : column - size);
    int cell = row * columns + start;
    int end = (row + 1) * columns;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      String sign = Character.toString(c);
      i += sign.length();
      int width = TextWidth.width(sign);
      if (width == 0 && cell > row * columns + start) {
        words[cell - 1] += sign; // an accent belongs to the letter before
      } else if (width > 0 && cell + width <= end) {
        words[cell] = sign;
        if (width == 2) {
          words[cell + 1] = TAKEN;
        }
        cell += width;
      }
    }
  }

  private void segment(int line, double x0, double y0, double x1, double y1) {
    // Rounded up: never further than one dot from point to point.
    int steps = (int) Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
    for (int i = 0; i <= steps; i++) {
      double share = steps == 0 ? 0 : (double) i / steps;
      dot(line, (int) Math.round(x0 + (x1 - x0) * share), (int) Math.round(y0 + (y1 - y0) * share));
    }
  }

  private void dot(int line, int x, int y) {
    if (x >= 0 && x < width() && y >= 0 && y < height()) {
      int cell = y / dotsY * columns + x / dotsX;
      dots[cell] |= ascii ? 1 : BRAILLE[x % dotsX][y % dotsY];
      passing[cell] |= 1L << (line % LETTERS);
    }
  }

  /**
   * Puts each line's letter onto its curve in several places: evenly spread, shifted a little from
   * line to line, and at the curve's end; if there is already another letter, a little before.
   */
  public void label(int lines) {
    int count = Math.min(lines, LETTERS);
    int period = Math.max(24, Math.min(columns, 4 * count));
    for (int line = 0; line < count; line++) {
      int free = Math.max(1, period / 2);
      for (int c = (line * 2 + 1) * period / (count * 2); c < columns; c += period) {
        label(line, c, free);
      }
    }
    for (int line = 0; line < count; line++) {
      int end = columns - 1;
      while (end > 0 && row(line, end) == NONE) {
        end--;
      }
      label(line, end, columns);
    }
  }

  private void label(int line, int column, int tries) {
    for (int c = column; c >= 0 && c > column - tries; c--) {
      int row = row(line, c);
      if (row != NONE) {
        labels[row * columns + c] = line;
        return;
      }
    }
  }

  /**
   * A row of the column where the line passes and there is no letter, of several the middle one.
   */
  private int row(int line, int column) {
    int[] own = new int[rows];
    int count = 0;
    for (int r = 0; r < rows; r++) {
      int cell = r * columns + column;
      if ((passing[cell] >> line & 1) == 1 && labels[cell] == NONE) {
        own[count++] = r;
      }
    }
    return count == 0 ? NONE : own[count / 2];
  }

  /** The content of a cell; nothing in the second of two that a wide character takes. */
  public String text(int row, int column) {
    String word = words[row * columns + column];
    return word.isEmpty() ? String.valueOf(glyph(row, column)) : word.equals(TAKEN) ? "" : word;
  }

  /** What is drawn in a cell. */
  public char glyph(int row, int column) {
    int cell = row * columns + column;
    if (labels[cell] != NONE) {
      return letter(labels[cell]);
    }
    if (dots[cell] == 0) {
      return shades[cell] == NONE ? ' ' : shadeSign(ascii);
    }
    if (spots[cell]) {
      return ascii ? 'o' : '•';
    }
    return ascii ? letter(line(row, column)) : (char) (0x2800 + dots[cell]);
  }

  /** The line that a cell belongs to, or −1: lines that share cells take turns along them. */
  public int line(int row, int column) {
    int cell = row * columns + column;
    if (!words[cell].isEmpty()) {
      return NONE;
    }
    if (labels[cell] != NONE) {
      return labels[cell];
    }
    long lines = passing[cell];
    if (lines == 0) {
      return shades[cell];
    }
    for (int skip = column % Long.bitCount(lines); skip > 0; skip--) {
      lines &= lines - 1;
    }
    return Long.numberOfTrailingZeros(lines);
  }
}
