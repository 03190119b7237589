package dev.rubato.optimizer;

/**
 * One algorithm at work: reads a step's numbers once, then moves parameters in a plain loop.
 *
 * <p>In {@link #update} all arrays are indexed alike, which is what lets the compiler vectorize the
 * loop; a branch inside it, or an index with an offset, makes it several times slower. Several
 * threads call it at once, for different parameters, so it writes nothing but its arrays.
 *
 * <p>An algorithm whose step depends on sums extends {@link MeasuringKernel}, one that works on
 * whole matrices {@link MatrixKernel}; one that is evaluated elsewhere than it is trained is {@link
 * Averaging}; one that can do without arrays is also a {@link DirectKernel}.
 */
public abstract class Kernel {
  private static final double[] NONE = {};

  /** How many numbers are remembered for each parameter. */
  public abstract int slots();

  /** What a slot holds before the first step. */
  public float initial(int slot) {
    return 0;
  }

  /**
   * What is remembered beside the slots, as it is before the first step: a few numbers for all
   * parameters together. {@link StepContext#memory} gives them back.
   */
  public double[] memory() {
    return NONE;
  }

  /** Takes the numbers of the step that comes; called once before {@link #update}. */
  public abstract void begin(StepContext step);

  /**
   * Whether the step that {@link #begin} took moves parameters although its rate is 0, since an
   * earlier one was not. Where it does not, parameters stay as they are to the last bit, whatever
   * {@link #update} makes of them.
   */
  public boolean movesWithoutRate() {
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
