package dev.rubato.strategy;

import dev.rubato.argument.Argument;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.WatchState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Every number of a strategy at any step of a training, following what it observes. It is the one
 * place where a strategy is resolved against a horizon; a {@link Stepper} moves parameters by it.
 *
 * <pre>{@code
 * Strategy strategy = Notation.strategy("sgd(momentum=linear(0.5 -> 0.9)): cosine(0.1 -> 0)");
 * RunningStrategy running = new RunningStrategy(strategy, Horizon.ofSteps(100));
 * running.rate().at(0); // 0.1
 * running.rate().at(50); // 0.05
 * }</pre>
 *
 * <p>Between two observations every number is a pure function of the step, to be asked in any
 * order. Not thread-safe: one training, one thread at a time.
 */
public final class RunningStrategy {
  private static final long LOOKS = 1_000_000;

  private final Strategy strategy;
  private final Horizon horizon;
  private final RunningNumber rate;
  private final List<Hyperparameters> optimizers = new ArrayList<>();
  private final List<GroupNumbers> groups = new ArrayList<>();
  private final Map<List<GroupNumbers>, GroupNumbers> together = new LinkedHashMap<>();
  private final List<GroupNumbers> all = new ArrayList<>(); // groups, and those together
  private final Map<String, RunningSchedule> schedules = new LinkedHashMap<>();
  private final Map<String, List<WatchState>> unstarted = new LinkedHashMap<>();

  /**
   * What two trainings that begin alike must have in common all along.
   *
   * @param optimizer the algorithm's name
   * @param constants its arguments, without the schedules among them
   * @param scheduled the names of those that are schedules
   * @param groups what differs for some parameters, with the steps at which they move
   */
  private record Kind(
      String optimizer,
      Map<String, String> constants,
      List<String> scheduled,
      List<String> groups) {}

  /**
   * A strategy before its first step.
   *
   * @throws IllegalArgumentException where it can't be resolved against the horizon
   * @throws IllegalStateException where a {@code ?} is still open
   */
  public RunningStrategy(Strategy strategy, Horizon horizon) {
    this(strategy, horizon, List.of());
  }

  /**
   * A strategy before its first step, with parameters that are trained differently from the rest,
   * beside those of the strategy's own groups.
   *
   * @throws IllegalArgumentException where it can't be resolved against the horizon
   * @throws IllegalStateException where a {@code ?} is still open
   */
  public RunningStrategy(Strategy strategy, Horizon horizon, List<ParameterGroup> parameterGroups) {
    this.strategy = strategy;
    this.horizon = horizon;
    this.rate = RunningNumber.rate(strategy.rate(), horizon);
    register("", rate);
    Optimizer common = strategy.optimizerOrSgd();
    Hyperparameters ofAll = hyperparameters(common, "");
    groups.add(new GroupNumbers(ParameterGroup.of("*"), common, ofAll, rate, horizon));
    List<ParameterGroup> both = new ArrayList<>(strategy.groups());
    both.addAll(parameterGroups);
    for (ParameterGroup settings : both) {
      Optimizer own = settings.optimizer();
      GroupNumbers group =
          own == null
              ? new GroupNumbers(settings, common, ofAll, rate, horizon)
              : new GroupNumbers(
                  settings, own, hyperparameters(own, settings.pattern()), rate, horizon);
      register(settings.pattern(), group.factor());
      group.own().forEach(number -> number.checkOver(horizon.steps()));
      group.own().forEach(number -> register(settings.pattern(), number));
      groups.add(group);
    }
    all.addAll(groups);
  }

  private Hyperparameters hyperparameters(Optimizer optimizer, String pattern) {
    Hyperparameters made = new Hyperparameters(optimizer, horizon);
    optimizers.add(made);
    made.all().forEach(number -> number.checkOver(horizon.steps()));
    made.all().forEach(number -> register(pattern, number));
    return made;
  }

  private void register(String pattern, RunningNumber number) {
    RunningSchedule schedule = number.schedule();
    if (schedule != null) {
      String own = pattern.isEmpty() ? number.name() : pattern + ": " + number.name();
      String name = own;
      for (int i = 2; schedules.containsKey(name); i++) {
        name = own + " (" + i + ")"; // of another group with the same pattern
      }
      schedules.put(name, schedule);
      unstarted.put(name, schedule.state());
    }
  }

  /** What is resolved. */
  public Strategy strategy() {
    return strategy;
  }

  /** Against which length. */
  public Horizon horizon() {
    return horizon;
  }

