package dev.rubato.cli;

import dev.rubato.plot.Glyphs;

/**
 * A strategy in little room: what says least goes first (the optimizer's arguments, then those of
 * the schedules), so that its shape survives, and only then its end.
 */
final class ShortStrategy {
  private ShortStrategy() {}

  /** The strategy in at most this many columns. */
  static String of(String strategy, int width, Glyphs glyphs) {
    int colon = colon(strategy);
    String optimizer = colon < 0 ? "" : strategy.substring(0, colon);
    String schedule = colon < 0 ? strategy : strategy.substring(colon + 1).strip();
    int groups = schedule.indexOf(" with \"");
    String plain = groups < 0 ? schedule : schedule.substring(0, groups);
    String name = optimizer.replaceAll("\\(.*", "");
    for (String shorter :
        new String[] {
          joined(optimizer, schedule),
          joined(name, schedule),
          joined(name, plain),
          joined(name, withoutArguments(plain)),
          withoutArguments(plain)
        }) {
      if (Glyphs.width(shorter) <= width) {
        return shorter;
      }
    }
    return glyphs.cut(joined(name, withoutArguments(plain)), width);
  }

  private static String joined(String optimizer, String schedule) {
    return optimizer.isEmpty() ? schedule : optimizer + ": " + schedule;
  }

  /** The colon after the optimizer, which is not within parentheses. */
  private static int colon(String strategy) {
    int depth = 0;
    for (int i = 0; i < strategy.length(); i++) {
      char c = strategy.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ':' && depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static String withoutArguments(String schedule) {
    StringBuilder kept = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < schedule.length(); i++) {
      char c = schedule.charAt(i);
      depth += c == '(' ? 1 : 0;
      if (depth == 0) {
        kept.append(c);
      }
      depth -= c == ')' ? 1 : 0;
    }
    return kept.toString();
  }
}
