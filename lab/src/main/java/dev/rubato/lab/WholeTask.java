package dev.rubato.lab;

import java.util.function.LongConsumer;

/** A task whose trainings can only be run as a whole, such as a program in another language. */
public non-sealed interface WholeTask extends Task {

  /**
   * Runs a trial from its first step to its last, whatever happens: one that diverges or fails
   * gives a result that says so.
   *
   * @param progress told the number of updates made, now and then
   */
  TrialResult run(Trial trial, LongConsumer progress);
}
