package dev.rubato.battery;

import dev.rubato.lab.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Finds the truth about a task: a coarse scan with few seeds over all rates that may be best, then
 * a dense grid around the best of them, as far as rates are tied with the best.
 */
final class TruthScan {
  /** Rates of the dense grid in a decade. */
  static final int PER_DECADE = 8;

  /** The seeds of the truth, which nothing that is measured against it uses. */
  static final long FIRST_SEED = 1_000_001;

  private static final int COARSE = 4; // of the grid's steps: half a decade
  private static final double ALIKE = 0.01;
  private static final double CONFIDENCE = 0.95;

  private final MeasuredTask task;
  private final String optimizer;
  private final int seeds;
  private final Metric judged;
  private final ScanRange range;
  private final double untrained;
  private final Map<Integer, Finals> dense = new TreeMap<>();

  private TruthScan(MeasuredTask task, String optimizer, int seeds) {
    this.task = task;
    this.optimizer = optimizer;
    this.seeds = seeds;
    this.judged = task.about().judged();
    this.range = ScanRange.of(task, optimizer);
    this.untrained = Finals.untrained(task, FIRST_SEED, seeds);
  }

  /**
   * Trains a task until the truth is known.
   *
   * @param optimizer in the notation
   * @param seeds of each rate of the dense grid, at least 2
   */
  static Truth of(MeasuredTask task, String optimizer, int seeds) {
    return new TruthScan(task, optimizer, seeds).truth();
  }

  /** Roughly the best constant rate, the same at every call. */
  static double coarse(MeasuredTask task, String optimizer) {
    return rate(new TruthScan(task, optimizer, 3).coarse());
  }

  static double rate(int place) {
    return rounded(Math.pow(10, (double) place / PER_DECADE));
  }

  /** To the digits with which rates are written. */
  static double rounded(double rate) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.4e", rate));
  }

  private Finals train(int place, int count) {
    String strategy = optimizer + ": " + rate(place);
    return Finals.of(task, strategy, FIRST_SEED, count, untrained);
  }

  private Truth truth() {
    int center = coarse();
    int low = Math.max(ScanRange.ALL.low(), center - range.below());
    int high = Math.min(ScanRange.ALL.high(), center + range.above());
    for (int place = low; place <= high; place++) {
      dense.put(place, train(place, seeds));
    }
    int best = best(dense);
    while (low > ScanRange.ALL.low() && (best - low < COARSE || isTied(low, best))) {
      low--;
      dense.put(low, train(low, seeds));
      best = best(dense);
    }
    while (high < ScanRange.ALL.high() && (high - best < COARSE || isTied(high, best))) {
      high++;
      dense.put(high, train(high, seeds));
      best = best(dense);
    }
    List<RateTruth> rates = new ArrayList<>();
    for (Map.Entry<Integer, Finals> each : dense.entrySet()) {
      Finals finals = each.getValue();
      rates.add(
          new RateTruth(
              rate(each.getKey()),
              seeds,
              finals.diverged(),
              finals.mean(),
              finals.quantile(0.5),
              finals.quantile(0.1),
              finals.quantile(0.9),
              isTied(each.getKey(), best)));
    }
    return new Truth(task.name(), task.times(), optimizer, task.fingerprint(), untrained, rates);
  }

  /** The best of rates half a decade apart. */
  private int coarse() {
    Map<Integer, Finals> scan = new TreeMap<>();
    for (int place = range.low(); place <= range.high(); place += COARSE) {
      scan.put(place, train(place, range.seeds()));
    }
    return best(scan);
  }

  private int best(Map<Integer, Finals> finals) {
    int best = Integer.MIN_VALUE;
    double value = judged.worst();
    for (Map.Entry<Integer, Finals> each : finals.entrySet()) {
      double mean = each.getValue().mean();
      if (best == Integer.MIN_VALUE || judged.bestFirst().compare(mean, value) < 0) {
        best = each.getKey();
        value = mean;
      }
    }
    return best;
  }

  /**
   * Whether no seed more diverges than at the best rate, and the mean of paired differences from
   * the best has an interval (95 %, Student's t) that reaches 0, or is at most 1 % of what counts.
   */
  private boolean isTied(int place, int best) {
    Finals finals = of(place);
    Finals other = of(best);
    if (place == best) {
      return true;
    }
    if (finals.diverged() > other.diverged()) {
      return false;
    }
    double excess = Truth.excess(judged, task.bound(), untrained, finals.mean(), other.mean());
    if (excess <= ALIKE) {
      return true;
    }
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < seeds; i++) {
      sum += finals.values()[i] - other.values()[i];
    }
    double mean = sum / seeds;
    for (int i = 0; i < seeds; i++) {
      double away = finals.values()[i] - other.values()[i] - mean;
      squares += away * away;
    }
    double error = Math.sqrt(squares / (seeds - 1) / seeds);
    double width =
        new TDistribution(seeds - 1.0).inverseCumulativeProbability(0.5 + CONFIDENCE / 2);
    return Math.abs(mean) <= width * error;
  }

  private Finals of(int place) {
    Finals finals = dense.get(place);
    if (finals == null) {
      throw new IllegalStateException("no trainings at " + rate(place));
    }
    return finals;
  }
}
