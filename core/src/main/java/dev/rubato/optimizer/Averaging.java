package dev.rubato.optimizer;

/** A kernel whose parameters while training are not those to evaluate and keep. */
public interface Averaging {

  /**
   * Puts the point to evaluate in the place of the point that is trained at.
   *
   * @param p the parameters from {@code from} to before {@code to}
   * @param state what {@link Kernel#update} left of them
   * @param memory what {@link StepContext#memory} held after the last step
   */
  void average(float[] p, float[][] state, double[] memory, int from, int to);
}
