package dev.rubato.optimizer;

/**
 * One algorithm at work on one tensor as a whole, for those that see rows and columns in it. It is
 * called by one thread, and shares its work with a {@link Workers}.
 */
public abstract class MatrixKernel {

  /** How many arrays are remembered. */
  public abstract int slots();

  /** How long an array is that is remembered; it holds 0 before the first step. */
  public abstract int length(int slot);

  /** Takes the numbers of the step that comes. */
  public abstract void begin(StepContext step);

  /**
   * Moves the parameters; at a rate of 0 they stay as they are, whatever it stores.
   *
   * @param state what is remembered, for each slot an array
   */
  public abstract void update(float[][] state);
}
