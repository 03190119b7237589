package dev.rubato.strategy;

import dev.rubato.argument.Domain;
import java.util.List;

/**
 * How a {@link Stepper} works, beside its strategy. An immutable value.
 *
 * @param groups parameters that are trained otherwise than the rest
 * @param average the weight that an average of all points visited, made for evaluation, keeps at
 *     each step: 0 for none
 * @param threads how many threads a step may take, or 0 for as many as the parameters justify; the
 *     result is the same to the last bit
 * @param emptyGroups whether a group may match no parameter, and then changes nothing; otherwise it
 *     is an error, unless the group itself {@linkplain ParameterGroup#mayBeEmpty says that it may}
 */
public record StepperOptions(
    List<ParameterGroup> groups, double average, int threads, boolean emptyGroups) {

  /** All parameters alike, no average, as many threads as the parameters justify. */
  public static final StepperOptions DEFAULT = new StepperOptions(List.of(), 0, 0, false);

  public StepperOptions {
    groups = List.copyOf(groups);
    Domain.AVERAGE.check("the average's weight", average);
    if (threads < 0) {
      throw new IllegalArgumentException("threads must be at least 0, was " + threads);
    }
  }

  /** These options with groups. */
  public StepperOptions withGroups(List<ParameterGroup> changed) {
    return new StepperOptions(changed, average, threads, emptyGroups);
  }

  /**
   * These options with an exponential moving average of the parameters, which {@link
   * Stepper#toEvaluation} shows: the point that was visited k steps ago has the weight {@code
   * keepᵏ}, and they sum to 1 from the first step on.
   */
  public StepperOptions withAverage(double keep) {
    return new StepperOptions(groups, keep, threads, emptyGroups);
  }

  /**
   * These options with as many threads as parameters justify, where no number was given.
   *
   * @param worthAThread fewer parameters than this are moved sooner by one thread than shared
   */
  public StepperOptions withThreadsFor(long parameters, int worthAThread) {
    if (threads > 0) {
      return this;
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return withThreads((int) Math.max(1, Math.min(cores, parameters / worthAThread)));
  }

  /** These options with a number of threads. */
  public StepperOptions withThreads(int changed) {
    return new StepperOptions(groups, average, changed, emptyGroups);
  }

  /** These options where groups may match no parameter. */
  public StepperOptions withEmptyGroups() {
    return new StepperOptions(groups, average, threads, true);
  }
}
