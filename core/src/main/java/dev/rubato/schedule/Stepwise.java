package dev.rubato.schedule;

import java.util.List;

/**
 * A whole schedule that is a stairway, evaluated at whole steps without converting to local time.
 *
 * <p>Trainings evaluate consecutive steps, so the last stair used is tried first; which one that is
 * only affects the speed, on any number of threads.
 */
final class Stepwise implements Curve {
  private final Stair[] stairs;
  private Stair last;

  /** A level from one step to before another. */
  record Stair(long from, long to, double level) {}

  /** Stairs from step 0 on, each from where the previous one ends, the last without an end. */
  Stepwise(List<Stair> stairs) {
    this.stairs = stairs.toArray(Stair[]::new);
    this.last = this.stairs[0];
  }

  @Override
  public double at(long t) {
    Stair stair = last;
    if (t >= stair.from && t < stair.to) {
      return stair.level;
    }
    if (t < 0) {
      throw new IllegalArgumentException("a step must be at least 0, was " + t);
    }
    stair = find(t);
    last = stair;
    return stair.level;
  }

  private Stair find(long t) {
    int low = 0;
    int high = stairs.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (t < stairs[middle].to) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return stairs[low];
  }
}
