package dev.rubato.optimizer;

/**
 * A kernel that goes over the parameters twice: {@link #measure} sums, {@link #conclude} decides,
 * {@link #update} moves. The sums are the same on any number of threads.
 */
public abstract class MeasuringKernel extends Kernel {

  /** What the sums go over. */
  public enum Over {
    /** One tensor, with its own copy of the kernel. */
    TENSOR,
    /**
     * All tensors that the optimizer moves. Their kernels share one {@link StepContext#memory}, and
     * {@link #conclude} is called on one of them: what it decides it leaves in the memory.
     */
    OPTIMIZER
  }

  /** What the sums go over: one tensor, unless a kernel says otherwise. */
  public Over over() {
    return Over.TENSOR;
  }

  /** How many sums there are. */
  public abstract int sums();

  /**
   * Adds the parameters from {@code from} to before {@code to} to the sums. It may change the
   * state, but neither the parameters nor the gradient.
   *
   * @param sums {@link Sums#add} takes what is summed, and its other methods sum
   */
  public abstract void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums);

  /**
   * Whether {@link #measure} changes nothing in a step, and gives sums that are not finite where
   * the gradient is not: then no other pass has to look for that first. Such a step may be begun
   * twice, and not be made.
   *
   * @param step that {@link #begin} has not taken yet
   */
  public boolean measuresOnly(StepContext step) {
    return false;
  }

  /** Takes the sums over all that was measured, before {@link #update}. */
  public abstract void conclude(double[] sums);

  /** Whether {@link #update} reads the gradient; else what it gets is anything. */
  public boolean updatesByGradient() {
    return true;
  }
}
