package dev.rubato.schedule;

/**
 * A schedule resolved against a horizon: a pure function of the step, that any thread may evaluate
 * at any step in any order.
 */
@FunctionalInterface
public interface Curve {

  /**
   * The value for the update after {@code t} previous ones; from the end of the horizon on, the
   * final value.
   *
   * @throws IllegalArgumentException if {@code t} is negative
   */
  double at(long t);
}
