package dev.rubato.descend;

import dev.rubato.plot.Glyphs;
import dev.rubato.plot.draw.Canvas;
import dev.rubato.plot.draw.Ink;
import dev.rubato.plot.draw.TextWidth;
import dev.rubato.plot.draw.Ticks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws walks over a test function as text for a terminal: the surface as shades, darker where the
 * loss is higher, and on it the path in braille dots (or in ASCII) from {@code S} to {@code E}; of
 * several walks each in its colour to its number.
 */
public final class TerminalContours {
  private static final int NARROWEST = 40;
  private static final int LOWEST = 12;
  private static final int PATH_COLOUR = 1;
  private static final String FAINT = "\u001b[2m";

  private final List<Descent> walks;
  private final int width;
  private final int height;
  private final Ink ink;
  private final Glyphs glyphs;
  private final boolean ascii;
  private final String shades;

  private TerminalContours(List<Descent> walks, int width, int height, Ink ink, Glyphs glyphs) {
    this.walks = List.copyOf(walks);
    this.width = width;
    this.height = height;
    this.ink = ink;
    this.glyphs = glyphs;
    ascii = glyphs == Glyphs.ASCII;
    shades = ascii ? " .:-=" : " ·░▒▓";
  }

  /** The same for one walk. */
  public static String draw(Descent descent, int width, int height, boolean colour, Glyphs glyphs) {
    return draw(List.of(descent), width, height, colour, glyphs);
  }

