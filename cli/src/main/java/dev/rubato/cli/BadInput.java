package dev.rubato.cli;

/** Input that can't be worked with: its message says what was wrong, and what was expected. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadInput(String message) {
    super(message);
  }
}
