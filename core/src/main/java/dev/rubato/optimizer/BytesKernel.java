package dev.rubato.optimizer;

/**
 * A kernel that works on state in int8 as it is kept, one number to a byte, on a Java that was
 * started with {@code --add-modules jdk.incubator.vector}: to the bits of decoding, {@link
 * Kernel#update} and encoding.
 */
public interface BytesKernel {
  /** How many parameters are updated together. */
  int BLOCK = 256;

  /** Whether it does so with its arguments. */
  boolean worksOnBytes();

  /**
   * Updates a block, whose state is of two slots.
   *
   * <p>A number of a slot is the byte of its int that the shift says: a code c, whose float has the
   * bits of the scale and c times 2²⁰, or is 0 where c is; where the scale has a sign, c's highest
   * bit is the number's sign.
   *
   * @param from the first parameter
   * @param state for each slot the ints
   * @param place the first of the ints
   * @param shift how far the bytes of the block are from the lowest bit
   * @param scales for each slot the scale, whose sign says whether numbers have one
   * @param fresh for each slot where to put the bits of the floats after the update
   */
  void updateBytes(
      float[] p,
      float[] g,
      int from,
      int[][] state,
      int place,
      int shift,
      int[] scales,
      int[][] fresh);

  /** The same in direct memory. */
  void updateBytes(
      DirectMemory p,
      DirectMemory g,
      int from,
      int[][] state,
      int place,
      int shift,
      int[] scales,
      int[][] fresh);
}
