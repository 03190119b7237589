package dev.rubato.battery;

import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/** What one training of a task moves and measures; used by one thread. */
interface Model {

  /** All that it remembers from one step to the next. */
  List<Weights> weights();

  /**
   * Makes the gradients of one batch.
   *
   * @param dice of the batch
   * @return the batch's loss
   */
  double gradients(Dice dice);

  /** Measures it on data that are not trained on, and changes nothing. */
  Map<String, Double> measure(Part part, Dice dice);

  /** Adds what identifies its data and form. */
  void addTo(MessageDigest digest);

  /** Data that are not trained on. */
  enum Part {
    VALIDATION,
    TEST
  }
}
