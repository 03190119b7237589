package dev.rubato.lab;

import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something to learn: data, a model and a loss. A task is the same at every call; all randomness
 * comes from a trial's seed. Trials of one task may run in parallel, each on its own thread.
 *
 * <p>A task whose training can be driven step by step is a {@link SteppedTask}; an external program
 * can only be run as a whole, and is a {@link WholeTask}.
 */
public sealed interface Task permits SteppedTask, WholeTask {

  /** What the task is. */
  About about();

  /**
   * A text that differs where results may differ: it identifies the data, the model and the loss. A
   * stored trial is reused only if this is the same.
   */
  String fingerprint();

  /**
   * The parameters of a training, by which the groups of a strategy go: null where only the task
   * itself knows them, such as a program.
   */
  default @Nullable List<TaskParameter> parameters() {
    return null;
  }

  /**
   * The patterns of a strategy's groups that find no parameter here, so that the group changes
   * nothing; of kinds alone, which a network may lack, none.
   */
  default List<String> unmatched(Strategy strategy) {
    List<ParameterGroup> named =
        strategy.groups().stream().filter(group -> !group.optional()).toList();
    List<TaskParameter> known = named.isEmpty() ? null : parameters();
    return known == null
        ? List.of()
        : named.stream()
            .filter(group -> known.stream().noneMatch(each -> each.isIn(group)))
            .map(ParameterGroup::pattern)
            .toList();
  }

  /** What is probably a slip in a strategy's groups here, each a sentence without a full stop. */
  default List<String> groupWarnings(Strategy strategy) {
    List<TaskParameter> known = parameters();
    return known == null
        ? List.of()
        : unmatched(strategy).stream()
            .map(
                pattern ->
                    "no parameter of %s matches \"%s\"; there are: %s"
                        .formatted(
                            about().name(),
                            pattern,
                            String.join(", ", known.stream().map(TaskParameter::name).toList())))
            .toList();
  }

  /**
   * Number of updates between two evaluations of a training; it is also evaluated after its last.
   *
   * @throws IllegalArgumentException if the task's setting can't be resolved against the horizon
   */
  default long validationInterval(Horizon horizon) {
    return Trial.validationInterval(horizon);
  }

  /**
   * What a stored result of this task, perhaps judged by another metric, is where it is judged as
   * {@link #about} says; null if only a new run can tell.
   */
  default @Nullable TrialResult judge(TrialResult kept) {
    return kept;
  }

  /**
   * What a task is.
   *
   * @param name as the command line writes it
   * @param summary one line
   * @param data where the data come from and how they are split, one line
   * @param stepsPerEpoch optimizer updates in an epoch
   * @param epochs how long to train by default
   * @param judged the validation metric by which strategies are ranked
   * @param target a validation metric to reach, the sooner the better
   * @param targetValue the value to reach
   */
  record About(
      String name,
      String summary,
      String data,
      long stepsPerEpoch,
      long epochs,
      Metric judged,
      Metric target,
      double targetValue) {}
}
