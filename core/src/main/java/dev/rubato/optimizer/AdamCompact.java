package dev.rubato.optimizer;

import org.jspecify.annotations.Nullable;

/**
 * {@link Adam}'s loops where both means are kept in fewer bytes, as {@link HalvesKernel} and {@link
 * BitsKernel} say, and the numbers that they need.
 */
abstract class AdamCompact {
  float beta1;
  float fresh1;
  float beta2;
  float fresh2;
  float epsilon;
  float rate;
  float unbias;
  float coupledDecay;
  float keep;

  /** The loops in the processor's vectors, or null where these are not there or shorter. */
  static @Nullable AdamCompact inVectors() {
    if (!DirectMemory.isReachable() || Lanes.COUNT != HalvesKernel.GROUP) {
      return null;
    }
    try {
      return Class.forName("dev.rubato.optimizer.VectorAdamCompact")
          .asSubclass(AdamCompact.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      return null; // not as the class was compiled against
    }
  }

  /** As {@link HalvesKernel#updateHalves}. */
  abstract void update(
      float[] p, float[] g, int from, int[][] state, int place, int[] chances, int[] first);

  /** As {@link BitsKernel#updateBits}. */
  abstract void update(float[] p, float[] g, int from, int[][] bits);
}
