package dev.rubato.optimizer;

/** A kernel that also moves parameters in direct memory, without a copy, to the same bits. */
public interface DirectKernel {

  /** The lengths that it can do are multiples of this. */
  int lanes();

  /**
   * Updates this many parameters.
   *
   * @param p the parameters
   * @param g their gradient
   * @param from the first of them in both
   * @param state for each slot as many numbers
   * @param length how many, a multiple of {@link #lanes}
   */
  void update(DirectMemory p, DirectMemory g, int from, float[][] state, int length);
}
