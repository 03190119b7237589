package dev.rubato.lab.run;

import dev.rubato.lab.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * A study can't answer what it was asked, since trials that it needs failed; the message says why.
 */
public final class StudyFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final transient @Nullable TrialResult failed;

  /** With the reason that a trial gave. */
  public StudyFailedException(String reason) {
    this(reason, null);
  }

  /**
   * With the reason that a trial gave.
   *
   * @param failed the trial, where the others may do better
   */
  public StudyFailedException(String reason, @Nullable TrialResult failed) {
    super(reason);
    this.failed = failed;
  }

  /** The trial that failed, where the others may do better; otherwise null. */
  public @Nullable TrialResult failed() {
    return failed;
  }
}
