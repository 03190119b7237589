package dev.rubato.plot.draw;

/** The terminal colours of lines: twelve of the sixteen ANSI ones, or none at all. */
public record Ink(boolean colour) {

  /** Not black and white, which may be the background. */
  private static final int[] CODES = {34, 31, 32, 35, 36, 33, 94, 91, 92, 95, 96, 93};

  /** The escape sequence that ends a colour. */
  public static final String RESET = "\u001b[0m";

  /** The escape sequence that begins a line's colour; empty without colour. */
  public String start(int line) {
    return colour ? "\u001b[" + CODES[line % CODES.length] + "m" : "";
  }

  /** The text in a line's colour. */
  public String paint(int line, String text) {
    return colour ? start(line) + text + RESET : text;
  }
}
