package dev.rubato.lab.run;

import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.strategy.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Where the trials of a study are kept while it runs, and found when it is run again. Unlike what
 * other listeners throw, what a ledger throws ends the study.
 */
public interface Ledger extends StudyListener {
  /** Keeps nothing. */
  Ledger NONE = new Ledger() {};

  /**
   * A trial that was run before, to its end or a part of the way.
   *
   * @param snapshot where it can go on from, if it can
   */
  record Kept(TrialResult result, @Nullable Snapshot snapshot) {}

  /** What is kept of a trial, or null where it was not run, or failed. */
  default @Nullable Kept find(Trial trial) {
    return null;
  }
}
