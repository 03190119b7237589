package dev.rubato.strategy;

import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.MeasuringKernel;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.StepContext;
import org.jspecify.annotations.Nullable;

/** A parameter group at work: the numbers of its steps, its kernel, and what that remembers. */
final class RunningGroup implements StepContext {
  private final GroupNumbers numbers;
  private final double averageKeeps;
  private final Kernel kernel;
  private final double[] memory;

  /**
   * A group before its first step.
   *
   * @param averageKeeps the weight that an average of the parameters keeps at each step
   * @param elder a group with the same optimizer, or null; kernels that measure all that an
   *     optimizer moves share its memory
   */
  RunningGroup(GroupNumbers numbers, double averageKeeps, @Nullable RunningGroup elder) {
    this.numbers = numbers;
    this.averageKeeps = averageKeeps;
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

  /** The weight of the point after this step in the average of all points. */
  double averageWeight() {
    return (1 - averageKeeps) / (1 - Math.pow(averageKeeps, numbers.count()));
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
    return numbers.number(name);
  }

  @Override
  public double[] memory() {
    return memory;
  }
}
