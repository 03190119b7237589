package dev.rubato.text;

/**
 * Untrusted text (names, commands, a program's output, a store's contents) made harmless. Unsafe is
 * defined once, here: whatever could move a cursor, ring a bell, change the reading direction,
 * break a markup parser, or look like nothing. It is replaced by {@link #UNSAFE}, so that a reader
 * sees that something was there.
 */
public final class SafeText {
  /** Replaces an unsafe character; not a question mark, which the notation uses. */
  public static final char UNSAFE = '·';

  private SafeText() {}

  /**
   * Whether a code point can be shown as it is: no control, format character (those of
   * bidirectional text among them), half of a surrogate pair, private use, line or paragraph
   * separator, and no unassigned code point.
   */
  public static boolean isSafe(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** The text on one line: each tab, line end and line separator becomes a space. */
  public static String line(String text) {
    return clean(text, ' ');
  }

  /** The same, truncated to this many chars. */
  public static String line(String text, int most) {
    return text.length() <= most ? line(text) : line(text.substring(0, most)) + "…";
  }

  /** The text with its newlines; otherwise as {@link #line}. */
  public static String lines(String text) {
    return clean(text, '\n');
  }

  /**
   * The text with one terminal column for each char, so that a caret can be put under any of them:
   * ASCII, and letters and digits of alphabets that are one column wide and read from left to
   * right. A character of two chars becomes two dots.
   */
  public static String columns(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean narrow = c < 0x7f || (c < 0x530 && Character.isLetterOrDigit(c));
      safe.append(c == '\t' || c == '\r' ? ' ' : narrow && isSafe(c) ? c : UNSAFE);
    }
    return safe.toString();
  }

  private static String clean(String text, char newline) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '\n' -> safe.append(newline);
        case '\t', '\r', '\u2028', '\u2029' -> safe.append(' ');
        default -> safe.appendCodePoint(isSafe(c) ? c : UNSAFE);
      }
    }
    return safe.toString();
  }
}
