package dev.rubato.lab;

import dev.rubato.argument.Argument;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers that a trial's strategy gives its optimizer at each step: two trials of one seed and
 * {@link #kind} are the same training for as long as these are the same.
 */
public final class Course {
  private final Kind kind;
  private final List<RunningSchedule> schedules = new ArrayList<>();

  /**
   * What must be the same all along.
   *
   * @param optimizer the algorithm's name
   * @param arguments its arguments, without the schedules among them
   * @param scheduled the arguments that are schedules
   * @param seed of the trial
   */
  record Kind(String optimizer, Map<String, String> arguments, List<String> scheduled, long seed) {}

  /**
   * A course before its first step.
   *
   * @throws IllegalArgumentException where the strategy can't be resolved against the horizon
   * @throws IllegalStateException where a {@code ?} is still open
   */
  public Course(Trial trial) {
    Optimizer optimizer = trial.strategy().optimizerOrSgd();
    Horizon horizon = trial.horizon();
    schedules.add(new RunningSchedule(trial.strategy().rate(), horizon));
    Map<String, String> constants = new TreeMap<>();
    List<String> scheduled = new ArrayList<>();
    for (Map.Entry<String, Argument> each : optimizer.arguments().given().entrySet()) {
      if (each.getValue() instanceof Schedule schedule) {
        scheduled.add(each.getKey());
        schedules.add(new RunningSchedule(schedule, horizon));
      } else {
        constants.put(each.getKey(), each.getValue().toString());
      }
    }
    kind = new Kind(optimizer.name(), constants, scheduled, trial.seed());
  }

  /** A course that has seen evaluations. */
  public static Course of(Trial trial, List<Evaluation> seen) {
    Course course = new Course(trial);
    seen.forEach(course::observe);
    return course;
  }

  public Kind kind() {
    return kind;
  }

  /** Tells the watching phrases of an evaluation. */
  public void observe(Evaluation evaluation) {
    for (RunningSchedule schedule : schedules) {
      evaluation.metrics().forEach((name, value) -> schedule.observe(evaluation.t(), name, value));
    }
  }

  /** Whether update {@code t} is the same as that of a course of the same kind. */
  public boolean goesAlong(Course other, long t) {
    for (int i = 0; i < schedules.size(); i++) {
      if (Double.compare(schedules.get(i).at(t), other.schedules.get(i).at(t)) != 0) {
        return false;
      }
    }
    return true;
  }
}
