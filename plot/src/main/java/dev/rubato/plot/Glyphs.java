package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import dev.rubato.text.SafeText;
import java.nio.charset.Charset;

/** Which characters a terminal can show: Unicode with braille dots and rules, or only ASCII. */
public enum Glyphs {
  UNICODE,
  ASCII;

  /** Unicode if the charset of the output has braille, else ASCII. */
  public static Glyphs of(Charset charset) {
    return charset.canEncode() && charset.newEncoder().canEncode('⣿') ? UNICODE : ASCII;
  }

  /** Cleaned text in these characters. */
  public String clean(String text) {
    return this == ASCII ? TextWidth.ascii(text) : SafeText.line(text);
  }

  /** The text itself, or its start and an ellipsis if it is wider than this many columns. */
  public String cut(String text, int width) {
    return TextWidth.cut(text, width, ellipsis());
  }

  /** How many terminal columns a text takes. */
  public static int width(String text) {
    return TextWidth.width(text);
  }

  public String ellipsis() {
    return this == ASCII ? "..." : TextWidth.ELLIPSIS;
  }
}
