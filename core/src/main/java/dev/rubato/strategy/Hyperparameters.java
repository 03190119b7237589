package dev.rubato.strategy;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Numbers;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Value;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.schedule.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The hyperparameters of one running optimizer, as they are at one step. */
final class Hyperparameters {
  private final Map<String, Cell> numbers = new LinkedHashMap<>();
  private final Cell[] scheduled;

  /** One number: what it is now, and the schedule that sets it, if one does. */
  private static final class Cell {
    private final Parameter parameter;
    private final List<RunningSchedule> schedule;
    private double now;

    Cell(Parameter parameter, List<RunningSchedule> schedule) {
      this.parameter = parameter;
      this.schedule = schedule;
    }
  }

  Hyperparameters(Optimizer optimizer, Horizon horizon) {
    List<Cell> changing = new ArrayList<>();
    for (Parameter parameter : optimizer.algorithm().signature().parameters()) {
      Argument argument = optimizer.arguments().find(parameter.name());
      if (argument instanceof Value value) {
        Cell cell = new Cell(parameter, List.of());
        cell.now = value.number();
        numbers.put(parameter.name(), cell);
      } else if (argument instanceof Schedule schedule) {
        Cell cell = new Cell(parameter, List.of(new RunningSchedule(schedule, horizon)));
        numbers.put(parameter.name(), cell);
        changing.add(cell);
      }
    }
    scheduled = changing.toArray(Cell[]::new);
  }

  /** Takes the numbers of update {@code t}. */
  void moveTo(long t) {
    for (Cell cell : scheduled) {
      cell.now = check(cell.parameter, cell.schedule.get(0).at(t), t);
    }
  }

  /**
   * Returns what a schedule gives.
   *
   * @throws IllegalArgumentException where the parameter may not be that
   */
  static double check(Parameter parameter, double value, long t) {
    if (!parameter.domain().contains(value)) {
      throw new IllegalArgumentException(
          parameter.name()
              + " must be "
              + parameter.domain()
              + ", but its schedule gives "
              + Numbers.print(value)
              + " at step "
              + t);
    }
    return value;
  }

  /**
   * Returns a learning rate.
   *
   * @throws IllegalArgumentException where it is negative or not finite
   */
  static double checkRate(double value, long t) {
    if (!Domain.AT_LEAST_0.contains(value)) {
      throw new IllegalArgumentException(
          "a learning rate must be finite and at least 0, but the schedule gives "
              + Numbers.print(value)
              + " at step "
              + t);
    }
    return value;
  }

  /** The schedules among the numbers, by name. */
  Map<String, RunningSchedule> schedules() {
    Map<String, RunningSchedule> schedules = new LinkedHashMap<>();
    for (Cell cell : scheduled) {
      schedules.put(cell.parameter.name(), cell.schedule.get(0));
    }
    return schedules;
  }

  boolean has(String name) {
    return numbers.containsKey(name);
  }

  double number(String name) {
    Cell cell = numbers.get(name);
    if (cell == null) {
      throw new IllegalArgumentException("there is no hyperparameter called \"" + name + "\"");
    }
    return cell.now;
  }
}
