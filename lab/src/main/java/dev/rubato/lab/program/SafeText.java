package dev.rubato.lab.program;

import java.time.Duration;

/** Text of unknown programs made harmless, and durations in words. */
final class SafeText {
  private SafeText() {}

  /** The text with a space for each tab and a {@code ?} for whatever else a terminal might obey. */
  static String text(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean shown =
                  switch (Character.getType(c)) {
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
              plain.appendCodePoint(c == '\t' ? ' ' : shown ? c : '?');
            });
    return plain.toString();
  }

  /** The same, cut where it is longer than {@code length}. */
  static String text(String text, int length) {
    return text.length() <= length ? text(text) : text(text.substring(0, length)) + "…";
  }

  /** A duration such as {@code 10 min}. */
  static String duration(Duration time) {
    if (time.toSeconds() >= 7200) {
      return time.toHours() + " h";
    }
    if (time.toSeconds() >= 120) {
      return time.toMinutes() + " min";
    }
    return time.toMillis() >= 2000 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
