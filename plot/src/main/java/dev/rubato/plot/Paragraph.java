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
    String[] words = line.split(" ", -1);
    int used = TextWidth.width(words[0]);
    out.append(words[0]);
    for (int i = 1; i < words.length; i++) {
      int size = TextWidth.width(words[i]);
      boolean fits = used == 0 || used + 1 + size <= width;
      out.append(fits ? ' ' : '\n').append(words[i]);
      used = fits ? used + 1 + size : size;
    }
    return out.toString();
  }
}
