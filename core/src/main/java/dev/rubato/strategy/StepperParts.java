package dev.rubato.strategy;

import dev.rubato.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a stepper is made of: the groups, and each tensor in its groups. */
final class StepperParts {
  /** Fewer parameters than this are done sooner by one thread than shared with another. */
  private static final int WORTH_A_THREAD = 50_000;

  private final Map<GroupNumbers, RunningGroup> groups = new LinkedHashMap<>();
  private final Map<Hyperparameters, RunningGroup> elders = new HashMap<>();
  private final int alone; // how many groups are not several together, the rest among them
  private final List<TensorState> tensors = new ArrayList<>();
  private final WorkerPool workers;
  private final UpdateRule rule;
  private final ToldLoss loss = new ToldLoss();

  StepperParts(RunningStrategy numbers, List<Tensor> given, StepperOptions options, Clip clip) {
    checkNames(given);
    if (!options.emptyGroups()) {
      checkGroups(numbers.groups(), given);
    }
    Optimizer optimizer = numbers.strategy().optimizerOrSgd();
    boolean corrects = optimizer.arguments().word("decay").equals("corrected");
    this.rule = new UpdateRule(optimizer.arguments(), corrects ? numbers.largestRate() : 0);
    boolean averaged = AverageWeight.of(numbers, options).isKept();
    numbers.groups().forEach(group -> running(group, numbers, options));
    this.alone = groups.size();
    this.workers = new WorkerPool(threads(options, given));
    boolean changesGradient = optimizer.changesGradient();
    for (Tensor tensor : given) {
      GroupNumbers group = numbers.groupOf(tensor);
      if (!tensor.isStill()) {
        group.check();
      }
      tensors.add(
          new TensorState(
              tensor,
              running(group, numbers, options),
              changesGradient,
              averaged,
              UnitClip.of(tensor, optimizer.arguments().has("agc")),
              clip,
              workers));
    }
    loss.isFor(tensors);
  }

  private RunningGroup running(
      GroupNumbers group, RunningStrategy numbers, StepperOptions options) {
    RunningGroup known = groups.get(group);
    if (known == null) {
      RunningGroup elder = elders.get(group.hyperparameters());
      known = new RunningGroup(group, rule, AverageWeight.of(numbers, options), loss, elder);
      groups.put(group, known);
      elders.putIfAbsent(group.hyperparameters(), known);
    }
    return known;
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

  private static void checkGroups(List<GroupNumbers> groups, List<Tensor> given) {
    for (GroupNumbers each : groups.subList(1, groups.size())) {
      ParameterGroup group = each.settings().get(0);
      if (!group.optional() && given.stream().noneMatch(group::matches)) {
        throw new IllegalArgumentException(
            "the group \""
                + group.pattern()
                + "\" has no parameter: it matches none of "
                + given.stream()
                    .map(Tensor::name)
                    .filter(name -> !name.startsWith("(")) // what is saved beside
                    .collect(Collectors.joining(", "))
                + "; a group that need not match says mayBeEmpty()");
      }
    }
  }

  private static int threads(StepperOptions options, List<Tensor> tensors) {
    long size =
        tensors.stream().filter(each -> each.remote() == null).mapToLong(Tensor::size).sum();
    return options.withThreadsFor(size, WORTH_A_THREAD).threads();
  }

  /** The rest of the parameters, the groups, and then those that are several together. */
  List<RunningGroup> groups() {
    return List.copyOf(groups.values());
  }

  /** How many of them are not several together. */
  int alone() {
    return alone;
  }

  /** The loss that each step is told. */
  ToldLoss loss() {
    return loss;
  }

  /** What is done with the updates that the algorithms make. */
  UpdateRule rule() {
    return rule;
  }

  /** In the order given. */
  List<TensorState> tensors() {
    return tensors;
  }

  WorkerPool workers() {
    return workers;
  }
}
