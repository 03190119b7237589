package dev.rubato.lab.compare;

import org.hipparchus.distribution.continuous.TDistribution;

/**
 * When the seeds of a comparison are looked at, and how sure an interval must be at each look for
 * all looks together to be wrong in at most 5 %.
 *
 * <p>Who looks after every seed and stops as soon as an interval of 95 % holds no 0 finds a
 * difference where there is none far more often than in 5 %. So the error is spent over the looks:
 * the k-th may be wrong in 5 %/(k(k + 1)), which adds up to 5 % however many looks there are (alpha
 * spending, Lan and DeMets 1983, <i>Biometrika</i> 70(3), with Boole's inequality in place of the
 * joint distribution of the looks, as seeds are few and need not be normal). The looks are at half
 * as many seeds more each time, so there are few of them. Where the search goes on later, with a
 * higher maximum, the looks are the same.
 *
 * @param first how many seeds there are at the first look
 * @param most no look is at more seeds; less than {@code first} if there is one look only
 */
public record Looks(int first, int most) {
  /** More seeds than anybody has. */
  static final int TOO_MANY = 1000;

  private static final double GROWTH = 0.5;
  private static final double FOUR_IN_FIVE = 0.84; // the normal quantile of 0.8

  /** One look, and no more. */
  static Looks once(int seeds) {
    return new Looks(seeds, 0);
  }

  /** Whether seeds are added until strategies are told apart. */
  public boolean areRepeated() {
    return most >= first;
  }

  /** The seeds of the look after one at this many; this many if it was the last. */
  int next(int seeds) {
    int next = after(seeds);
    return next <= most ? next : seeds;
  }

  private static int after(int seeds) {
    return seeds + Math.max(1, (int) (seeds * GROWTH));
  }

  /** How sure the interval of a look at this many seeds must be. */
  double confidence(int seeds) {
    if (!areRepeated()) {
      return Sample.CONFIDENCE;
    }
    int look = 1;
    for (int at = first; at < seeds; at = after(at)) {
      look++;
    }
    return 1 - (1 - Sample.CONFIDENCE) / ((double) look * (look + 1));
  }

  /**
   * How many seeds there are at the first look that would probably (in four of five cases) tell a
   * mean difference from 0, if it and its spread stay what they are.
   *
   * @return at most {@link #TOO_MANY}
   */
  int toDecide(Sample difference) {
    Looks all = new Looks(first, TOO_MANY);
    double size = Math.abs(difference.mean());
    double spread = difference.deviation();
    for (int at = after(difference.values().size()); at < TOO_MANY; at = after(at)) {
      if (size * Math.sqrt(at) >= spread * (quantile(all.confidence(at), at) + FOUR_IN_FIVE)) {
        return at;
      }
    }
    return TOO_MANY;
  }

  private static double quantile(double confidence, int seeds) {
    return new TDistribution(Math.max(1, seeds - 1))
        .inverseCumulativeProbability((1 + confidence) / 2);
  }
}
