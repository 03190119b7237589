package dev.rubato.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * By how much of its time a study is slowed while a page watches it, from pairs of equal pieces of
 * work of which one was watched. A pair's share is what the watched one took longer, for each look
 * a second, times the looks a second of one page: what a look costs doesn't depend on when the next
 * comes, as long as the server has time to spare.
 */
final class Slowdown {
  /** A page asks every two seconds while a study is live. */
  private static final double PAGE = 0.5;

  /** Of both tails together. */
  private static final double OUTSIDE = 0.05;

  private final List<Double> shares = new ArrayList<>();

  /** Adds a pair: times in any unit, and how often a second the watched one was looked at. */
  void add(double watched, double alone, double looksPerSecond) {
    shares.add((watched / alone - 1) * PAGE / looksPerSecond);
  }

  int count() {
    return shares.size();
  }

  /** The estimate, and the ends of its interval: shares of the study's time. */
  record Estimate(double low, double median, double high) {
    boolean holds(double share) {
      return low <= share && share <= high;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%.2f %% (%.2f to %.2f %%)", 100 * median, 100 * low, 100 * high);
    }
  }

  /**
   * The median of the pairs and its 95 % interval, from order statistics: whatever the noise is
   * distributed like, the true median is outside the k-th lowest and the k-th highest of n with
   * twice the chance of fewer than k heads in n throws. Of fewer than six pairs it is all of them,
   * which holds less often.
   */
  Estimate estimate() {
    List<Double> sorted = shares.stream().sorted().toList();
    int n = sorted.size();
    double chance = Math.pow(0.5, n); // of exactly k heads
    double below = 0;
    int k = 0;
    while (k < (n - 1) / 2 && 2 * (below + chance) <= OUTSIDE) {
      below += chance;
      chance *= (double) (n - k) / (k + 1);
      k++;
    }
    int outer = Math.max(0, k - 1);
    double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    return new Estimate(sorted.get(outer), median, sorted.get(n - 1 - outer));
  }
}
