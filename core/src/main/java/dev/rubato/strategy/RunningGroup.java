package dev.rubato.strategy;

import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.MeasuringKernel;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.StepContext;
import org.jspecify.annotations.Nullable;

/** A parameter group at work: the numbers of its steps, its kernel, and what that remembers. */
final class RunningGroup implements StepContext {
  private static final String WEIGHT_DECAY = "weight-decay";

  private final GroupNumbers numbers;
  private final UpdateRule rule;
  private final AverageWeight average;
  private final ToldLoss loss;
  private final Kernel kernel;
  private final double[] memory;

  /**
   * A group before its first step.
   *
   * @param rule what is done with the updates that the algorithm makes
   * @param average of the points that evaluation sees
   * @param loss that each step is told
   * @param elder a group with the same optimizer, or null; kernels that measure all that an
   *     optimizer moves share its memory
   */
  RunningGroup(
      GroupNumbers numbers,
      UpdateRule rule,
      AverageWeight average,
      ToldLoss loss,
      @Nullable RunningGroup elder) {
    this.numbers = numbers;
    this.rule = rule;
    this.average = average;
    this.loss = loss;
    this.kernel = newKernel();
    boolean shares =
        kernel instanceof MeasuringKernel measuring
            && measuring.over() == MeasuringKernel.Over.OPTIMIZER;
    this.memory = shares && elder != null ? elder.memory : kernel.memory();
  }

  /** A kernel that a tensor has for itself. */
  Kernel newKernel() {
    return optimizer().algorithm().kernel(optimizer().arguments());
  }

  /** The kernel that all tensors of the group may share. */
  Kernel kernel() {
    return kernel;
  }

  Optimizer optimizer() {
    return numbers.optimizer();
  }

  GroupNumbers numbers() {
    return numbers;
  }

  boolean isFrozen() {
    return numbers.isFrozen();
  }

  boolean movesAt(long t) {
    return numbers.movesAt(t);
  }

  /** The weight of the point after update {@code t} in the average that evaluation sees. */
  double averageWeight(long t) {
    return average.at(t, t - numbers.count() + 1);
  }

  /** What is done with the updates that the algorithm makes. */
  UpdateRule rule() {
    return rule;
  }

  /** The weight decay of this step. */
  double weightDecay() {
    return numbers.number(WEIGHT_DECAY);
  }

  /** Whether the algorithm adds weight decay to its gradient by itself. */
  boolean addsDecayToGradient() {
    return optimizer().algorithm().addsDecayToGradient();
  }

  @Override
  public double rate() {
    return numbers.rate();
  }

  @Override
  public long count() {
    return numbers.count();
  }

  @Override
  public double number(String name) {
    // not twice
    return rule.takesDecay() && name.equals(WEIGHT_DECAY) ? 0 : numbers.number(name);
  }

  @Override
  public double loss() {
    return loss.value();
  }

  @Override
  public double[] memory() {
    return memory;
  }
}