  /**
   * The walks as at most {@code height} lines, each ended by a newline and none wider than {@code
   * width}.
   *
   * @param walks over one function, at least one
   * @param width in terminal columns; below 40 the picture is replaced by a note
   * @param height in lines; below 12 the picture is replaced by a note
   * @param colour whether to colour by ANSI escape sequences (16 colours)
   * @param glyphs what the terminal can show
   */
  public static String draw(
      List<Descent> walks, int width, int height, boolean colour, Glyphs glyphs) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a plot must be at least 1 wide and 1 high, was %d by %d",
              width,
              height));
    }
    TerminalContours plot = new TerminalContours(walks, width, height, new Ink(colour), glyphs);
    StringBuilder out = new StringBuilder();
    plot.lines().stream().limit(height).forEach(line -> out.append(line).append('\n'));
    return out.toString();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(cut(WalkText.title(walks)));
    lines.add(cut(WalkText.summary(walks)));
    if (width < NARROWEST || height < LOWEST) {
      lines.add(cut("too small to draw: " + NARROWEST + "x" + LOWEST + " needed"));
      return lines;
    }
    Viewport window = Landscape.around(walks);
    List<String> notes = WalkPath.notes(walks, window);
    int entries = walks.size() == 1 ? 0 : walks.size();
    picture(window, height - 5 - notes.size() - entries, lines);
    for (int i = 0; i < entries; i++) {
      String number = ink.paint(PATH_COLOUR + i, Integer.toString(i + 1));
      lines.add(number + " " + cut(WalkText.entry(walks.get(i)), width - 2));
    }
    notes.forEach(note -> lines.add(cut("(" + note + ")")));
    return lines;
  }

  /** The surface and the path between the axes, the marks below, and the legend. */
  private void picture(Viewport window, int rows, List<String> lines) {
    String[] marks = new String[rows];
    Arrays.fill(marks, "");
    for (Ticks.Tick tick : Ticks.linear(window.bottom(), window.top(), Math.max(2, rows / 3))) {
      double share = (window.top() - tick.value()) / window.height();
      marks[(int) Math.round(share * (rows - 1))] = tick.label();
    }
    int margin = Arrays.stream(marks).mapToInt(String::length).max().orElse(0) + 1;
    int columns = width - margin - 1;
    Landscape land = Landscape.of(walks.get(0).function(), window);
    char[][] ground = ground(land, columns, rows);
    Canvas canvas = new Canvas(columns, rows, glyphs == Glyphs.ASCII);
    List<WalkPath> paths = new ArrayList<>();
    for (Descent each : walks) {
      paths.add(new WalkPath(each, window, canvas.width() - 1, canvas.height() - 1));
    }
    for (int i = paths.size() - 1; i >= 0; i--) { // the first lies on top
      canvas.draw(PATH_COLOUR + i, paths.get(i).lines());
    }
    WalkPath path = paths.get(0);
    char[][] signs = new char[rows][columns];
    for (Point minimum : walks.get(0).function().minima()) {
      sign(signs, path, minimum, canvas, ascii ? 'x' : '×');
    }
    sign(signs, path, walks.get(0).first().at(), canvas, 'S');
    for (int i = walks.size() - 1; i >= 0; i--) {
      sign(signs, path, walks.get(i).last().at(), canvas, walks.size() == 1 ? 'E' : digit(i));
    }
    for (int r = 0; r < rows; r++) {
      String axis = marks[r].isEmpty() ? (ascii ? "|" : "│") : (ascii ? "+" : "┤");
      String mark = TextWidth.right(marks[r], margin - 1) + " ";
      lines.add(mark + axis + row(ground[r], canvas, r, signs[r]));
    }
    lines.addAll(xAxis(window, columns, margin));
    lines.add(cut(legend(land, path)));
  }

  private static char digit(int walk) {
    return (char) ('1' + walk);
  }

  /** A shade for each cell, from the height of its middle. */
  private char[][] ground(Landscape land, int columns, int rows) {
    Viewport window = land.window();
    char[][] ground = new char[rows][columns];
    for (int r = 0; r < rows; r++) {
      double y = window.top() - (r + 0.5) / rows * window.height();
      for (int c = 0; c < columns; c++) {
        double x = window.left() + (c + 0.5) / columns * window.width();
        ground[r][c] = shade(land, land.band(land.function().value(new Point(x, y))));
      }
    }
    return ground;
  }

  private char shade(Landscape land, int band) {
    return shades.charAt(band * shades.length() / (land.levels().size() + 1));
  }

  private static void sign(char[][] signs, WalkPath path, Point at, Canvas canvas, char sign) {
    if (path.shows(at)) {
      int row = (int) Math.round(path.y(at)) * signs.length / canvas.height();
      int column = (int) Math.round(path.x(at)) * canvas.columns() / canvas.width();
      signs[row][column] = sign;
    }
  }

  private String row(char[] ground, Canvas canvas, int row, char[] signs) {
    StringBuilder out = new StringBuilder();
    String now = "";
    for (int c = 0; c < ground.length; c++) {
      boolean walked = canvas.line(row, c) >= 0;
      boolean land = signs[c] == 0 && !walked;
      char path =
          !ascii
              ? canvas.glyph(row, c)
              : walks.size() == 1 ? 'o' : digit(canvas.line(row, c) - PATH_COLOUR);
      String colour = land ? FAINT : signs[c] == 0 ? ink.start(canvas.line(row, c)) : Ink.RESET;
      if (ink.colour() && !colour.equals(now)) {
        out.append(now.isEmpty() ? "" : Ink.RESET).append(colour);
        now = colour;
      }
      out.append(land ? ground[c] : signs[c] == 0 ? path : signs[c]);
    }
    return ink.colour() ? out + Ink.RESET : out.toString().stripTrailing();
  }

  /** The line with its marks, and below it their labels, as many as fit without touching. */
  private List<String> xAxis(Viewport window, int columns, int margin) {
    StringBuilder rule = new StringBuilder((ascii ? "-" : "─").repeat(columns));
    StringBuilder labels = new StringBuilder(" ".repeat(width));
    int free = 0;
    for (Ticks.Tick tick : Ticks.linear(window.left(), window.right(), Math.max(2, columns / 9))) {
      double share = (tick.value() - window.left()) / window.width();
      int column = (int) Math.round(share * (columns - 1));
      int length = tick.label().length();
      int start = Math.min(width - length, margin + 1 + column - length / 2);
      if (start >= free) {
        rule.setCharAt(column, ascii ? '+' : '┬');
        labels.replace(start, start + length, tick.label());
        free = start + length + 2;
      }
    }
    String corner = " ".repeat(margin) + (ascii ? "+" : "└");
    return List.of(corner + rule, labels.toString().stripTrailing());
  }

  private String legend(Landscape land, WalkPath path) {
    StringBuilder legend = new StringBuilder("S start");
    boolean end = walks.size() == 1 && path.shows(walks.get(0).last().at());
    legend.append(end ? "  E end" : walks.size() == 1 ? "" : "  1, 2… ends");
    int minima = walks.get(0).function().minima().size();
    if (minima > 0) {
      legend.append(ascii ? "  x " : "  × ").append(minima == 1 ? "minimum" : "minima");
    }
    legend.append("  loss");
    char before = shades.charAt(0);
    for (int band = 1; band <= land.levels().size(); band++) {
      char shade = shade(land, band);
      if (shade != before) {
        legend.append(band == 1 ? "" : " ").append(Ticks.number(land.levels().get(band - 1)));
        legend.append(' ').append(shade);
      }
      before = shade;
    }
    return legend.toString();
  }

  private String cut(String text) {
    return cut(text, width);
  }

  private String cut(String text, int most) {
    String shown = ascii ? text.replace("→", "->") : text;
    return TextWidth.cut(glyphs.clean(shown), most, glyphs.ellipsis());
  }
}