  /** The learning rate, without the factors of groups. */
  public RunningNumber rate() {
    return rate;
  }

  /**
   * The hyperparameters of the strategy's optimizer that are numbers, flags as 1 or 0, in the order
   * of its signature.
   */
  public List<RunningNumber> hyperparameters() {
    return List.copyOf(optimizers.get(0).all());
  }

  /**
   * A number of a group of the strategy.
   *
   * @param pattern of the group
   * @param name {@code rate} for what its learning rate is multiplied by, 0 while it is frozen, or
   *     that of a number of the optimizer
   */
  public record OfGroup(String pattern, String name, LongToDoubleFunction value) {
    /** The number for update {@code t}, given all that was observed. */
    public double at(long t) {
      return value.applyAsDouble(t);
    }
  }

  /**
   * What each group sets, in the order of the groups. Of a parameter that several match the factors
   * of the rate multiply, and of other numbers the last one counts.
   */
  public List<OfGroup> groupNumbers() {
    List<OfGroup> numbers = new ArrayList<>();
    for (GroupNumbers group : groups.subList(1, groups.size())) {
      String pattern = group.settings().get(0).pattern();
      RunningNumber factor = group.factor();
      numbers.add(new OfGroup(pattern, factor.name(), t -> group.movesAt(t) ? factor.at(t) : 0));
      group.own().forEach(own -> numbers.add(new OfGroup(pattern, own.name(), own::at)));
    }
    return numbers;
  }

  /**
   * What is probably a slip, found where the strategy met its horizon: each a sentence, without a
   * full stop, for whoever wrote it.
   *
   * <pre>{@code
   * Strategy strategy = Notation.strategy("0.1 for 500 then cosine(-> 0)");
   * RunningStrategy running = new RunningStrategy(strategy, Horizon.ofSteps(100));
   * running.warnings().get(0); // "0.1 for 500" is cut off: it ends after 500 steps, but there are 100
   * }</pre>
   */
  public List<String> warnings() {
    return warnings(RunningSchedule::warnings);
  }

  /**
   * What is probably a slip where the training is evaluated this often, such as more patience than
   * there are evaluations; besides {@link #warnings()}.
   *
   * @param every updates between two evaluations, at least 1
   */
  public List<String> warnings(long every) {
    return warnings(schedule -> schedule.warnings(every));
  }

  private List<String> warnings(Function<RunningSchedule, List<String>> of) {
    Set<String> warnings = new LinkedHashSet<>();
    schedules.forEach(
        (name, schedule) ->
            of.apply(schedule)
                .forEach(
                    warning ->
                        warnings.add(name.equals("rate") ? warning : name + ": " + warning)));
    warnings.addAll(Slips.of(strategy, groups.subList(1, groups.size()), horizon));
    return List.copyOf(warnings);
  }

  /** The metrics that the strategy watches. */
  public Set<String> metrics() {
    Set<String> metrics = new TreeSet<>();
    schedules.values().forEach(schedule -> metrics.addAll(schedule.metrics()));
    return metrics;
  }

  /** Tells the watching phrases of an evaluation made after {@code t} updates. */
  public void observe(long t, String metric, double value) {
    schedules.values().forEach(schedule -> schedule.observe(t, metric, value));
  }

  /** Tells the watching phrases of an evaluation of several metrics. */
  public void observe(long t, Map<String, Double> metrics) {
    metrics.forEach((metric, value) -> observe(t, metric, value));
  }

  /**
   * Stands for what must be equal for two trainings of one seed to be the same training for as long
   * as their numbers {@linkplain #agrees agree}.
   */
  public Object kind() {
    Optimizer optimizer = strategy.optimizerOrSgd();
    Map<String, String> constants = new TreeMap<>();
    List<String> scheduled = new ArrayList<>();
    for (Map.Entry<String, Argument> each : optimizer.arguments().given().entrySet()) {
      if (each.getValue() instanceof Schedule) {
        scheduled.add(each.getKey());
      } else {
        constants.put(each.getKey(), each.getValue().toString());
      }
    }
    if (optimizer.arguments().word("decay").equals("corrected")) {
      constants.put("largest rate", String.valueOf(largestRate()));
    }
    constants.put(
        "average from", String.valueOf(AverageWeight.begins(optimizer.arguments(), horizon)));
    List<String> others = new ArrayList<>();
    for (GroupNumbers group : groups.subList(1, groups.size())) {
      others.add(
          "%s, moves from %s to %s"
              .formatted(
                  group.settings().get(0).untimed(), group.frozenUntil(), group.frozenFrom()));
    }
    return new Kind(optimizer.name(), constants, scheduled, others);
  }

