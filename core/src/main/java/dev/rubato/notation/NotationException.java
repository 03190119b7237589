package dev.rubato.notation;

/** A text that is not in the notation: what is wrong, where, and what was expected. */
public final class NotationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private static final int WIDTH = 76;

  private final String reason;
  private final int start;
  private final int end;

  NotationException(String text, int start, int end, String reason) {
    super(excerpt(text, start, end, reason));
    this.reason = reason;
    this.start = start;
    this.end = end;
  }

  /** What is wrong, without the excerpt. */
  public String reason() {
    return reason;
  }

  /** The first character of the place. */
  public int start() {
    return start;
  }

  /** The character after the place. */
  public int end() {
    return end;
  }

  /** The line of the place, cut where it is long, and carets under it. */
  private static String excerpt(String text, int start, int end, String reason) {
    int lineStart = start;
    while (lineStart > 0 && text.charAt(lineStart - 1) != '\n') {
      lineStart--;
    }
    int from = Math.max(lineStart, start - WIDTH / 2);
    int to = from;
    while (to < text.length() && text.charAt(to) != '\n' && to - from < WIDTH) {
      to++;
    }
    String before = from > lineStart ? "…" : "";
    String after = to < text.length() && text.charAt(to) != '\n' ? "…" : "";
    int carets = Math.max(1, Math.min(end, to) - start);
    return before
        + printable(text.substring(from, to))
        + after
        + "\n"
        + " ".repeat(before.length() + start - from)
        + "^".repeat(carets)
        + " "
        + reason;
  }

  /** Untrusted text as one column a character: nothing that moves the cursor or sounds the bell. */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= ' ' && c < 0x7f) || (c > 0xa0 && isNarrowLetter(c));
      safe.append(plain ? c : c == '\t' || c == '\r' ? ' ' : '·');
    }
    return safe.toString();
  }

  /** Letters of one column, read from left to right: those beyond are not, or not all of them. */
  private static boolean isNarrowLetter(char c) {
    return c < '\u0530' && Character.isLetterOrDigit(c);
  }
}
