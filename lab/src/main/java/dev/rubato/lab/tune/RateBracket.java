package dev.rubato.lab.tune;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Value;
import dev.rubato.finder.Finding;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Strategy;
import java.util.Comparator;

/**
 * The range in which an optimizer's peak rate is searched if none was given: around the best
 * constant rate of shorter trainings, or around its usual rate where these found none.
 *
 * @param optimizer in the notation
 * @param found the best constant rate, NaN if there was none
 * @param low the lower end
 * @param high the upper end
 * @param lowest how far down the search went, as the best was near the lower end
 * @param highest how far up
 */
public record RateBracket(
    String optimizer, double found, double low, double high, double lowest, double highest) {
  /** The best constant rate falls with the length of a training, so room is left below. */
  private static final double BELOW = 4;

  /** Peaks of falling schedules are above the best constant rate, so more room is left there. */
  private static final double ABOVE = 8;

  /** How far the best rate may be from the usual one where nothing was found. */
  private static final double UNKNOWN = 30;

  private static final int DIGITS = 2;

  /** What shorter trainings with an optimizer found. */
  static RateBracket of(Optimizer optimizer, Finding finding) {
    double found = best(finding);
    double usual = optimizer.usualRate();
    boolean none = Double.isNaN(found);
    double low = Numbers.round(none ? usual / UNKNOWN : found / BELOW, DIGITS);
    double high = Numbers.round(none ? usual * UNKNOWN : found * ABOVE, DIGITS);
    return new RateBracket(optimizer.toString(), found, low, high, low, high);
  }

  /** The same, searched as far as this. */
  RateBracket reaching(double from, double to) {
    return new RateBracket(
        optimizer,
        found,
        low,
        high,
        Math.min(lowest, Numbers.round(from, DIGITS)),
        Math.max(highest, Numbers.round(to, DIGITS)));
  }

  /** The best rate of the longest trainings of which any went well, NaN if none did. */
  private static double best(Finding finding) {
    return finding.tried().stream()
        .filter(each -> each.rate() > 0 && Double.isFinite(each.mean()))
        .min(
            Comparator.comparing((Finding.Tried each) -> -each.steps())
                .thenComparing(each -> -each.scores().size())
                .thenComparing(Finding.Tried::mean))
        .map(Finding.Tried::rate)
        .orElse(Double.NaN);
  }

  /** Whether a strategy needs a bracket: it has an open value without a range. */
  static boolean isNeeded(Strategy strategy) {
    return strategy.open().stream().anyMatch(open -> !open.hasRange());
  }

  /** A strategy with this range for those of its open values that have none. */
  Strategy within(Strategy strategy) {
    return strategy.map(
        value ->
            value instanceof Value.Open open && !open.hasRange() ? Value.open(low, high) : value);
  }
}
