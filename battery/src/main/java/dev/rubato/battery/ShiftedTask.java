package dev.rubato.battery;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.function.ToLongFunction;

/**
 * A task whose trainings have other seeds than they are asked for, so that a comparison, which
 * always asks for the same, can be repeated by chance.
 *
 * @param shift what is added to the seed of a strategy's trainings
 */
record ShiftedTask(MeasuredTask task, ToLongFunction<Strategy> shift) implements SteppedTask {
  @Override
  public About about() {
    return task.about();
  }

  @Override
  public String fingerprint() {
    return task.fingerprint() + " with other seeds";
  }

  @Override
  public Training start(Strategy strategy, Horizon horizon, long seed) {
    return task.start(strategy, horizon, seed + shift.applyAsLong(strategy));
  }
}
