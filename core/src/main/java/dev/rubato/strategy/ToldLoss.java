package dev.rubato.strategy;

import dev.rubato.optimizer.Algorithm;
import java.util.List;

/** The loss that a step is told, for those algorithms whose step length follows from it. */
final class ToldLoss {
  private String asks = ""; // the algorithm that does, or none
  private double value = Double.NaN;

  /** Looks which of the tensors' algorithms asks for it. */
  void isFor(List<TensorState> tensors) {
    for (TensorState state : tensors) {
      Algorithm algorithm = state.group().optimizer().algorithm();
      if (!state.isFrozen() && algorithm.needsLoss() && asks.isEmpty()) {
        asks = algorithm.signature().name();
      }
    }
  }

  /** Whether an algorithm asks for it. */
  boolean isAsked() {
    return !asks.isEmpty();
  }

  /**
   * Looks whether a step may do without.
   *
   * @throws IllegalStateException where an algorithm asks for it
   */
  void checkNotAsked() {
    if (isAsked()) {
      throw new IllegalStateException(
          "the step was not made: the length of "
              + asks
              + "'s steps follows from the loss: call step(loss), with the loss whose gradient it"
              + " is");
    }
  }

  /** Takes the loss of a step, as it is minimized. */
  void set(double minimized) {
    value = minimized;
  }

  double value() {
    return value;
  }
}
