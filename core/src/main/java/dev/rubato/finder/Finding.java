package dev.rubato.finder;

import dev.rubato.argument.Numbers;
import java.util.List;
import java.util.Locale;

/**
 * What a {@link RateSearch} found: the best constant rate for trainings of a length, the rates that
 * are about as good, and how sure that is; or why there is no answer.
 *
 * @param steps of a whole training, for which the answer holds
 * @param judgedBy the metric whose value at the end of a training is its score
 * @param untrained the score of a model that was not trained, after a sixteenth of the steps
 * @param tried all rates that were tried, shorter trainings first, each length by rising rates
 * @param rate the rate to use; NaN if there is no answer
 * @param low the lower end of the interval that should hold the best rate; NaN likewise
 * @param high its upper end
 * @param goodFrom the lowest rate whose score is within 5 % of the best, as far as was measured
 * @param goodTo the highest
 * @param cost of the search in whole trainings
 * @param reason why there is no answer; empty if there is one
 */
public record Finding(
    long steps,
    String judgedBy,
    double untrained,
    List<Tried> tried,
    double rate,
    double low,
    double high,
    double goodFrom,
    double goodTo,
    double cost,
    String reason) {
  private static final double GOOD = 0.05;

  /**
   * A rate that was tried.
   *
   * @param rate of every step
   * @param steps of each training
   * @param scores one for each seed, lower being better; infinite where the training diverged
   */
  public record Tried(double rate, long steps, List<Double> scores) {
    public Tried {
      scores = List.copyOf(scores);
    }

    /** The mean over the seeds. */
    public double mean() {
      return scores.stream().mapToDouble(each -> each).average().orElse(Double.NaN);
    }
  }

  public Finding {
    tried = List.copyOf(tried);
  }

  /** Whether there is an answer. */
  public boolean answers() {
    return reason.isEmpty();
  }

  /** The rates that were tried for whole trainings. */
  public List<Tried> whole() {
    return tried.stream().filter(each -> each.steps() == steps).toList();
  }

  /** The answer in one line, or why there is none. */
  @Override
  public String toString() {
    if (!answers()) {
      return "no answer: " + reason;
    }
    return String.format(
        Locale.ROOT,
        "learning rate %s for trainings of %s steps, by %s; the best lies between %s and %s",
        Numbers.print(rate),
        Numbers.print(steps),
        judgedBy,
        Numbers.print(low),
        Numbers.print(high));
  }

  /** This search with an answer, read off the scores of whole trainings; one at least is finite. */
  Finding answered(RateScores scores) {
    int seeds = 1;
    while (scores.rates(seeds + 1).size() >= 3) {
      seeds++;
    }
    int count = seeds;
    List<Double> rates = scores.rates(seeds);
    List<Double> means = rates.stream().map(each -> scores.mean(each, count)).toList();
    int best = rates.indexOf(scores.best(seeds));
    double slack = seeds == 1 ? 0 : 2 * noise(scores, rates, seeds) * Math.sqrt(2.0 / seeds);
    int from = best;
    int to = best;
    while (from > 0 && means.get(from - 1) - means.get(best) <= slack) {
      from--;
    }
    while (to < rates.size() - 1 && means.get(to + 1) - means.get(best) <= slack) {
      to++;
    }
    double answer = Numbers.round(rates.get(best) * vertex(rates, means, best), 2);
    double limit = means.get(best) + GOOD * Math.abs(means.get(best));
    return new Finding(
        steps,
        judgedBy,
        untrained,
        tried,
        answer,
        Numbers.round(scores.down(rates.get(from)), 2),
        Numbers.round(scores.up(rates.get(to)), 2),
        Math.min(answer, good(rates, means, best, limit, -1)),
        Math.max(answer, good(rates, means, best, limit, 1)),
        cost,
        "");
  }

  /** The standard deviation of a score that neither its rate nor its seed explains. */
  private static double noise(RateScores scores, List<Double> rates, int seeds) {
    List<Double> finite = rates.stream().filter(rate -> scores.isFinite(rate, seeds)).toList();
    int freedom = (finite.size() - 1) * (seeds - 1);
    if (freedom < 1) {
      return 0;
    }
    double all = finite.stream().mapToDouble(rate -> scores.mean(rate, seeds)).average().orElse(0);
    double sum = 0;
    for (int seed = 0; seed < seeds; seed++) {
      int each = seed;
      double ofSeed =
          finite.stream().mapToDouble(rate -> scores.of(rate).get(each)).average().orElse(0);
      for (double rate : finite) {
        double residual = scores.of(rate).get(seed) - ofSeed - scores.mean(rate, seeds) + all;
        sum += residual * residual;
      }
    }
    return Math.sqrt(sum / freedom);
  }

  /** What to multiply the best rate by to be at the lowest point of the parabola around it. */
  private static double vertex(List<Double> rates, List<Double> means, int best) {
    if (best == 0 || best == rates.size() - 1) {
      return 1;
    }
    double below = means.get(best - 1) - means.get(best);
    double above = means.get(best + 1) - means.get(best);
    if (!Double.isFinite(above) || !Double.isFinite(below) || !(below + above > 0)) {
      return 1;
    }
    double step = 0.5 * (below - above) / (below + above);
    return Math.pow(
        step > 0 ? rates.get(best + 1) / rates.get(best) : rates.get(best) / rates.get(best - 1),
        step);
  }

  /** Where the line through the means crosses the limit, going down or up from the best. */
  private static double good(
      List<Double> rates, List<Double> means, int best, double limit, int way) {
    int i = best;
    while (i + way >= 0 && i + way < rates.size() && means.get(i + way) <= limit) {
      i += way;
    }
    int next = i + way;
    if (next < 0 || next >= rates.size() || !Double.isFinite(means.get(next))) {
      return rates.get(i);
    }
    double share = (limit - means.get(i)) / (means.get(next) - means.get(i));
    return Numbers.round(rates.get(i) * Math.pow(rates.get(next) / rates.get(i), share), 2);
  }
}
