package dev.rubato.lab.run;

/**
 * A study can't answer what it was asked, since trials that it needs failed; the message says why.
 */
public final class StudyFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /** With the reason that a trial gave. */
  public StudyFailedException(String reason) {
    super(reason);
  }
}
