package dev.rubato.strategy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a stepper is made of: the groups, and each tensor in its group. */
final class StepperParts {
  /** Fewer parameters than this are done sooner by one thread than shared with another. */
  private static final int WORTH_A_THREAD = 50_000;

  private final List<RunningGroup> groups = new ArrayList<>();
  private final List<TensorState> tensors = new ArrayList<>();
  private final WorkerPool workers;

  StepperParts(RunningStrategy numbers, List<Tensor> given, StepperOptions options, Clip clip) {
    checkNames(given);
    double keeps = options.average();
    RunningGroup rest = new RunningGroup(numbers.groups().get(0), keeps, null);
    groups.add(rest);
    for (GroupNumbers each : numbers.groups().subList(1, numbers.groups().size())) {
      boolean sharesOptimizer = each.settings().optimizer() == null;
      groups.add(new RunningGroup(each, keeps, sharesOptimizer ? rest : null));
    }
    this.workers = new WorkerPool(threads(options, given));
    boolean changesGradient = numbers.strategy().optimizerOrSgd().changesGradient();
    for (Tensor tensor : given) {
      RunningGroup group = groupOf(tensor.name());
      tensors.add(new TensorState(tensor, group, changesGradient, keeps > 0, clip, workers));
    }
    checkGroups(options, given);
  }

  /** The first group that matches, or the rest. */
  private RunningGroup groupOf(String name) {
    for (RunningGroup group : groups.subList(1, groups.size())) {
      if (group.settings().matches(name)) {
        return group;
      }
    }
    return groups.get(0);
  }

  private static void checkNames(List<Tensor> tensors) {
    Set<String> names = new HashSet<>();
    for (Tensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException(
            "two tensors are called \"" + tensor.name() + "\": each needs a name of its own");
      }
    }
  }

  private void checkGroups(StepperOptions options, List<Tensor> given) {
    for (int i = 0; i < options.groups().size(); i++) {
      RunningGroup group = groups.get(i + 1);
      if (tensors.stream().noneMatch(tensor -> tensor.group() == group)) {
        throw new IllegalArgumentException(
            "the group \""
                + group.settings().pattern()
                + "\" has no parameter: no name matches that an earlier group does not take, among "
                + given.stream().map(Tensor::name).collect(Collectors.joining(", ")));
      }
    }
  }

  private static int threads(StepperOptions options, List<Tensor> tensors) {
    long size =
        tensors.stream().filter(each -> each.remote() == null).mapToLong(Tensor::size).sum();
    return options.withThreadsFor(size, WORTH_A_THREAD).threads();
  }

  /** The rest of the parameters, and then the groups. */
  List<RunningGroup> groups() {
    return groups;
  }

  /** In the order given. */
  List<TensorState> tensors() {
    return tensors;
  }

  WorkerPool workers() {
    return workers;
  }
}
