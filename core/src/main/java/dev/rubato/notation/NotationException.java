package dev.rubato.notation;

import dev.rubato.text.SafeText;

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
        + SafeText.columns(text.substring(from, to))
        + after
        + "\n"
        + " ".repeat(before.length() + start - from)
        + "^".repeat(carets)
        + " "
        + reason;
  }
}
