package dev.rubato.strategy;

import dev.rubato.argument.Parameter;
import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.MeasuringKernel;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.StepContext;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parameter group at work: the numbers of its steps, its kernel, and what that remembers. */
final class RunningGroup implements StepContext {
  private static final String DECAY = "weight-decay";

  private final ParameterGroup settings;
  private final Optimizer optimizer;
  private final Hyperparameters numbers;
  private final RunningSchedule rate;
  private final RunningSchedule factor;
  private final @Nullable RunningSchedule decay;
  private final @Nullable Parameter decayParameter;
  private final Kernel kernel;
  private final double[] memory;
  private final double averageKeeps;
  private double rateNow;
  private double decayNow;
  private double averageWeight;
  private long count;

  /**
   * A group before its first step.
   *
   * @param averageKeeps the weight that an average of the parameters keeps at each step
   * @param elder a group with the same optimizer, or null; kernels that measure all that an
   *     optimizer moves share its memory
   */
  RunningGroup(
      ParameterGroup settings,
      Optimizer optimizer,
      Hyperparameters numbers,
      RunningSchedule rate,
      Horizon horizon,
      double averageKeeps,
      @Nullable RunningGroup elder) {
    this.settings = settings;
    this.optimizer = optimizer;
    this.numbers = numbers;
    this.rate = rate;
    this.factor = new RunningSchedule(settings.factor(), horizon);
    Schedule ownDecay = settings.decay();
    this.decay = ownDecay == null ? null : new RunningSchedule(ownDecay, horizon);
    this.decayParameter = optimizer.algorithm().signature().find(DECAY);
    if (decay != null && decayParameter == null) {
      throw new IllegalArgumentException(
          optimizer.name() + " has no weight-decay, but the group \"" + settings + "\" sets it");
    }
    this.averageKeeps = averageKeeps;
    this.kernel = newKernel();
    boolean shares =
        kernel instanceof MeasuringKernel measuring
            && measuring.over() == MeasuringKernel.Over.OPTIMIZER;
    this.memory = shares && elder != null ? elder.memory : kernel.memory();
  }

  /** A kernel that a tensor has for itself. */
  Kernel newKernel() {
    return optimizer.algorithm().kernel(optimizer.arguments());
  }

  /** The kernel that all tensors of the group may share. */
  Kernel kernel() {
    return kernel;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** The numbers of the optimizer, which groups without an optimizer of their own share. */
  Hyperparameters numbers() {
    return numbers;
  }

  ParameterGroup settings() {
    return settings;
  }

  /** Whether the parameters never move. */
  boolean isFrozen() {
    return settings.frozenUntil() == ParameterGroup.FOR_EVER;
  }

  /** Whether the parameters move in update {@code t}. */
  boolean movesAt(long t) {
    return t >= settings.frozenUntil();
  }

  /** How many of {@code t} updates moved the parameters. */
  long movesBefore(long t) {
    return Math.max(0, t - settings.frozenUntil());
  }

  /** Takes the numbers of update {@code t}; those of the optimizer are there already. */
  void moveTo(long t) {
    count = movesBefore(t) + 1;
    averageWeight = (1 - averageKeeps) / (1 - Math.pow(averageKeeps, count));
    rateNow = Hyperparameters.checkRate(rate.at(t) * factor.at(t), t);
    if (decay != null && decayParameter != null) {
      decayNow = Hyperparameters.check(decayParameter, decay.at(t), t);
    }
  }

  /** The weight of the point after this step in the average of all points. */
  double averageWeight() {
    return averageWeight;
  }

  /** The schedules that are the group's own, by name. */
  Map<String, RunningSchedule> schedules() {
    Map<String, RunningSchedule> schedules = new LinkedHashMap<>();
    schedules.put("rate", factor);
    if (decay != null) {
      schedules.put(DECAY, decay);
    }
    return schedules;
  }

  @Override
  public double rate() {
    return rateNow;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public double number(String name) {
    return decay != null && name.equals(DECAY) ? decayNow : numbers.number(name);
  }

  @Override
  public double[] memory() {
    return memory;
  }
}
