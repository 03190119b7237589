package dev.rubato.optimizer;

/**
 * A kernel that works on the bits of its state's floats, as {@link ByteLoops} leaves and takes
 * them, on a Java that was started with {@code --add-modules jdk.incubator.vector}: to the bits of
 * {@link Kernel#update}.
 */
public interface BitsKernel {
  /** How many parameters are updated together. */
  int BLOCK = 256;

  /** Whether it does so with its arguments. */
  boolean worksOnBits();

  /**
   * Updates a block.
   *
   * @param from the first parameter
   * @param bits for each slot the bits of its floats, from 0 on
   */
  void updateBits(float[] p, float[] g, int from, int[][] bits);
}
