package dev.rubato.tasks;

/** The data of a task that can be downloaded are not on this machine. */
public final class MissingDataException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  MissingDataException(String message) {
    super(message);
  }
}
