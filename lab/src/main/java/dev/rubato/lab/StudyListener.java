package dev.rubato.lab;

import java.util.List;

/** Hears of a study, and of its trials; called from any thread, one call at a time. */
public interface StudyListener extends TrialListener {
  /**
   * A part of the study begins.
   *
   * @param name of the part
   * @param trials that it needs, those that were run before among them
   * @param steps that have to be made for them, each trial's own, as far as is known
   */
  default void phase(String name, List<Trial> trials, long steps) {}

  /** A trial needs no step, as it was run to its end before. */
  default void found(TrialResult result) {}

  /** So many of the phase's steps will not be made, as a trial ended before. */
  default void spared(long steps) {}

  /** Another listener threw, and hears no more of this study. */
  default void dropped(TrialListener listener, Throwable reason) {}
}
