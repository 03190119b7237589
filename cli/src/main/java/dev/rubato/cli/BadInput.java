package dev.rubato.cli;

import dev.rubato.schedule.NoEpochsException;

/** Input that can't be worked with: its message says what was wrong, and what was expected. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadInput(String message) {
    super(message);
  }

  /** What the library says of the input, with what to type. */
  static BadInput of(String before, IllegalArgumentException e) {
    String hint =
        e instanceof NoEpochsException ? ": say how many by --steps-per-epoch, or count steps" : "";
    return new BadInput(before + e.getMessage() + hint);
  }
}
