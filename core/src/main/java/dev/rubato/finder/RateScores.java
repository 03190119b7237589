package dev.rubato.finder;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The scores of trainings of one length, by their rate; those of one rate by their seed. */
final class RateScores {
  /** Of what a training gains, this share is no difference: the lower of two rates is taken. */
  private static final double ALIKE = 1e-4;

  private final long length;
  private final double ratio;
  private final TreeMap<Double, List<Double>> all = new TreeMap<>();
  private double untrained = Double.NaN;

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

  /** Tells what a model scores that was not trained, against which gains are measured. */
  void untrained(double score) {
    untrained = score;
  }

  void add(double rate, double score) {
    all.computeIfAbsent(rate, none -> new ArrayList<>()).add(score);
  }

  /** Of one rate; none if it was not tried. */
  List<Double> of(double rate) {
    return all.getOrDefault(rate, List.of());
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

  /**
   * The rate with the lowest mean over so many seeds; NaN if none has. Of neighbours that are alike
   * the lowest, which is farthest from where trainings diverge.
   */
  double best(int seeds) {
    List<Double> rates = rates(seeds);
    double best = lowestMean(seeds);
    if (!Double.isNaN(best)) {
      double limit = mean(best, seeds) + alike(seeds);
      for (int i = rates.indexOf(best) - 1; i >= 0 && mean(rates.get(i), seeds) <= limit; i--) {
        best = rates.get(i);
      }
    }
    return best;
  }

  /**
   * The rate with the lowest mean over so many seeds, even if others are alike; NaN if none has.
   */
  double lowestMean(int seeds) {
    double best = Double.NaN;
    for (double rate : rates(seeds)) {
      best = Double.isNaN(best) || mean(rate, seeds) < mean(best, seeds) ? rate : best;
    }
    return best;
  }

  /** By how much scores may differ that are alike. */
  double alike(int seeds) {
    double gained = untrained - mean(lowestMean(seeds), seeds);
    return Double.isFinite(gained) ? ALIKE * Math.max(0, gained) : 0;
  }

  /** By how much a rate's mean is above another's, over the seeds that both have. */
  double difference(double rate, double other) {
    int seeds = Math.min(of(rate).size(), of(other).size());
    return rate == other ? 0 : mean(rate, seeds) - mean(other, seeds);
  }

  /** The standard deviation of a score that neither its rate nor its seed explains. */
  double noise(int seeds) {
    List<Double> finite = rates(seeds).stream().filter(rate -> isFinite(rate, seeds)).toList();
    int freedom = (finite.size() - 1) * (seeds - 1);
    if (freedom < 1) {
      return 0;
    }
    double mean = finite.stream().mapToDouble(rate -> mean(rate, seeds)).average().orElse(0);
    double sum = 0;
    for (int seed = 0; seed < seeds; seed++) {
      int each = seed;
      double ofSeed = finite.stream().mapToDouble(rate -> of(rate).get(each)).average().orElse(0);
      for (double rate : finite) {
        double residual = of(rate).get(seed) - ofSeed - mean(rate, seeds) + mean;
        sum += residual * residual;
      }
    }
    return Math.sqrt(sum / freedom);
  }

  /**
   * The smallest difference that scores can show where they are counts, such as an accuracy on few
   * examples: 0 if no seed scored the same at two rates.
   */
  double resolution() {
    double[] sorted =
        all.values().stream()
            .flatMap(List::stream)
            .mapToDouble(each -> each)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < sorted.length; i++) {
      double apart = sorted[i] - sorted[i - 1];
      boolean isRounding = apart <= 1e-9 * Math.abs(sorted[i]);
      least = isRounding ? least : Math.min(least, apart);
    }
    return Double.isFinite(least) && repeats() ? least : 0;
  }

  private boolean repeats() {
    for (int seed = 0; !rates(seed + 1).isEmpty(); seed++) {
      int of = seed;
      List<Double> scores =
          rates(seed + 1).stream().map(rate -> of(rate).get(of)).filter(Double::isFinite).toList();
      if (scores.stream().distinct().count() < scores.size()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The rate at the lowest point of the parabola through the best rate and its neighbours, halfway
   * between that of all seeds and the mean of those that leave one seed out: so a single seed moves
   * it less.
   */
  double minimum(int seeds) {
    double all = Math.log(vertex(seeds));
    if (seeds == 1) {
      return Math.exp(all);
    }
    double sum = 0;
    for (int seed = 0; seed < seeds; seed++) {
      sum += Math.log(without(seed).vertex(seeds - 1));
    }
    return Math.exp((all + sum / seeds) / 2);
  }

  private RateScores without(int seed) {
    RateScores rest = new RateScores(length, ratio);
    rest.untrained(untrained);
    for (double rate : all.keySet()) {
      for (int i = 0; i < of(rate).size(); i++) {
        if (i != seed) {
          rest.add(rate, of(rate).get(i));
        }
      }
    }
    return rest;
  }

  private double vertex(int seeds) {
    double best = best(seeds);
    Double low = below(best);
    Double high = above(best);
    if (low == null || high == null) {
      return best;
    }
    double below = difference(low, best);
    double above = difference(high, best);
    if (!(below >= 0 && above >= 0 && below + above > 0 && Double.isFinite(below + above))) {
      return best;
    }
    double step = 0.5 * (below - above) / (below + above);
    return best * Math.pow(step > 0 ? high / best : best / low, step);
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
