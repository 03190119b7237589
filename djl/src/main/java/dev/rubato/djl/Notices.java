package dev.rubato.djl;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What a training has to tell its author: each once. */
final class Notices {
  private static final System.Logger LOGGER = System.getLogger("dev.rubato.djl");

  /** Java's own logger, which prints to standard error where no other is connected. */
  static final Consumer<String> LOG = text -> LOGGER.log(System.Logger.Level.WARNING, text);

  private final Consumer<String> to;
  private final Set<String> told = new HashSet<>();

  Notices(Consumer<String> to) {
    this.to = to;
  }

  /**
   * Tells it, unless it was told.
   *
   * @param subject what it is about
   */
  void once(String subject, String text) {
    if (told.add(subject)) {
      to.accept(text);
    }
  }
}
