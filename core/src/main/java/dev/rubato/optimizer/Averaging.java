package dev.rubato.optimizer;

/** A kernel whose training parameters are not those to evaluate and save. */
public interface Averaging {

  /**
   * Replaces the training point by the point to evaluate.
   *
   * @param p the parameters from {@code from} to before {@code to}
   * @param state what {@link Kernel#update} left of them
   * @param memory what {@link StepContext#memory} held after the last step
   */
  void average(float[] p, float[][] state, double[] memory, int from, int to);
}
