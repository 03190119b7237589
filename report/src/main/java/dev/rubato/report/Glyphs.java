package dev.rubato.report;

import java.nio.charset.Charset;

/** Which characters a terminal can show: Unicode with braille dots and rules, or ASCII alone. */
public enum Glyphs {
  UNICODE,
  ASCII;

  /** Unicode where the charset of the output has braille, else ASCII. */
  public static Glyphs of(Charset charset) {
    return charset.canEncode() && charset.newEncoder().canEncode('⣿') ? UNICODE : ASCII;
  }

  /** Cleaned text in these characters. */
  String clean(String text) {
    return this == ASCII ? Text.ascii(text) : Text.clean(text);
  }

  String ellipsis() {
    return this == ASCII ? "..." : Text.ELLIPSIS;
  }
}
