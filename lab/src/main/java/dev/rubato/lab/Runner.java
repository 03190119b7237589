package dev.rubato.lab;

import dev.rubato.strategy.Snapshot;
import java.util.List;

/**
 * Where trials are run: this machine, or many. What comes out does not depend on it, so a piece
 * that was lost may simply be run again, and of two outcomes of one piece either may be taken.
 */
public interface Runner extends AutoCloseable {

  /**
   * Runs pieces, and those that they give birth to, until every trial is through.
   *
   * @throws RuntimeException what the listener threw; no more pieces are begun then
   */
  void run(Task task, List<TrialGroup> pieces, Listener listener);

  /** Begins no more pieces: the trials left end as cancelled. */
  void stop();

  @Override
  void close();

  /** Hears what becomes of trials; called from any thread, one call at a time. */
  interface Listener {
    /** Work on a piece begins; on a trial's later pieces too. */
    default void begun(List<Trial> trials) {}

    /** So many steps were made, each counted once for every trial that it belongs to. */
    void steps(long count);

    /** A trial is through. */
    void ended(TrialResult result);

    /** A trial has made as many updates as its piece wants, and can go on from a snapshot. */
    void paused(TrialResult result, Snapshot snapshot);
  }
}
