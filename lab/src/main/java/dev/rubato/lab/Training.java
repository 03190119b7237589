package dev.rubato.lab;

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
   * Measures the model on the validation data, and tells the strategy: one evaluation, one
   * observation.
   *
   * @return metrics by name, among them {@code validation-loss}
   */
  Map<String, Double> validate();

  /** Measures the model on the test data, of which the strategy hears nothing. */
  Map<String, Double> test();

  @Override
  void close();
}
