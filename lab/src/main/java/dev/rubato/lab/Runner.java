package dev.rubato.lab;

import java.util.List;
import java.util.function.Predicate;

/**
 * Where trials are run: this machine, or many. Results do not depend on it, so a lost group may
 * simply be rerun, and of two outcomes of one group either may be used.
 */
public interface Runner extends AutoCloseable {

  /**
   * Runs groups, and those that they spawn, until every trial is finished or paused. The listener
   * is told when each given group begins, and then of its steps and evaluations until each of its
   * trials has paused or ended; one call at a time, from any thread.
   *
   * @param task opened here; a runner on other machines has a recipe to open it there
   * @throws RuntimeException whatever the listener threw; no further groups are started then
   */
  void run(Task task, List<TrialGroup> groups, TrialListener listener);

  /** Starts no further groups: the remaining trials end as cancelled. */
  void stop();

  /**
   * Starts no further groups of certain trials: these fail.
   *
   * @param trials of which the remaining ones are not run; asked from any thread
   * @param reason that they fail with
   */
  void giveUp(Predicate<Trial> trials, String reason);

  @Override
  void close();
}
