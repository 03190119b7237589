package dev.rubato.plot;

import dev.rubato.plot.draw.Canvas;
import dev.rubato.plot.draw.Ink;
import dev.rubato.plot.draw.TextWidth;
import java.util.ArrayList;
import java.util.List;

/**
 * The legend under a terminal plot: one letter and name for each mark, in as many columns as fit.
 */
final class TextLegend {

  private static final String GAP = "   ";
  private static final int NARROWEST = 16;

  private TextLegend() {}

  /**
   * The legend's rows, none wider than the width. If no arrangement fits every full name within the
   * rows, names are cut: at the end, or in the middle if their ends tell them apart.
   */
  static List<String> rows(List<Mark> marks, int width, int mostRows, Ink ink, Glyphs glyphs) {
    List<String> clean = marks.stream().map(mark -> glyphs.clean(mark.name())).toList();
    int columns = columns(clean, width, mostRows);
    int rows = Math.min(mostRows, (clean.size() + columns - 1) / columns);
    int cell = (width - GAP.length() * (columns - 1)) / columns;
    List<String> cut = TextWidth.cutAll(clean, Math.max(0, cell - 2), glyphs.ellipsis());
    int shown = Math.min(clean.size(), rows * columns);
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      StringBuilder line = new StringBuilder();
      for (int i = r; i < shown; i += rows) {
        boolean last = i == shown - 1 && shown < clean.size();
        String entry =
            last
                ? TextWidth.cut(
                    glyphs.ellipsis() + " and " + (clean.size() - shown + 1) + " more",
                    cell,
                    glyphs.ellipsis())
                : ink.paint(
                    i, TextWidth.cut(key(marks.get(i), i, glyphs) + " " + cut.get(i), cell, ""));
        int visible =
            last ? TextWidth.width(entry) : Math.min(cell, 2 + TextWidth.width(cut.get(i)));
        line.append(i == r ? "" : GAP).append(entry).append(" ".repeat(cell - visible));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** The key of a mark in the picture: a letter, or how a region is shaded. */
  private static char key(Mark mark, int entry, Glyphs glyphs) {
    return mark instanceof Region ? Canvas.shadeSign(glyphs == Glyphs.ASCII) : Canvas.letter(entry);
  }

  /** As many columns as show every name whole; if none does, as few as the rows allow. */
  private static int columns(List<String> names, int width, int mostRows) {
    int longest = names.stream().mapToInt(TextWidth::width).max().orElse(0) + 2;
    int whole = Math.max(1, (width + GAP.length()) / (longest + GAP.length()));
    int needed = (names.size() + mostRows - 1) / Math.max(1, mostRows);
    int possible = Math.max(1, (width + GAP.length()) / (NARROWEST + GAP.length()));
    return Math.min(names.size(), Math.max(whole, Math.min(needed, possible)));
  }
}
