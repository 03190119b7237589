package dev.rubato.battery;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.TaskParameter;
import dev.rubato.lab.Training;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that a provider on the class path has, such as those that Rubato bundles, which need an
 * engine that the battery does without.
 *
 * @param task whose loss, if it is judged by one, is never below 0
 * @param horizon how long it is trained
 */
record ProvidedTask(SteppedTask task, Horizon horizon) implements MeasuredTask {

  /**
   * The task of a name.
   *
   * @param steps how long it is trained, 0 for as long as usual
   * @throws IllegalArgumentException if no provider has it, or it is a program
   */
  static ProvidedTask named(String name, int steps) {
    Task found = new BundledSpec(name).open();
    if (!(found instanceof SteppedTask stepped)) {
      throw new IllegalArgumentException(name + " is not trained step by step, as it has to be");
    }
    About about = stepped.about();
    long length = steps == 0 ? about.epochs() * about.stepsPerEpoch() : steps;
    return new ProvidedTask(stepped, new Horizon(length, about.stepsPerEpoch()));
  }

  private boolean isUsual() {
    return horizon.steps() == task.about().epochs() * task.about().stepsPerEpoch();
  }

  @Override
  public String name() {
    return task.about().name() + (isUsual() ? "" : "-" + horizon.steps());
  }

  @Override
  public String kind() {
    return name();
  }

  @Override
  public int times() {
    return 1;
  }

  @Override
  public double bound() {
    return 0;
  }

  @Override
  public boolean dear() {
    return true;
  }

  @Override
  public About about() {
    return task.about();
  }

  @Override
  public String fingerprint() {
    return task.fingerprint() + ", " + horizon;
  }

  @Override
  public @Nullable List<TaskParameter> parameters() {
    return task.parameters();
  }

  @Override
  public long validationInterval(Horizon length) {
    return task.validationInterval(length);
  }

  @Override
  public boolean branches() {
    return task.branches();
  }

  @Override
  public Training start(Strategy strategy, Horizon length, long seed) {
    return task.start(strategy, length, seed);
  }

  @Override
  public String toString() {
    return name();
  }
}
