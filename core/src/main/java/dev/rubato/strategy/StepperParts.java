package dev.rubato.strategy;

import dev.rubato.argument.Arguments;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Plateau;
import dev.rubato.schedule.RunningSchedule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What a stepper is made of: the groups, each tensor in its group, and the numbers of all. */
final class StepperParts {
  /** Fewer parameters than this are done sooner by one thread than shared with another. */
  private static final int WORTH_A_THREAD = 50_000;

  private final RunningSchedule rate;
  private final List<Hyperparameters> numbers = new ArrayList<>();
  private final List<RunningGroup> groups = new ArrayList<>();
  private final List<TensorState> members = new ArrayList<>();
  private final Map<String, RunningSchedule> schedules = new LinkedHashMap<>();
  private final Map<String, List<Plateau.State>> fresh = new LinkedHashMap<>();
  private final WorkerPool crew;

  StepperParts(
      Strategy strategy, Horizon horizon, List<Tensor> tensors, StepperOptions options, Clip clip) {
    checkNames(tensors);
    Optimizer optimizer = strategy.optimizerOrSgd();
    this.rate = new RunningSchedule(strategy.rate(), horizon);
    name("", "rate", rate);
    double keeps = options.average();
    Hyperparameters common = numbers(optimizer, horizon, "");
    RunningGroup rest =
        new RunningGroup(ParameterGroup.of("*"), optimizer, common, rate, horizon, keeps, null);
    groups.add(rest);
    for (ParameterGroup settings : options.groups()) {
      Optimizer own = settings.optimizer();
      RunningGroup group =
          own == null
              ? new RunningGroup(settings, optimizer, common, rate, horizon, keeps, rest)
              : new RunningGroup(
                  settings,
                  own,
                  numbers(own, horizon, settings.pattern()),
                  rate,
                  horizon,
                  keeps,
                  null);
      group.schedules().forEach((name, schedule) -> name(settings.pattern(), name, schedule));
      groups.add(group);
    }
    this.crew = new WorkerPool(threads(options, tensors));
    Arguments arguments = optimizer.arguments();
    boolean changesGradient =
        arguments.flag("maximize") || arguments.has("clip-norm") || arguments.has("clip-value");
    for (Tensor tensor : tensors) {
      members.add(
          new TensorState(tensor, groupOf(tensor.name()), changesGradient, keeps > 0, clip, crew));
    }
    checkGroups(options, tensors);
  }

  private Hyperparameters numbers(Optimizer optimizer, Horizon horizon, String pattern) {
    Hyperparameters made = new Hyperparameters(optimizer, horizon);
    numbers.add(made);
    made.schedules().forEach((name, schedule) -> name(pattern, name, schedule));
    return made;
  }

  private void name(String pattern, String name, RunningSchedule schedule) {
    String full = pattern.isEmpty() ? name : pattern + ": " + name;
    schedules.put(full, schedule);
    fresh.put(full, schedule.state());
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

  private void checkGroups(StepperOptions options, List<Tensor> tensors) {
    for (int i = 0; i < options.groups().size(); i++) {
      RunningGroup group = groups.get(i + 1);
      if (members.stream().noneMatch(member -> member.group() == group)) {
        throw new IllegalArgumentException(
            "the group \""
                + group.settings().pattern()
                + "\" has no parameter: no name matches that an earlier group does not take, among "
                + tensors.stream().map(Tensor::name).collect(Collectors.joining(", ")));
      }
    }
  }

  private static int threads(StepperOptions options, List<Tensor> tensors) {
    if (options.threads() > 0) {
      return options.threads();
    }
    long size =
        tensors.stream().filter(each -> each.remote() == null).mapToLong(Tensor::size).sum();
    int cores = Runtime.getRuntime().availableProcessors();
    return (int) Math.max(1, Math.min(cores, size / WORTH_A_THREAD));
  }

  RunningSchedule rate() {
    return rate;
  }

  /** The numbers of each optimizer, the strategy's first. */
  List<Hyperparameters> numbers() {
    return numbers;
  }

  /** The rest of the parameters, and then the groups. */
  List<RunningGroup> groups() {
    return groups;
  }

  /** The tensors, in the order given. */
  List<TensorState> members() {
    return members;
  }

  /** All schedules by what they set. */
  Map<String, RunningSchedule> schedules() {
    return schedules;
  }

  /** What the watching phrases of a schedule knew before the first step. */
  List<Plateau.State> fresh(String name) {
    return Objects.requireNonNull(fresh.get(name), name);
  }

  WorkerPool crew() {
    return crew;
  }
}
