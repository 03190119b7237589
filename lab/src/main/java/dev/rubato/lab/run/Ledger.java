package dev.rubato.lab.run;

import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.strategy.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the trials of a study are stored while it runs, and found when it is run again. Unlike in
 * other listeners, an exception in a ledger ends the study.
 */
public interface Ledger extends StudyListener {
  /** Keeps nothing. */
  Ledger NONE = new Ledger() {};

  /**
   * A trial that was run before, finished or paused.
   *
   * @param snapshot what it can resume from, if it can
   */
  record Kept(TrialResult result, @Nullable Snapshot snapshot) {}

  /** What is probably a slip in the strategies, such as a group that matches no parameter. */
  default void warn(List<String> warnings) {}

  /**
   * What is stored of a trial that was run and did not fail: first as this study judges it, then as
   * others do.
   */
  default List<Kept> find(Trial trial) {
    return List.of();
  }

  /**
   * What a study remembers of a trial whose end this ledger was told: the same result, whose curves
   * are read again from here where they are kept, so that the memory need not hold those of all.
   */
  default TrialResult kept(TrialResult result) {
    return result;
  }
}
