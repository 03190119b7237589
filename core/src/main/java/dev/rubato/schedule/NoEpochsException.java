package dev.rubato.schedule;

/** Something counts epochs, but nobody has said how many steps an epoch has. */
public final class NoEpochsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  NoEpochsException(Object needer) {
    super("\"" + needer + "\" counts epochs, but the horizon has no steps per epoch");
  }
}
