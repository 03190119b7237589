package dev.rubato.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * The closed-loop calls of one schedule while it is resolved: takes what they have seen so far, and
 * yields when each of them watches.
 */
final class ClosedLoop {
  private final List<WatchState> states;
  private final List<Watch> watches = new ArrayList<>();

  /**
   * A call that watches.
   *
   * @param rule what it does with a metric
   * @param level its level before it saw anything
   * @param from the first step at which an evaluation concerns it
   * @param until the first step at which none does
   */
  record Watch(WatchRule<?> rule, double level, double from, double until) {}

  /** With the state of each call in the order of reading; fewer states mean unstarted calls. */
  ClosedLoop(List<WatchState> states) {
    this.states = states;
  }

  double watch(WatchRule<?> rule, double level, double from, double until) {
    WatchState state = watches.size() < states.size() ? states.get(watches.size()) : rule.start();
    watches.add(new Watch(rule, level, from, until));
    return state.level(level);
  }

  List<Watch> watches() {
    return watches;
  }
}
