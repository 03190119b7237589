package dev.rubato.interop;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as programs, configurations and tables write them: {@code 5}, {@code .1}, {@code 3e-4}.
 */
final class ForeignNumber {
  private static final int LONGEST = 400;
  private static final Pattern FORM =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private ForeignNumber() {}

  /** The number that a whole text is, or null. */
  static @Nullable Double of(String text) {
    return text.length() <= LONGEST && FORM.matcher(text).matches() ? Double.valueOf(text) : null;
  }
}
