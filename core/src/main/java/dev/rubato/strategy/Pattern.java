package dev.rubato.strategy;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The text by which a {@link ParameterGroup} finds its parameters. */
final class Pattern {
  private static final List<String> KINDS =
      List.of("@vector", "@weight", "@bias", "@scale", "@shift", "@norm", "@embedding");

  private Pattern() {}

  /**
   * Looks whether a text is a pattern.
   *
   * @throws IllegalArgumentException where it is none
   */
  static void checkAll(String pattern) {
    for (String part : parts(pattern)) {
      if (part.isEmpty()) {
        throw new IllegalArgumentException(
            "a group's pattern must not be empty: write a name, or * for any");
      }
      if (part.startsWith("@") && !KINDS.contains(part)) {
        throw new IllegalArgumentException(
            "a kind of parameters must be one of " + KINDS + ", was \"" + part + "\"");
      }
    }
  }

  /** Whether all that is named are kinds. */
  static boolean isOfKinds(String pattern) {
    return parts(pattern).stream().allMatch(part -> part.startsWith("@"));
  }

  static boolean matches(String pattern, String name) {
    return any(pattern, part -> !part.startsWith("@") && fits(part, name));
  }

  static boolean matches(String pattern, List<String> names, ParameterKind kind, int dimensions) {
    return any(
        pattern,
        part ->
            part.startsWith("@")
                ? isKind(part, kind, dimensions)
                : names.stream().anyMatch(name -> fits(part, name)));
  }

  private static boolean any(String pattern, Predicate<String> test) {
    for (String part : parts(pattern)) {
      if (test.test(part)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> parts(String pattern) {
    return List.of(pattern.strip().split("\\s*,\\s*", -1));
  }

  private static boolean isKind(String text, ParameterKind kind, int dimensions) {
    return switch (text) {
      case "@vector" -> dimensions <= 1;
      case "@norm" -> kind == ParameterKind.SCALE || kind == ParameterKind.SHIFT;
      default -> text.substring(1).equals(kind.name().toLowerCase(Locale.ROOT));
    };
  }

  private static boolean fits(String pattern, String name) {
    int n = 0;
    int p = 0;
    int star = -1; // the last * seen, which takes one more character when what follows does not fit
    int taken = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        taken = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++taken;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
