package dev.rubato.strategy;

import dev.rubato.argument.Parameter;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hyperparameters of one running optimizer, as they are at one step. */
final class Hyperparameters {
  private final Map<String, RunningNumber> numbers = new LinkedHashMap<>();
  private final RunningNumber[] scheduled;

  Hyperparameters(Optimizer optimizer, Horizon horizon) {
    List<RunningNumber> changing = new ArrayList<>();
    for (Parameter parameter : optimizer.algorithm().signature().parameters()) {
      if (parameter.name().equals("cautious") && !optimizer.arguments().flag("cautious")) {
        continue; // an option that is not used is no number of the optimizer's
      }
      RunningNumber number =
          RunningNumber.of(parameter, optimizer.arguments().find(parameter.name()), horizon);
      if (number != null) {
        numbers.put(parameter.name(), number);
        if (number.isScheduled()) {
          changing.add(number);
        }
      }
    }
    scheduled = changing.toArray(RunningNumber[]::new);
  }

  /** Takes the numbers of update {@code t}. */
  void moveTo(long t) {
    for (RunningNumber each : scheduled) {
      each.moveTo(t);
    }
  }

  /** All numbers, in the order of the optimizer's signature. */
  Collection<RunningNumber> all() {
    return numbers.values();
  }

  /** A number by its name, or null. */
  @Nullable RunningNumber find(String name) {
    return numbers.get(name);
  }

  /** A number as it is at the step that was moved to. */
  double number(String name) {
    RunningNumber number = numbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException("there is no hyperparameter called \"" + name + "\"");
    }
    return number.now();
  }
}
