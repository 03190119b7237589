package dev.rubato.strategy;

import dev.rubato.argument.Arguments;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import org.jspecify.annotations.Nullable;

/**
 * How much the newest point weighs in the average of points that evaluation sees: exponentially
 * less the older a point is, or all alike over the last share of the training. Before the average
 * begins the newest point is all of it.
 */
final class AverageWeight {
  private final double keeps; // 0 for none, where no number says it
  private final @Nullable RunningNumber ema;
  private final boolean tail;
  private final long begins;
  private long last = Long.MIN_VALUE; // the update that the next is made of
  private double beginning;

  private AverageWeight(double keeps, @Nullable RunningNumber ema, boolean tail, long begins) {
    this.keeps = keeps;
    this.ema = ema;
    this.tail = tail;
    this.begins = begins;
  }

  /**
   * The average that the options of the program or the optimizer ask for.
   *
   * @throws IllegalArgumentException where both do
   */
  static AverageWeight of(RunningStrategy numbers, StepperOptions options) {
    Arguments arguments = numbers.strategy().optimizerOrSgd().arguments();
    boolean asked = arguments.has("ema") || arguments.has("tail-average");
    if (asked && options.average() > 0) {
      throw new IllegalArgumentException(
          "the program and the strategy both ask for an average of the parameters: leave out one");
    }
    long begins = begins(arguments, numbers.horizon());
    if (arguments.has("ema")) {
      RunningNumber ema = numbers.find("ema");
      RunningSchedule schedule = ema == null ? null : ema.schedule();
      if (schedule != null && !schedule.metrics().isEmpty()) {
        throw new IllegalArgumentException(
            "ema can't follow a metric: what it was at earlier steps has to be known at later ones");
      }
      return new AverageWeight(0, ema, false, begins);
    }
    return new AverageWeight(options.average(), null, arguments.has("tail-average"), begins);
  }

  /** The first update whose point counts, 0 where there is no average. */
  static long begins(Arguments arguments, Horizon horizon) {
    if (arguments.has("ema-from")) {
      return (long) horizon.stepsOf(arguments.span("ema-from"));
    }
    if (arguments.has("tail-average")) {
      double share = horizon.stepsOf(arguments.span("tail-average"));
      return horizon.steps() - Math.max(1, (long) share);
    }
    return 0;
  }

  /** Whether there is an average. */
  boolean isKept() {
    return keeps > 0 || ema != null || tail;
  }

  /**
   * The weight of the point after update {@code t}.
   *
   * @param moved the first update that moved the parameters
   */
  double at(long t, long moved) {
    long first = Math.max(begins, moved);
    if (t < first) {
      return 1;
    }
    long count = t - first + 1;
    if (tail) {
      return 1.0 / count;
    }
    if (ema == null || !ema.isScheduled()) {
      double kept = ema == null ? keeps : ema.now();
      return (1 - kept) / (1 - Math.pow(kept, count));
    }
    return ofSchedule(ema, first, t);
  }

  /** The weights of all points sum to 1, without what the beginning would weigh. */
  private double ofSchedule(RunningNumber number, long first, long t) {
    if (last != t - 1 || t == first) { // else one step on from where it was
      beginning = 1;
      last = first - 1;
    }
    while (last < t) {
      last++;
      beginning *= number.at(last);
    }
    return (1 - number.at(t)) / (1 - beginning);
  }
}
