package dev.rubato.battery;

import dev.rubato.strategy.Tensor;

/**
 * A named part of a model's memory.
 *
 * @param name in snapshots
 * @param values where they lie
 * @param gradient where it lies, of the same length
 * @param still whether no step moves it
 * @param shape its dimensions
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Weights(String name, float[] values, float[] gradient, boolean still, int... shape) {
  Tensor tensor() {
    Tensor tensor = Tensor.of(name, values, gradient, shape);
    return still ? tensor.still() : tensor;
  }
}
