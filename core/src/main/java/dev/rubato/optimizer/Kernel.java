package dev.rubato.optimizer;

/**
 * One algorithm at work: reads a step's numbers once, then moves parameters in a plain loop.
 *
 * <p>In {@link #update} all arrays are indexed alike, which is what lets the compiler vectorize the
 * loop.
 */
public abstract class Kernel {

  /** How many numbers are remembered for each parameter. */
  public abstract int slots();

  /** What a slot holds before the first step. */
  public float initial(int slot) {
    return 0;
  }

  /** Takes the numbers of the step that comes; called once before {@link #update}. */
  public abstract void begin(Step step);

  /**
   * Moves the parameters from {@code from} to before {@code to}.
   *
   * @param p the parameters
   * @param g their gradient
   * @param state for each slot as many numbers as parameters
   */
  public abstract void update(float[] p, float[] g, float[][] state, int from, int to);
}
