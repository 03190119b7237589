package dev.rubato.finder;

import dev.rubato.argument.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
  private static final double ROUNDING = 1e-6;

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

  /**
   * What the answer leaves open: where the budget did not allow whole trainings at a lower and at a
   * higher rate that are worse, the best may lie there. Empty if nothing, or without an answer.
   */
  public String caveat() {
    List<Tried> whole = whole();
    if (!answers() || whole.isEmpty()) {
      return "";
    }
    double best = whole.stream().mapToDouble(Tried::mean).min().orElseThrow();
    boolean above = isOpen(best, each -> each.rate() > rate);
    boolean below = isOpen(best, each -> each.rate() < rate);
    String side = above && below ? "above or below " : above ? "above " : "below ";
    double edge =
        whole.stream()
            .mapToDouble(Tried::rate)
            .reduce(rate, above && !below ? Math::max : below && !above ? Math::min : (a, b) -> a);
    return above || below
        ? "not bracketed: the best may lie "
            + side
            + Numbers.print(edge)
            + ", where the budget allowed no whole training"
        : "";
  }

  /** Whether nothing on one side of the answer is known to be worse than the best. */
  private boolean isOpen(double best, Predicate<Tried> side) {
    return tried.stream()
        .filter(side)
        .filter(each -> each.rate() > 0 && each.rate() <= high)
        .noneMatch(
            each -> each.steps() == steps ? each.mean() > best : !Double.isFinite(each.mean()));
  }

  /** The answer in one line, or why there is none. */
  @Override
  public String toString() {
    if (!answers()) {
      return "no answer: " + reason;
    }
    String between = "the best lies between " + Numbers.print(low) + " and " + Numbers.print(high);
    return String.format(
        Locale.ROOT,
        "learning rate %s for trainings of %s steps, by %s; %s",
        Numbers.print(rate),
        Numbers.print(steps),
        judgedBy,
        caveat().isEmpty() ? between : caveat());
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
    double best = scores.best(seeds);
    int at = rates.indexOf(best);
    double answer = Numbers.round(scores.minimum(seeds), 2);
    double limit = means.get(at) + GOOD * Math.abs(means.get(at));
    return new Finding(
        steps,
        judgedBy,
        untrained,
        tried,
        answer,
        Numbers.round(scores.down(farthest(scores, best, seeds, scores::below)), 2),
        Numbers.round(scores.up(farthest(scores, best, seeds, scores::above)), 2),
        Math.min(answer, good(rates, means, at, limit, -1)),
        Math.max(answer, good(rates, means, at, limit, 1)),
        cost,
        "");
  }

  /**
   * The last rate on one side of the best that can't be told from it: within two standard errors,
   * alike, or, where scores are counts, within one count.
   */
  private static double farthest(
      RateScores scores, double best, int seeds, Function<Double, @Nullable Double> next) {
    double error = seeds == 1 ? 0 : scores.noise(seeds) * Math.sqrt(2.0 / seeds);
    double count = scores.resolution();
    double slack = Math.max(Math.max(2 * error, count * (1 + ROUNDING)), scores.alike(seeds));
    double last = best;
    Double each = next.apply(last);
    while (each != null
        && (count > 0 || scores.of(each).size() >= seeds)
        && scores.difference(each, best) <= slack) {
      last = each;
      each = next.apply(last);
    }
    return last;
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
