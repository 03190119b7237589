package dev.rubato.lab;

/** A task whose trainings can only be run as a whole, such as a program in another language. */
public non-sealed interface WholeTask extends Task {

  /**
   * Runs a trial from its first step to its last, whatever happens: one that diverges or fails has
   * a result that says so.
   *
   * @param listener told of steps and evaluations as they become known; the caller reports that the
   *     trial begins and ends
   */
  TrialResult run(Trial trial, TrialListener listener);
}
