package dev.rubato.notation;

/** The error that a text gives. */
final class Errors {
  private Errors() {}

  /** The message for a text that is no strategy. */
  static String of(String text) {
    return exception(text).getMessage();
  }

  static NotationException exception(String text) {
    try {
      throw new AssertionError("was read as " + Notation.strategy(text));
    } catch (NotationException e) {
      return e;
    }
  }
}
