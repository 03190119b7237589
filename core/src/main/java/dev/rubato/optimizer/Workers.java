package dev.rubato.optimizer;

/** The threads that share one step, and the arrays that they work in. */
public interface Workers {

  /** Work in parts that can be done in any order, by any thread. */
  @FunctionalInterface
  interface Work {

    /**
     * Does one part.
     *
     * @param thread who does it, from 0: an index of arrays of which each thread has one
     */
    void part(int part, int thread);
  }

  /** How many threads there may be. */
  int threads();

  /** Does all parts, and returns when they are done. */
  void run(int parts, Work work);

  /**
   * Rows to work in, that hold anything at first. They are the same at each step, so that a step
   * allocates nothing, and shared by all kernels that ask for this index. Only the caller of {@link
   * #run} asks, not a part of the work: they may have to grow.
   *
   * @param rows how many rows are needed; there may be more, of any length
   * @param columns how long a row must be; it may be longer
   */
  float[][] scratch(int index, int rows, int columns);
}
