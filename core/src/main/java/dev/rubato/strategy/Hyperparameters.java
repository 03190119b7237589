package dev.rubato.strategy;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Value;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.Step;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.schedule.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The learning rate and every other number of a running strategy, as they are at one step. */
final class Hyperparameters implements Step {
  private final RunningSchedule rate;
  private final Map<String, Cell> numbers = new LinkedHashMap<>();
  private final List<Cell> scheduled = new ArrayList<>();
  private double currentRate;
  private long count;

  /** One hyperparameter: its number now, and the schedule that sets it, if one does. */
  private static final class Cell {
    private final Parameter parameter;
    private final List<RunningSchedule> schedule;
    private double now;

    Cell(Parameter parameter, List<RunningSchedule> schedule) {
      this.parameter = parameter;
      this.schedule = schedule;
    }
  }

  Hyperparameters(Strategy strategy, Horizon horizon) {
    this.rate = new RunningSchedule(strategy.rate(), horizon);
    Optimizer optimizer = strategy.optimizerOrSgd();
    for (Parameter parameter : optimizer.algorithm().signature().parameters()) {
      Argument argument = optimizer.arguments().find(parameter.name());
      if (argument instanceof Value value) {
        Cell cell = new Cell(parameter, List.of());
        cell.now = value.number();
        numbers.put(parameter.name(), cell);
      } else if (argument instanceof Schedule schedule) {
        Cell cell = new Cell(parameter, List.of(new RunningSchedule(schedule, horizon)));
        numbers.put(parameter.name(), cell);
        scheduled.add(cell);
      }
    }
  }

  /** Takes the numbers of update {@code t}. */
  void moveTo(long t) {
    currentRate = rateAt(t);
    count = t + 1;
    for (Cell cell : scheduled) {
      double value = cell.schedule.get(0).at(t);
      if (!cell.parameter.domain().contains(value)) {
        throw new IllegalArgumentException(
            cell.parameter.name()
                + " must be "
                + cell.parameter.domain()
                + ", but its schedule gives "
                + value
                + " at step "
                + t);
      }
      cell.now = value;
    }
  }

  /** The learning rate of update {@code t}, given what was observed so far. */
  double rateAt(long t) {
    double value = rate.at(t);
    if (!Domain.AT_LEAST_0.contains(value)) {
      throw new IllegalArgumentException(
          "a learning rate must be finite and at least 0, but the schedule gives "
              + value
              + " at step "
              + t);
    }
    return value;
  }

  /** The schedules of all numbers, the rate's first. */
  List<RunningSchedule> schedules() {
    List<RunningSchedule> all = new ArrayList<>();
    all.add(rate);
    scheduled.forEach(cell -> all.addAll(cell.schedule));
    return all;
  }

  boolean has(String name) {
    return numbers.containsKey(name);
  }

  @Override
  public double rate() {
    return currentRate;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public double number(String name) {
    Cell cell = numbers.get(name);
    if (cell == null) {
      throw new IllegalArgumentException("there is no hyperparameter called \"" + name + "\"");
    }
    return cell.now;
  }
}
