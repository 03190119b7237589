package dev.rubato.lab.compare;

import dev.rubato.argument.Value;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningNumber;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;

/** Whether the {@code ?} of a strategy is its peak rate: the highest rate grows as it does. */
public final class PeakRate {
  private static final double LITTLE = 0.01; // of the optimizer's usual rate
  private static final int SEEN = 1000; // steps, if there are more
  private static final double ABOUT = 1.9;
  private static final double ALMOST = 0.95;

  private PeakRate() {}

  /**
   * Whether the only open value without a range is the peak rate, as far as this horizon tells.
   *
   * @param strategy with ranges for all its other open values
   */
  public static boolean is(Strategy strategy, Horizon horizon) {
    for (double rate : new double[] {LITTLE * strategy.optimizerOrSgd().usualRate(), 1}) {
      try {
        return highest(at(strategy, 2 * rate), horizon)
            >= ABOUT * highest(at(strategy, rate), horizon);
      } catch (IllegalArgumentException e) {
        // a number that it can't have, or nothing could be said of it
      }
    }
    return true;
  }

  /**
   * Whether the only open value is the peak rate: where it has a range, the highest rate grows as
   * much as it does over that.
   */
  public static boolean isFound(Strategy strategy, Horizon horizon) {
    Value.Open open = strategy.open().get(0);
    if (!open.hasRange()) {
      return is(strategy, horizon);
    }
    try {
      double grows = open.at(1) / open.at(0);
      return highest(strategy.map(each -> each.isOpen() ? Value.of(open.at(1)) : each), horizon)
          >= ALMOST
              * grows
              * highest(strategy.map(each -> each.isOpen() ? Value.of(open.at(0)) : each), horizon);
    } catch (IllegalArgumentException e) {
      return false; // a number that no rate can have
    }
  }

  private static Strategy at(Strategy strategy, double rate) {
    return strategy.map(
        value ->
            value instanceof Value.Open open
                ? Value.of(open.hasRange() ? open.at(0.5) : rate)
                : value);
  }

  private static double highest(Strategy strategy, Horizon horizon) {
    RunningNumber rate = new RunningStrategy(strategy, horizon).rate();
    long steps = horizon.steps();
    double highest = 0;
    for (int i = 0; i <= Math.min(SEEN, steps); i++) {
      long step = steps <= SEEN ? i : (long) (i / (double) SEEN * steps);
      highest = Math.max(highest, rate.at(Math.min(step, steps - 1)));
    }
    return highest;
  }

  /**
   * Checks that nothing is open without a range, once usual ones are set, but the peak rate.
   *
   * @throws IllegalArgumentException if another number is
   */
  public static void check(Strategy strategy, Horizon horizon) {
    long optimizer =
        Value.openIn(strategy.optimizerOrSgd()::map).stream().filter(o -> !o.hasRange()).count();
    long all = strategy.open().stream().filter(open -> !open.hasRange()).count();
    if (optimizer > 0 || all > 1 || (all == 1 && !is(strategy, horizon))) {
      throw new IllegalArgumentException(
          "\""
              + strategy
              + "\": only the peak rate may be a ? without a range here; give the others one, such"
              + " as ?0.5..0.99, or ?1..20% for a length");
    }
  }
}
