package dev.rubato.lab.sink;

import dev.rubato.lab.Trial;
import dev.rubato.strategy.RunningNumber;
import dev.rubato.strategy.RunningStrategy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The numbers of a strategy that change while it trains: the rate, the rate of each group of
 * parameters, and the hyperparameters that are schedules. It follows what the training observes.
 */
final class MovingNumbers {
  static final String RATE = "train/learning-rate";
  private static final String TRAIN = "train/";

  private final RunningStrategy running;
  private final List<RunningNumber> scheduled = new ArrayList<>();
  private final List<RunningStrategy.OfGroup> groups;
  private final List<Double> first = new ArrayList<>();
  private final Set<String> moved = new HashSet<>();

  /**
   * The numbers before the first step.
   *
   * @throws IllegalArgumentException if the strategy can't be resolved against the horizon
   * @throws IllegalStateException if a {@code ?} is still open
   */
  MovingNumbers(Trial trial) {
    running = trial.running();
    running.hyperparameters().stream().filter(RunningNumber::isScheduled).forEach(scheduled::add);
    groups = running.groupNumbers();
    groups.forEach(each -> first.add(each.at(0)));
  }

  /** Follows an evaluation made after {@code t} updates. */
  void observe(long t, Map<String, Double> metrics) {
    running.observe(t, metrics);
  }

  /** Puts the numbers of update {@code t} into a row; the rate is known. */
  void put(long t, double rate, Map<String, Double> row) {
    row.put(RATE, rate);
    for (RunningNumber each : scheduled) {
      row.put(TRAIN + each.name(), each.at(t));
    }
    for (int i = 0; i < groups.size(); i++) {
      RunningStrategy.OfGroup each = groups.get(i);
      double value = each.at(t);
      if (each.name().equals("rate")) {
        row.put(RATE + "/" + each.pattern(), rate * value);
      } else {
        String name = TRAIN + each.name() + "/" + each.pattern();
        if (value != first.get(i)) {
          moved.add(name);
        }
        if (moved.contains(name)) {
          row.put(name, value);
        }
      }
    }
  }
}
