package dev.rubato.lab;

/**
 * Receives the events of running trials; called from any thread, one call at a time. Training waits
 * for it, so it should return quickly. A listener that throws is not called again, and harms no
 * training.
 */
public interface TrialListener {
  /** Hears nothing. */
  TrialListener NONE = new TrialListener() {};

  /** Any event; passes it to the method for its kind. */
  default void hear(TrialEvent event) {
    event.tell(this);
  }

  /** Trials begin, or resume after a pause. */
  default void begun(TrialEvent.Begun event) {}

  /** A batch of steps was made. */
  default void steps(TrialEvent.Steps event) {}

  /** A training was measured on the validation data. */
  default void evaluated(TrialEvent.Evaluated event) {}

  /** The engine gave a non-finite loss or gradient once, but not again from the same state. */
  default void faltered(TrialEvent.Faltered event) {}

  /** A trial has made the requested number of updates, and can be resumed. */
  default void paused(TrialEvent.Paused event) {}

  /** A running training has come this far. */
  default void checkpointed(TrialEvent.Checkpointed event) {}

  /** A trial is finished, or was cancelled. */
  default void ended(TrialEvent.Ended event) {}
}
