package dev.rubato.finder;

/**
 * A learning-rate range test (Smith 2017): a short training whose rate grows by the same factor
 * each step, until it ends or diverges.
 *
 * <pre>{@code
 * RangeTest.DEFAULT.rate(0); // 1.0E-7
 * RangeTest.DEFAULT.rate(99); // 10.0
 * }</pre>
 *
 * @param low the first rate, above 0
 * @param high the last rate, above the first
 * @param steps how many, at least 10
 */
public record RangeTest(double low, double high, int steps) {
  /** From 1e-7 to 10 in 100 steps. */
  public static final RangeTest DEFAULT = new RangeTest(1e-7, 10, 100);

  private static final double DIVERGED = 4;
  private static final int FIRST = 5;

  public RangeTest {
    if (!(low > 0) || !(high > low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "a range test must go from a rate above 0 to a higher one, was from "
              + low
              + " to "
              + high);
    }
    if (steps < 10) {
      throw new IllegalArgumentException("a range test needs at least 10 steps, was " + steps);
    }
  }

  /** The rate of a step from 0 on. */
  public double rate(int step) {
    return step == steps - 1 ? high : low * Math.pow(high / low, step / (steps - 1.0));
  }

  /** The rates of all steps. */
  public double[] rates() {
    double[] rates = new double[steps];
    for (int step = 0; step < steps; step++) {
      rates[step] = rate(step);
    }
    return rates;
  }

  /**
   * Whether to stop early: the last loss is not finite, or the last three all exceed the first by
   * four times its magnitude.
   *
   * @param losses of the steps made
   * @param made how many those are
   */
  public boolean hasDiverged(double[] losses, int made) {
    if (made == 0) {
      return false;
    }
    if (!Double.isFinite(losses[made - 1])) {
      return true;
    }
    if (made < FIRST + 3) {
      return false;
    }
    double first = 0;
    for (int i = 0; i < FIRST; i++) {
      first += losses[i] / FIRST;
    }
    double limit = first + (DIVERGED - 1) * Math.max(Math.abs(first), 1e-12);
    return losses[made - 1] > limit && losses[made - 2] > limit && losses[made - 3] > limit;
  }
}
