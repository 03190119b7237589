package dev.rubato.djl;

import ai.djl.training.tracker.Tracker;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.schedule.Schedule;

/**
 * A schedule as DJL's own optimizers take it.
 *
 * <pre>{@code
 * Optimizer adam = Optimizer.adam()
 *     .optLearningRateTracker(ScheduleTracker.of("linear(0 -> 0.01) for 10% then cosine(-> 0)", horizon))
 *     .build();
 * }</pre>
 *
 * <p>DJL counts updates from 1, and once for each device: update n uses the rate at t = (n − 1) /
 * devices. It has no state: it can be previewed, shared and resumed.
 */
public final class ScheduleTracker implements Tracker {
  private final RunningSchedule rate;
  private final int devices;

  private ScheduleTracker(Schedule schedule, Horizon horizon, int devices) {
    this.rate = new RunningSchedule(schedule, horizon);
    this.devices = devices;
    if (!rate.metrics().isEmpty()) {
      throw new IllegalArgumentException(
          schedule
              + " watches "
              + rate.metrics()
              + ", which a tracker hears nothing of: use StrategyOptimizer with StrategyListener");
    }
    if (devices < 1) {
      throw new IllegalArgumentException("devices must be at least 1, was " + devices);
    }
    rate.warnings().forEach(Notices.LOG);
  }

  /** A schedule in the notation, for a training on one device. */
  public static ScheduleTracker of(String schedule, Horizon horizon) {
    return of(Notation.schedule(schedule), horizon, 1);
  }

  /**
   * A schedule.
   *
   * @param devices on how many the trainer trains
   * @throws IllegalArgumentException where it can't be resolved against the horizon, or watches a
   *     metric
   */
  public static ScheduleTracker of(Schedule schedule, Horizon horizon, int devices) {
    return new ScheduleTracker(schedule, horizon, devices);
  }

  @Override
  public float getNewValue(int numUpdate) {
    return (float) rate.at(Math.max(0, (numUpdate - 1L) / devices));
  }
}
