package dev.rubato.lab.run;

import dev.rubato.lab.TrialResult;

/** Hears how a study goes on; called one call at a time. */
public interface Progress {
  /** Hears nothing. */
  Progress SILENT = new Progress() {};

  /** A part of the study begins, with so many more steps to make, each trial's own. */
  default void phase(String name, int trials, long steps) {}

  /** So many steps were made or are no longer needed. */
  default void steps(long count) {}

  /** A trial is through; {@code found} where it had been run before. */
  default void ended(TrialResult result, boolean found) {}
}
