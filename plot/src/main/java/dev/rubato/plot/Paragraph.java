package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import java.util.stream.Collectors;

/** Running text for a terminal. */
public final class Paragraph {
  private Paragraph() {}

  /** Each line broken between words where it would be wider than this many columns. */
  public static String wrapped(String text, int width) {
    return text.lines().map(line -> broken(line, width)).collect(Collectors.joining("\n"));
  }

  private static String broken(String line, int width) {
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (String word : line.split(" ", -1)) {
      int size = TextWidth.width(word);
      if (used > 0 && used + 1 + size > width) {
        out.append('\n');
        used = 0;
      } else if (out.length() > 0) {
        out.append(' ');
        used++;
      }
      out.append(word);
      used += size;
    }
    return out.toString();
  }
}
