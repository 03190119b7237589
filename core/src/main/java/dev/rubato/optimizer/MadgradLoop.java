package dev.rubato.optimizer;

import org.jspecify.annotations.Nullable;

/** {@link Madgrad}'s loop, and the numbers that it needs. */
abstract class MadgradLoop {
  float weightDecay;
  float weight;
  float epsilon;
  float fresh;

  /** The loop in the processor's vectors, or null where these are not there. */
  static @Nullable MadgradLoop inVectors() {
    return DirectMemory.isReachable() ? new VectorMadgrad() : null;
  }

  /** Updates the parameters from {@code from} to before {@code to}, a multiple of a vector. */
  abstract void update(
      float[] p, float[] g, float[] sum, float[] squares, float[] start, int from, int to);
}
