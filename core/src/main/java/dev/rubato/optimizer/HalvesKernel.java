package dev.rubato.optimizer;

/**
 * A kernel that works on state in bfloat16 as it is kept, two numbers to an int, on a Java that was
 * started with {@code --add-modules jdk.incubator.vector}: to the bits of unpacking, {@link
 * Kernel#update} and packing.
 */
public interface HalvesKernel {
  /** How many parameters are updated together: those of the lower halves of ints, or the upper. */
  int TOGETHER = 512;

  /** Whether it does so with its arguments. */
  boolean worksOnHalves();

  /**
   * Updates as many parameters as {@link #TOGETHER}.
   *
   * @param from the first of them
   * @param state for each slot the ints
   * @param place the first of the ints
   * @param chances what is added to the bits of floats before their lower half is cut off
   * @param first for each slot where its first chance is
   * @param upper whether the parameters belong to the upper halves
   */
  void updateHalves(
      float[] p,
      float[] g,
      int from,
      int[][] state,
      int place,
      int[] chances,
      int[] first,
      boolean upper);

  /** The same in direct memory. */
  void updateHalves(
      DirectMemory p,
      DirectMemory g,
      int from,
      int[][] state,
      int place,
      int[] chances,
      int[] first,
      boolean upper);
}
