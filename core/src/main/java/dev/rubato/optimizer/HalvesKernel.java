package dev.rubato.optimizer;

/**
 * A kernel that works on state in bfloat16 as it is kept, two numbers to an int, on a Java that was
 * started with {@code --add-modules jdk.incubator.vector}, on a processor whose vectors have 8 or
 * 16 floats: to the bits of unpacking, {@link Kernel#update} and packing.
 */
public interface HalvesKernel {
  /** How many parameters are updated together. */
  int TOGETHER = 1024;

  /**
   * How many numbers in the lower halves of ints, one after the other, come before those in their
   * upper halves: as many as a vector has, so that memory is read in its order.
   */
  int GROUP = DirectMemory.isReachable() && Lanes.COUNT == 8 ? 8 : 16;

  /** Whether it does so with its arguments. */
  boolean worksOnHalves();

  /**
   * Updates as many parameters as {@link #TOGETHER}.
   *
   * @param from the first of them
   * @param state for each slot the ints
   * @param place the first of the ints
   * @param chances an int for each: its halves are added to the bits of the two floats before their
   *     lower halves are cut off
   * @param first for each slot where its first chance is
   */
  void updateHalves(
      float[] p, float[] g, int from, int[][] state, int place, int[] chances, int[] first);
}