  /** Whether update {@code t} is the same as that of a strategy of the same {@link #kind}. */
  public boolean agrees(RunningStrategy other, long t) {
    for (Map.Entry<String, RunningSchedule> each : schedules.entrySet()) {
      RunningSchedule its = other.schedules.get(each.getKey());
      if (its == null || Double.compare(each.getValue().at(t), its.at(t)) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Goes on from what the watching phrases had seen when a snapshot was taken. Phrases that it does
   * not know have seen nothing yet.
   *
   * @throws IllegalArgumentException where more phrases watched then; nothing was changed
   */
  public void restore(Snapshot snapshot) {
    checkFits(snapshot);
    schedules.forEach(
        (name, schedule) -> {
          List<WatchState> states =
              new ArrayList<>(snapshot.phrases().getOrDefault(name, List.of()));
          List<WatchState> fresh = unstarted.getOrDefault(name, List.of());
          states.addAll(fresh.subList(states.size(), fresh.size()));
          schedule.restore(states);
        });
  }

  void checkFits(Snapshot snapshot) {
    snapshot
        .phrases()
        .forEach(
            (name, states) -> {
              List<WatchState> fresh = unstarted.getOrDefault(name, List.of());
              int room = fresh.size();
              if (states.size() > room) {
                throw new IllegalArgumentException(
                    "the snapshot was taken with \""
                        + snapshot.strategy()
                        + "\", in which "
                        + states.size()
                        + " phrases of "
                        + name
                        + " watch a metric, but in this training "
                        + room);
              }
              for (int i = 0; i < states.size(); i++) {
                String then = states.get(i).call();
                String now = fresh.get(i).call();
                if (!then.equals(now)) {
                  throw new IllegalArgumentException(
                      "the snapshot was taken with \"%s\", in which %s of %s watches a metric, but in this training %s"
                          .formatted(snapshot.strategy(), then, name, now));
                }
              }
            });
  }

  /** What the watching phrases saw, by the number that they set. */
  Map<String, List<WatchState>> phrases() {
    Map<String, List<WatchState>> phrases = new LinkedHashMap<>();
    schedules.forEach(
        (name, schedule) -> {
          if (!schedule.state().isEmpty()) {
            phrases.put(name, schedule.state());
          }
        });
    return phrases;
  }

  /** The rest of the parameters, and then the groups, each alone. */
  List<GroupNumbers> groups() {
    return groups;
  }

  /** The numbers of a tensor: of all groups that match it together, or of the rest. */
  GroupNumbers groupOf(Tensor tensor) {
    List<GroupNumbers> matching = new ArrayList<>();
    for (GroupNumbers group : groups.subList(1, groups.size())) {
      if (group.settings().get(0).matches(tensor)) {
        matching.add(group);
      }
    }
    if (matching.size() < 2) {
      return matching.isEmpty() ? groups.get(0) : matching.get(0);
    }
    GroupNumbers known = together.get(matching);
    if (known == null) {
      known = new GroupNumbers(matching);
      together.put(matching, known);
      all.add(known);
    }
    return known;
  }

  /** A number of the strategy's optimizer, or null where it has none of this name. */
  @Nullable RunningNumber find(String name) {
    return optimizers.get(0).find(name);
  }

  /**
   * The largest rate of the training, as far as is known before its first step: of a long one at a
   * million steps, evenly spread.
   */
  double largestRate() {
    long looks = Math.min(horizon.steps(), LOOKS);
    double largest = 0;
    for (long i = 0; i < looks; i++) {
      long t =
          looks == horizon.steps() ? i : (long) ((double) i / (looks - 1) * (horizon.steps() - 1));
      largest = Math.max(largest, rate.at(t));
    }
    return largest;
  }

  /** A hyperparameter of the strategy's optimizer, at the step that was moved to. */
  double number(String name) {
    return optimizers.get(0).number(name);
  }

  /**
   * Takes the numbers of update {@code t}.
   *
   * @throws IllegalArgumentException where one is outside its domain
   */
  void moveTo(long t) {
    // by index: an iterator may be allocated, and a step allocates nothing
    for (int i = 0; i < optimizers.size(); i++) {
      optimizers.get(i).moveTo(t);
    }
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).movesAt(t)) {
        all.get(i).moveTo(t);
      }
    }
  }
}
