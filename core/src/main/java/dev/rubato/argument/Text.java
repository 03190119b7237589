package dev.rubato.argument;

import dev.rubato.text.SafeText;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * A name that the notation writes in quotes, such as {@code "val/loss"}, with {@code \"} and {@code
 * \\} inside. What can be written without them is a {@link Word}.
 *
 * @param text one line, not empty, that can be shown as it is and is no word
 */
public record Text(String text) implements Argument {
  public Text {
    check(text);
    if (Word.isWord(text)) {
      throw new IllegalArgumentException("\"" + text + "\" is a word: use Text.orWord");
    }
  }

  /**
   * A word where the text is one, and otherwise a text.
   *
   * @throws IllegalArgumentException for a text that is empty or can't be shown on one line
   */
  public static Argument orWord(String text) {
    return Word.isWord(text) ? new Word(text) : new Text(text);
  }

  /**
   * Returns a text that may stand in quotes.
   *
   * @throws IllegalArgumentException for one that is empty or can't be shown on one line
   */
  public static String check(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a text must not be empty");
    }
    text.codePoints()
        .forEach(
            c -> {
              if (!SafeText.isSafe(c)) {
                throw new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "a text must be one line of visible characters, had U+%04X",
                        c));
              }
            });
    return text;
  }

  /** A text in quotes. */
  public static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public Text map(UnaryOperator<Value> replacement) {
    return this;
  }

  @Override
  public String toString() {
    return quoted(text);
  }
}
