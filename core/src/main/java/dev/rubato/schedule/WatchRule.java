package dev.rubato.schedule;

import dev.rubato.argument.Arguments;

/**
 * What a call does with the metric that it watches.
 *
 * @param <S> what it remembers
 */
interface WatchRule<S extends WatchState> {

  /** The metric and what counts as better. */
  Better better();

  /** The name of the call. */
  String call();

  /** After more than this many evaluations in a row it does something. */
  int patience();

  /** What it remembers before it saw anything. */
  S start();

  /** What it remembers after a value of the metric, where it began at {@code startLevel}. */
  S next(S state, double value, double startLevel);

  /** The same for a state of which only the call knows the kind. */
  @SuppressWarnings("unchecked") // RunningSchedule has checked that it fits
  default WatchState after(WatchState state, double value, double startLevel) {
    return next((S) state, value, startLevel);
  }

  /**
   * When a value of a metric is better than the best so far.
   *
   * @param metric its name
   * @param lower whether lower is better
   * @param threshold by how much
   * @param relative whether the threshold is a share of the best value
   */
  record Better(String metric, boolean lower, double threshold, boolean relative) {

    static Better of(Arguments arguments) {
      return new Better(
          arguments.word("metric"),
          arguments.word("mode").equals("min"),
          arguments.number("threshold"),
          arguments.word("threshold-mode").equals("rel"));
    }

    /** The best before the first. */
    double worst() {
      return lower ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** Whether a value improves on the best so far; one that is not finite never does. */
    boolean test(double value, double best) {
      if (!Double.isFinite(value)) {
        return false;
      }
      if (Double.isInfinite(best)) {
        return true;
      }
      double margin = relative ? Math.abs(best) * threshold : threshold;
      return lower ? value < best - margin : value > best + margin;
    }

    /** Warns where the name of the metric says that it is better the other way. */
    void warn(String call, Extent extent) {
      Boolean byName = MetricNames.lowerIsBetter(metric);
      if (byName != null && byName != lower) {
        extent.warn(
            call
                + " watches "
                + metric
                + (byName
                    ? ", which is better the lower it is, but mode=max waits for it to rise: write"
                        + " mode=min"
                    : ", which is better the higher it is, but mode=min waits for it to fall: write"
                        + " mode=max"));
      }
    }
  }
}
