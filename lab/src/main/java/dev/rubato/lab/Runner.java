package dev.rubato.lab;

import java.util.List;

/**
 * Where trials are run: this machine, or many. What comes out does not depend on it, so a group
 * that was lost may simply be run again, and of two outcomes of one group either may be taken.
 */
public interface Runner extends AutoCloseable {

  /**
   * Runs groups, and those that they spawn, until every trial is finished or paused. The listener
   * hears of each group that was given that it begins, and then of its steps and evaluations until
   * each of its trials has paused or ended; one call at a time, from any thread.
   *
   * @param task opened here; a runner that uses other machines was given a recipe to open it there
   * @throws RuntimeException what the listener threw; no more groups are begun then
   */
  void run(Task task, List<TrialGroup> groups, TrialListener listener);

  /** Begins no more groups: the trials left end as cancelled. */
  void stop();

  @Override
  void close();
}
