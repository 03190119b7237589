package dev.rubato.optimizer;

/** The workers that share one step, and their scratch arrays. */
public interface Workers {

  /** Work in parts that can be done in any order, by any worker. */
  @FunctionalInterface
  interface Work {

    /**
     * Does one part.
     *
     * @param thread the worker that does it, from 0: an index into arrays with one entry per worker
     */
    void part(int part, int thread);
  }

  /** How many threads there may be. */
  int threads();

  /** What sums for a worker. */
  Sums sums(int thread);

  /** Does all parts, and returns when they are done. */
  void run(int parts, Work work);

  /**
   * Scratch rows with arbitrary initial contents. They are the same at each step, so that a step
   * allocates nothing, and shared by all kernels that use this index. Only the caller of {@link
   * #run} may call this, not a part of the work: they may have to grow.
   *
   * @param rows how many rows are needed; there may be more, of any length
   * @param columns how long a row must be; it may be longer
   */
  float[][] scratch(int index, int rows, int columns);
}
