package dev.rubato.lab.run;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.strategy.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the trials of a study are kept while it runs, and found when it is run again. */
public interface Ledger {
  /** Keeps nothing. */
  Ledger NONE = new Ledger() {};

  /**
   * A trial that was run before, to its end or a part of the way.
   *
   * @param snapshot where it can go on from, if it can
   */
  record Kept(TrialResult result, @Nullable Snapshot snapshot) {}

  /** The study is about to run these trials, in a part of it that has a name. */
  default void planned(String phase, List<Trial> trials) {}

  /** What is kept of a trial, or null where it was not run, or failed. */
  default @Nullable Kept find(Trial trial) {
    return null;
  }

  /** Trials begin. */
  default void begun(List<Trial> trials) {}

  /** A trial is through, or cancelled: then it is kept as far as it was before. */
  default void ended(TrialResult result) {}

  /** A trial stops on the way. */
  default void paused(TrialResult result, Snapshot snapshot) {}
}
