package dev.rubato.optimizer;

/**
 * One running algorithm: reads a step's numbers once, then updates parameters in a plain loop.
 *
 * <p>In {@link #update} all arrays have the same index, which lets the compiler vectorize the loop;
 * a branch inside it, or an index with an offset, makes it several times slower. Several threads
 * call it at once, for different parameters, so it writes nothing but its arrays.
 *
 * <p>An algorithm whose step depends on sums extends {@link MeasuringKernel}, one that works on
 * whole matrices {@link MatrixKernel}; one that is evaluated at a different point than it is
 * trained at is {@link Averaging}; one that can work without arrays is also a {@link DirectKernel}.
 */
public abstract class Kernel {
  private static final double[] NONE = {};

  /** How many numbers are stored for each parameter. */
  public abstract int slots();

  /** What a slot holds before the first step. */
  public float initial(int slot) {
    return 0;
  }

  /**
   * The state besides the slots, before the first step: a few numbers for all parameters together.
   * {@link StepContext#memory} gives them back.
   */
  public double[] memory() {
    return NONE;
  }

  /** Takes the numbers of the next step; called once before {@link #update}. */
  public abstract void begin(StepContext step);

  /**
   * Whether the step that {@link #begin} took moves parameters although its rate is 0, since an
   * earlier one was not. If not, parameters stay bit for bit as they are, whatever {@link #update}
   * computes.
   */
  public boolean movesWithoutRate() {
    return false;
  }

  /**
   * What the step that {@link #begin} took leaves of each weight beside its update: 1 − lr·λ where
   * weight decay is decoupled, and 1, the default, where it is part of the gradient. Options that
   * change an update leave the decay as it is.
   */
  public float weightKept() {
    return 1;
  }

  /** Whether the step that {@link #begin} took only remembers its gradient, and moves nothing. */
  public boolean onlyRemembers() {
    return false;
  }

  /**
   * Moves the parameters from {@code from} to before {@code to}.
   *
   * @param p the parameters
   * @param g their gradient
   * @param state for each slot as many numbers as parameters
   */
  public abstract void update(float[] p, float[] g, float[][] state, int from, int to);
}
