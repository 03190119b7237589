package dev.rubato.strategy;

import dev.rubato.optimizer.StepContext;

/**
 * A parameter in memory that Java does not reach, such as a GPU's, and the arithmetic that moves it
 * there: of the optimizer that its group has, without clipping, maximizing, norms of gradients and
 * averages.
 *
 * <p>What it remembers has the same slots as that of the optimizer's own kernel, so that a training
 * can go on in Java's memory, and the other way round.
 */
public interface RemoteParameter {
  /** How many numbers it has. */
  int size();

  /** A copy of the values. */
  float[] values();

  /** Puts values in the place of those that are there. */
  void set(float[] values);

  /** Whether no number of the gradient is infinite or none. */
  boolean gradientIsFinite();

  /** One update. Where the rate is 0, the values stay as they are to the last bit. */
  void move(StepContext step);

  /** A copy of what is remembered: for each slot as many numbers as values. */
  float[][] memory();

  /** Puts what was remembered, of the same slots, in its place. */
  void restore(float[][] memory);
}
