package dev.rubato.lab;

import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.strategy.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One fact about running trials: an immutable value that can be serialized (strategies as text,
 * numbers, a {@linkplain dev.rubato.strategy.Checkpoint checkpoint's} bytes), so that it can come
 * from another machine.
 *
 * <p>A trial begins; then come steps and evaluations, steps before the evaluation made after them
 * (but a program may report a step's loss after its metrics); then it pauses or ends. One that was
 * paused begins again and resumes at the next step. The batches of steps of a trial, one after the
 * other, are the rates and losses of its result.
 */
public sealed interface TrialEvent {

  /** Passes itself to the listener's method for its kind. */
  void tell(TrialListener listener);

  /**
   * Trials begin, or resume after a pause.
   *
   * @param trials that are one training so far
   * @param made updates made before
   */
  record Begun(List<Trial> trials, int made) implements TrialEvent {
    public Begun {
      trials = List.copyOf(trials);
    }

    @Override
    public void tell(TrialListener listener) {
      listener.begun(this);
    }
  }

  /**
   * A batch of steps was made, once for all trials that share them.
   *
   * @param trials whose steps these are
   * @param from updates made before the first of them
   * @param rates the learning rate of each; not to be changed
   * @param losses the batch loss of each, NaN if a program did not report it; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // boxed, they would cost more than the step
  record Steps(List<Trial> trials, int from, double[] rates, double[] losses)
      implements TrialEvent {
    public Steps {
      trials = List.copyOf(trials);
    }

    /** How many steps. */
    public int count() {
      return losses.length;
    }

    @Override
    public void tell(TrialListener listener) {
      listener.steps(this);
    }
  }

  /** A training was measured on the validation data, for all trials that share it. */
  record Evaluated(List<Trial> trials, Evaluation evaluation) implements TrialEvent {
    public Evaluated {
      trials = List.copyOf(trials);
    }

    @Override
    public void tell(TrialListener listener) {
      listener.evaluated(this);
    }
  }

  /**
   * The engine gave a non-finite loss or gradient, but a finite one when the step was retried from
   * the same state: that one counts.
   *
   * @param trials whose training it was
   * @param step updates made before it
   */
  record Faltered(List<Trial> trials, int step) implements TrialEvent {
    public Faltered {
      trials = List.copyOf(trials);
    }

    @Override
    public void tell(TrialListener listener) {
      listener.faltered(this);
    }
  }

  /**
   * A trial has made the requested number of updates, and can be resumed.
   *
   * @param soFar its result so far, with {@link Status#PAUSED}
   * @param snapshot what it can resume from
   */
  record Paused(TrialResult soFar, Snapshot snapshot) implements TrialEvent {
    @Override
    public void tell(TrialListener listener) {
      listener.paused(this);
    }
  }

  /**
   * Trials that share a running training have come this far, and it goes on. Should it be lost,
   * they resume from here where there is a snapshot; without one they start again.
   *
   * @param soFar the result of each so far, with {@link Status#PAUSED}, all of one length
   * @param snapshot what they can resume from; null where a training can't be copied
   */
  record Checkpointed(List<TrialResult> soFar, @Nullable Snapshot snapshot) implements TrialEvent {
    public Checkpointed {
      soFar = List.copyOf(soFar);
    }

    @Override
    public void tell(TrialListener listener) {
      listener.checkpointed(this);
    }
  }

  /** A trial is finished, or was cancelled before its first step. */
  record Ended(TrialResult result) implements TrialEvent {
    @Override
    public void tell(TrialListener listener) {
      listener.ended(this);
    }
  }
}
