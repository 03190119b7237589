package dev.rubato.schedule;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A schedule in a running training: its curve, and the state of the phrases that watch a metric.
 *
 * <p>Between two evaluations the rate is a pure function of the step. An evaluation may change the
 * state, and with it the curve. Not thread-safe: one training, one thread at a time.
 */
public final class RunningSchedule {
  private final Schedule schedule;
  private final Horizon horizon;
  private List<WatchState> states;
  private List<ClosedLoop.Watch> watches = List.of();
  private Curve curve;
  private final List<String> warnings;

  /**
   * The schedule before its first step.
   *
   * @throws IllegalArgumentException if the schedule can't be resolved against the horizon
   */
  public RunningSchedule(Schedule schedule, Horizon horizon) {
    this.schedule = schedule;
    this.horizon = horizon;
    this.states = List.of();
    Set<String> found = new LinkedHashSet<>();
    this.curve = resolve(found);
    this.warnings = List.copyOf(found);
    List<WatchState> fresh = new ArrayList<>();
    watches.forEach(watch -> fresh.add(watch.rule().start()));
    this.states = fresh;
  }

  private Curve resolve(Set<String> found) {
    ClosedLoop loop = new ClosedLoop(states);
    Curve resolved = Resolved.of(schedule, new Resolution(horizon, loop, found));
    watches = loop.watches();
    return resolved;
  }

  /** The value for update {@code t}, given all that was observed. */
  public double at(long t) {
    return curve.at(t);
  }

  /**
   * What is probably a slip, found where the schedule met its horizon: a phrase that is cut off,
   * one that is never reached. Each is a sentence without a full stop.
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * What is probably a slip where the training is evaluated this often: a phrase that watches with
   * more patience than there are evaluations.
   *
   * @param every updates between two evaluations, at least 1
   */
  public List<String> warnings(long every) {
    Set<String> found = new LinkedHashSet<>();
    for (ClosedLoop.Watch watch : watches) {
      double end = Math.min(watch.until(), horizon.steps());
      // one after t updates concerns update t: the one after the last update none
      long told = evaluations(end, every) - evaluations(Math.max(1, watch.from()), every);
      int patience = watch.rule().patience();
      if (told < patience + 2L) { // the first is always the best so far
        found.add(
            String.format(
                Locale.ROOT,
                "%s has patience=%d, but is told of only %d evaluations, one every %s: it"
                    + " never changes the rate",
                watch.rule().call(),
                patience,
                told,
                every == 1 ? "step" : Numbers.print(every) + " steps"));
      }
    }
    return List.copyOf(found);
  }

  /** How many evaluations are made after fewer than so many updates. */
  private static long evaluations(double updates, long every) {
    return (long) Math.max(0, Math.ceil(updates / every) - 1);
  }

  /** The metrics that the schedule watches. */
  public Set<String> metrics() {
    Set<String> metrics = new TreeSet<>();
    watches.forEach(watch -> metrics.add(watch.rule().better().metric()));
    return metrics;
  }

  /**
   * One evaluation, made after {@code t} updates. It concerns the phrase that update {@code t}
   * belongs to; others, and metrics that nothing watches, change nothing.
   */
  public void observe(long t, String metric, double value) {
    boolean changed = false;
    for (int i = 0; i < watches.size(); i++) {
      ClosedLoop.Watch watch = watches.get(i);
      if (watch.rule().better().metric().equals(metric) && t >= watch.from() && t < watch.until()) {
        states.set(i, watch.rule().after(states.get(i), value, watch.level()));
        changed = true;
      }
    }
    if (changed) {
      curve = resolve(new LinkedHashSet<>());
    }
  }

  /** What the watching phrases remember, in the order of reading. */
  public List<WatchState> state() {
    return List.copyOf(states);
  }

  /**
   * Resumes from a saved state.
   *
   * @throws IllegalArgumentException if the state belongs to another schedule
   */
  public void restore(List<WatchState> saved) {
    if (saved.size() != watches.size()) {
      throw new IllegalArgumentException(
          "the saved state has "
              + saved.size()
              + " watching phrases, but "
              + schedule
              + " has "
              + watches.size());
    }
    for (int i = 0; i < saved.size(); i++) {
      WatchState fresh = watches.get(i).rule().start();
      if (!saved.get(i).call().equals(fresh.call())) {
        throw new IllegalArgumentException(
            "the saved state is of %s, but in %s it is %s that watches there"
                .formatted(saved.get(i).call(), schedule, fresh.call()));
      }
    }
    states = new ArrayList<>(saved);
    curve = resolve(new LinkedHashSet<>());
  }
}
