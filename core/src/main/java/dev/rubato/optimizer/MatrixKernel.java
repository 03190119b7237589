package dev.rubato.optimizer;

/**
 * One algorithm running on one tensor as a whole, for those that use its rows and columns. It is
 * called by one thread, and shares its work with {@link Workers}.
 */
public abstract class MatrixKernel {

  /** How many arrays are stored. */
  public abstract int slots();

  /** The length of a stored array, which holds 0 before the first step. */
  public abstract int length(int slot);

  /** Takes the numbers of the next step. */
  public abstract void begin(StepContext step);

  /** As {@link Kernel#weightKept}. */
  public float weightKept() {
    return 1;
  }

  /** As {@link Kernel#onlyRemembers}. */
  public boolean onlyRemembers() {
    return false;
  }

  /**
   * Reads of the gradient what {@link #update} needs first, and changes nothing that is stored: so
   * a step may be begun and measured twice, and not be made. It is called before each update.
   *
   * @return true if it has seen that the gradient is finite; false if that must be looked at
   */
  public boolean measure() {
    return false;
  }

  /**
   * Moves the parameters; at a rate of 0 they stay as they are, whatever it stores.
   *
   * @param state an array for each slot
   */
  public abstract void update(float[][] state);
}
