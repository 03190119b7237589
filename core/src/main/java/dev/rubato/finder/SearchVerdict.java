package dev.rubato.finder;

import dev.rubato.argument.Numbers;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the trainings of a {@link RateSearch} say together: an answer, or why there is none.
 *
 * @param decades of the shortest trainings
 * @param quarters of those in between
 * @param whole of those as long as asked
 */
record SearchVerdict(RateScores decades, RateScores quarters, RateScores whole) {

  /**
   * The answer so far.
   *
   * @param judgedBy the metric that is the score
   * @param baseline the score of a model that was not trained
   * @param cost in whole trainings
   */
  Finding finding(String judgedBy, double baseline, double cost) {
    double none = Double.NaN;
    Finding finding =
        new Finding(
            whole.length(),
            judgedBy,
            baseline,
            tried(),
            none,
            none,
            none,
            none,
            none,
            cost,
            whyNot(judgedBy));
    return finding.answers() ? finding.answered(whole) : finding;
  }

  /** Shorter trainings first; those that two stages share once, with all seeds. */
  private List<Finding.Tried> tried() {
    Map<List<Number>, Finding.Tried> tried = new LinkedHashMap<>();
    for (RateScores scores : List.of(decades, quarters, whole)) {
      for (double rate : scores.rates(1)) {
        Finding.Tried each = new Finding.Tried(rate, scores.length(), scores.of(rate));
        tried.put(List.of(rate, scores.length()), each);
      }
    }
    return tried.values().stream()
        .sorted(Comparator.comparing(Finding.Tried::steps).thenComparing(Finding.Tried::rate))
        .toList();
  }

  /** Whether any training stayed finite. */
  static boolean finite(RateScores scores) {
    return !scores.isEmpty() && scores.isFinite(scores.best(1), 1);
  }

  /** Whether a seed's score depends on the rate. */
  private static boolean moves(RateScores scores) {
    for (int seed = 0; !scores.rates(seed + 1).isEmpty(); seed++) {
      int of = seed;
      List<Double> rates = scores.rates(seed + 1);
      if (rates.stream().map(rate -> scores.of(rate).get(of)).distinct().count() > 1) {
        return true;
      }
    }
    return false;
  }

  /** Why there is no answer; empty if there is one. */
  private String whyNot(String judgedBy) {
    if (!finite(decades)) {
      return String.format(
          Locale.ROOT,
          "trainings of %s diverge at every rate from %s to %s: is the loss finite before the"
              + " first step?",
          Numbers.count(decades.length(), "step"),
          Numbers.print(decades.isEmpty() ? RateSearch.LOWEST : decades.lowest()),
          Numbers.print(decades.isEmpty() ? RateSearch.HIGHEST : decades.highest()));
    }
    if (!finite(whole)) {
      return whole.isEmpty()
          ? "the budget was spent before a whole training could be made: allow more"
          : "short trainings work, but whole ones diverge at every rate that the budget allowed:"
              + " allow more";
    }
    return moves(decades) || moves(quarters) || moves(whole)
        ? ""
        : judgedBy + " is the same at every rate: does the model train at all?";
  }
}
