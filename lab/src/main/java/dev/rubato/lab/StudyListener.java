package dev.rubato.lab;

import java.util.List;

/** Receives the events of a study and its trials; called from any thread, one call at a time. */
public interface StudyListener extends TrialListener {
  /**
   * A part of the study begins.
   *
   * @param name of the part
   * @param trials that it needs, including those already run
   * @param steps that must be run for them, counted for each trial, as far as is known
   */
  default void phase(String name, List<Trial> trials, long steps) {}

  /** A trial needs no steps, as it was finished before. */
  default void found(TrialResult result) {}

  /** A trial goes on from what was made of it before. */
  default void resumed(TrialResult soFar) {}

  /** This many of the phase's steps will not be made, as a trial ended early. */
  default void spared(long steps) {}

  /** Another listener threw, and gets no further events of this study. */
  default void dropped(TrialListener listener, Throwable reason) {}

  /**
   * The study goes on without an optimizer, since its first trials failed.
   *
   * @param optimizer in the notation
   * @param reason of the last
   */
  default void leftOut(String optimizer, String reason) {}
}
