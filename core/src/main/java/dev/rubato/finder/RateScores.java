package dev.rubato.finder;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The scores of trainings of one length, by their rate; those of one rate by their seed. */
final class RateScores {
  private final long length;
  private final double ratio;
  private final TreeMap<Double, List<Double>> all = new TreeMap<>();

  /**
   * No scores yet.
   *
   * @param length of each training in updates
   * @param ratio between neighbouring rates
   */
  RateScores(long length, double ratio) {
    this.length = length;
    this.ratio = ratio;
  }

  long length() {
    return length;
  }

  double ratio() {
    return ratio;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  void add(double rate, double score) {
    all.computeIfAbsent(rate, none -> new ArrayList<>()).add(score);
  }

  List<Double> of(double rate) {
    return Objects.requireNonNull(all.get(rate));
  }

  double lowest() {
    return all.firstKey();
  }

  double highest() {
    return all.lastKey();
  }

  /** The next lower rate, or null. */
  @Nullable Double below(double rate) {
    return all.lowerKey(rate);
  }

  /** The next higher rate, or null. */
  @Nullable Double above(double rate) {
    return all.higherKey(rate);
  }

  /** The next lower rate, tried or to be tried. */
  double down(double rate) {
    Double known = below(rate);
    return known == null ? round(rate / ratio) : known;
  }

  /** The next higher rate, tried or to be tried. */
  double up(double rate) {
    Double known = above(rate);
    return known == null ? round(rate * ratio) : known;
  }

  /** The mean over the first seeds; infinite where one diverged. */
  double mean(double rate, int seeds) {
    double sum = 0;
    for (int seed = 0; seed < seeds; seed++) {
      sum += of(rate).get(seed);
    }
    return sum / seeds;
  }

  boolean isFinite(double rate, int seeds) {
    return Double.isFinite(mean(rate, seeds));
  }

  /** The rates that were tried with at least so many seeds, rising. */
  List<Double> rates(int seeds) {
    return all.keySet().stream().filter(rate -> of(rate).size() >= seeds).toList();
  }

  /** The rate with the lowest mean over so many seeds, of equals the lowest; NaN if none has. */
  double best(int seeds) {
    double best = Double.NaN;
    for (double rate : rates(seeds)) {
      best = Double.isNaN(best) || mean(rate, seeds) < mean(best, seeds) ? rate : best;
    }
    return best;
  }

  /** What is still to be trained for a rate to have so many seeds. */
  List<RateProbe> missing(double rate, int seeds) {
    List<RateProbe> missing = new ArrayList<>();
    if (rate >= RateSearch.LOWEST && rate <= RateSearch.HIGHEST) {
      for (int i = all.getOrDefault(rate, List.of()).size(); i < seeds; i++) {
        missing.add(new RateProbe(rate, length, i));
      }
    }
    return missing;
  }

  /** To two digits, so that steps of √10 meet the decades. */
  static double round(double rate) {
    return Numbers.round(rate, 2);
  }
}
