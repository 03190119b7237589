package dev.rubato.lab;

import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.strategy.Snapshot;
import java.util.List;
import java.util.Map;

/** One training of a task while it runs; used by one thread. */
public interface Training extends AutoCloseable {

  /** The learning rate that the next step will use. */
  double rate();

  /**
   * One update.
   *
   * @return the loss on this step's batch, before the update
   */
  double step();

  /**
   * How many steps gave a loss or a gradient that is not finite, but a finite one when they were
   * made again from the same state: faults of the engine, not of the strategy.
   */
  default long faltered() {
    return 0;
  }

  /**
   * Measures the model on the validation data, and changes nothing.
   *
   * @return metrics by name, among them {@code validation-loss}
   */
  Map<String, Double> validate();

  /** Tells the strategy of an evaluation made now. */
  void observe(Map<String, Double> metrics);

  /** Measures the model on the test data, which the strategy never sees. */
  Map<String, Double> test();

  /**
   * A copy of everything that later steps depend on, besides the strategy, the horizon and the
   * seed.
   *
   * @throws UnsupportedOperationException if the task does not {@linkplain SteppedTask#branches
   *     branch}
   */
  default Snapshot snapshot() {
    throw new UnsupportedOperationException("this training can't be copied");
  }

  /**
   * Resumes from a snapshot of a training with the same seed and optimizer, whose schedule gave the
   * same numbers until then.
   *
   * @param seen the evaluations that this strategy has seen so far
   * @throws UnsupportedOperationException if the task does not {@linkplain SteppedTask#branches
   *     branch}
   */
  default void restore(Snapshot snapshot, List<Evaluation> seen) {
    throw new UnsupportedOperationException("this training can't be copied");
  }

  @Override
  void close();
}
