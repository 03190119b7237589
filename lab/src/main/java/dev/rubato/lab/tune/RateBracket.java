package dev.rubato.lab.tune;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Value;
import dev.rubato.finder.RangeTest;
import dev.rubato.finder.RangeTestFinding;
import dev.rubato.lab.find.RateFinder;
import dev.rubato.lab.run.Study;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Strategy;
import java.util.List;

/**
 * The range in which an optimizer's peak rate is searched if none was given: around the answer of a
 * range test.
 *
 * @param optimizer in the notation
 * @param found the answer, NaN if there was none
 * @param low the lower end
 * @param high the upper end
 */
public record RateBracket(String optimizer, double found, double low, double high) {
  /** Peaks of falling schedules are above the best constant rate, so more room is left there. */
  private static final double BELOW = 2;

  private static final double ABOVE = 20;
  private static final double LOWEST = 1e-4;
  private static final double HIGHEST = 1;
  private static final int DIGITS = 2;

  /** Finds the bracket of an optimizer without open values. */
  static RateBracket find(Study study, Optimizer optimizer, long seed) {
    RangeTestFinding finding = RateFinder.rangeTest(study, optimizer, RangeTest.DEFAULT, 1, seed);
    double rate = finding.rate();
    return Double.isNaN(rate)
        ? new RateBracket(optimizer.toString(), rate, LOWEST, HIGHEST)
        : new RateBracket(
            optimizer.toString(),
            rate,
            Numbers.round(rate / BELOW, DIGITS),
            Numbers.round(rate * ABOVE, DIGITS));
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

  /**
   * Checks that only the rate is left open without a range.
   *
   * @throws IllegalArgumentException if another number is
   */
  static void check(Strategy strategy) {
    List<Value.Open> numbers = Value.openIn(strategy.optimizerOrSgd()::map);
    long rates =
        strategy.open().stream().skip(numbers.size()).filter(open -> !open.hasRange()).count();
    if (numbers.stream().anyMatch(open -> !open.hasRange()) || rates > 1) {
      throw new IllegalArgumentException(
          "\""
              + strategy
              + "\": only the peak rate may be a ? without a range; give the others one, such as"
              + " ?0.5..0.99");
    }
  }
}
