package dev.rubato.notation;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Items;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Span;
import dev.rubato.argument.Text;
import dev.rubato.argument.Value;
import dev.rubato.argument.Word;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.Optimizers;
import dev.rubato.schedule.Call;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Form;
import dev.rubato.schedule.Forms;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Phrase;
import dev.rubato.schedule.Product;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Sequence;
import dev.rubato.schedule.Sum;
import dev.rubato.strategy.GroupNotation;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random strategies, drawn from the signatures of the catalogue: a new form or optimizer is drawn
 * without a change here. Levels are not negative, and spans come to a step in {@link #horizon}.
 */
public final class RandomStrategies {
  private static final Set<String> NOT_FOR_ALL =
      Set.of(
          "clip-norm",
          "clip-value",
          "agc",
          "decay",
          "cautious",
          "clip-update",
          "state",
          "ema",
          "ema-from",
          "tail-average");

  private static final int TRIES = 1000;
  private static final List<String> WATCHES = List.of("plateau", "greedy");

  private final RandomGenerator random;
  private final boolean open;
  private boolean mayEndAtATime;
  private boolean mayBeFromStart;

  /**
   * A source of strategies.
   *
   * @param open whether some values are still to be found
   */
  public RandomStrategies(RandomGenerator random, boolean open) {
    this.random = random;
    this.open = open;
  }

  /** A horizon with epochs, short or long. */
  public Horizon horizon() {
    long stepsPerEpoch = random.nextLong(1, 12);
    return chance(0.05)
        ? new Horizon(Horizon.MAX_STEPS, stepsPerEpoch)
        : new Horizon(random.nextLong(20, chance(0.5) ? 60 : 5000), stepsPerEpoch);
  }

  /** A strategy, with an optimizer or without. */
  public Strategy strategy() {
    Optimizer optimizer = chance(0.3) ? null : optimizer();
    Schedule rate = schedule(3, true);
    Algorithm algorithm = (optimizer == null ? Optimizers.sgd() : optimizer).algorithm();
    List<ParameterGroup> groups = new ArrayList<>();
    while (chance(0.25)) {
      groups.add(group(algorithm));
    }
    return new Strategy(optimizer, rate, groups);
  }

  private ParameterGroup group(Algorithm algorithm) {
    String pattern = pick(List.of("head*", "@bias", "@vector, *.Norm_?", "a \"b\" \\", "*"));
    for (int i = 0; i < TRIES; i++) {
      List<Parameter> parameters = GroupNotation.signature(algorithm).parameters();
      try {
        Map<String, Argument> arguments = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
          if (chance(0.3)) {
            arguments.put(parameter.name(), argument(parameter, 1, true, false));
          }
        }
        return GroupNotation.group(pattern, arguments, algorithm);
      } catch (IllegalArgumentException e) {
        // nothing is different, or it is frozen and yet from some step on: draw again
      }
    }
    throw new IllegalStateException("no group that can be drawn");
  }

  private Optimizer optimizer() {
    Algorithm algorithm = pick(Algorithms.all());
    Map<String, Argument> all =
        new LinkedHashMap<>(arguments(algorithm.signature().parameters(), 1, true, false));
    all.remove(all.containsKey("ema") ? "tail-average" : "ema-from");
    try {
      return Optimizer.of(algorithm, all);
    } catch (IllegalArgumentException senseless) { // an option that this algorithm can't take
      all.keySet().removeAll(NOT_FOR_ALL);
      return Optimizer.of(algorithm, all);
    }
  }

  /** A schedule that can stand alone, of calls nested up to {@code depth}. */
  public Schedule schedule(int depth, boolean mayWatch) {
    mayEndAtATime = true;
    mayBeFromStart = true;
    return schedule(depth, mayWatch, false);
  }

  private Schedule schedule(int depth, boolean mayWatch, boolean mayContinue) {
    if (depth > 0 && chance(0.35)) {
      return sequence(depth - 1, mayWatch, mayContinue);
    }
    if (depth > 0 && chance(0.15)) {
      List<Schedule> operands = many(2, () -> schedule(depth - 1, mayWatch, false));
      return chance(0.4) ? new Sum(operands) : new Product(operands);
    }
    return call(depth, mayWatch, mayContinue);
  }

  private Schedule sequence(int depth, boolean mayWatch, boolean mayContinue) {
    List<Phrase> phrases = new ArrayList<>();
    int count = random.nextInt(1, 5);
    boolean until = mayEndAtATime && chance(0.2);
    for (int i = 0; i < count; i++) {
      mayEndAtATime = false; // what is nested may begin after any time
      Schedule schedule = schedule(depth, mayWatch, i > 0 || mayContinue);
      boolean endless = i == count - 1 && i > 0 && chance(0.7);
      Span span = until ? Span.percent(5 + 20 * i + random.nextInt(15)) : span(Domain.AT_LEAST_0);
      phrases.add(endless ? new Phrase(schedule, null) : new Phrase(schedule, span, until));
    }
    return new Sequence(phrases);
  }

  private Schedule call(int depth, boolean mayWatch, boolean mayContinue) {
    for (int i = 0; i < TRIES; i++) {
      Form form = pick(Forms.all());
      List<Parameter> parameters = form.signature().parameters();
      boolean nests =
          parameters.stream()
              .anyMatch(
                  parameter ->
                      parameter.kind() == Parameter.Kind.SCHEDULE
                          || parameter.kind() == Parameter.Kind.SCHEDULES);
      boolean watches = WATCHES.contains(form.signature().name());
      if ((nests && depth == 0) || (watches && !mayWatch)) {
        continue;
      }
      if (form == Forms.CONSTANT) {
        return new Constant(level());
      }
      boolean inRepeat = form.signature().name().equals("repeat");
      try {
        Map<String, Argument> arguments =
            arguments(parameters, depth - 1, mayWatch && !inRepeat, mayContinue);
        Call call = Call.of(form, arguments);
        if (mayContinue || !call.continues()) {
          Call own = chance(0.2) ? call.perEpoch() : call;
          return mayBeFromStart && !own.continues() && chance(0.1) ? own.fromStart() : own;
        }
      } catch (IllegalArgumentException e) {
        // two arguments that exclude each other, such as rate and gamma: draw again
      }
    }
    throw new IllegalStateException("the catalogue has no form that can be drawn");
  }

  private Map<String, Argument> arguments(
      List<Parameter> parameters, int depth, boolean mayWatch, boolean mayContinue) {
    Map<String, Argument> arguments = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      boolean level = parameter.kind() == Parameter.Kind.LEVEL;
      if (parameter.required() || (level && !mayContinue) || chance(0.4)) {
        arguments.put(parameter.name(), argument(parameter, depth, mayWatch, mayContinue));
      }
    }
    return arguments;
  }

  private Argument argument(Parameter parameter, int depth, boolean mayWatch, boolean mayContinue) {
    Domain domain = parameter.domain();
    return switch (parameter.kind()) {
      case LEVEL -> level();
      case LEVEL_OR_RAMP -> chance(0.5) ? level() : ramp(mayContinue);
      case RAMP -> ramp(mayContinue);
      case NUMBER ->
          parameter.domain().equals(Domain.GROWTH) && isGrowth(parameter)
              ? chance(0.15) ? Value.of(1 + random.nextDouble() / 200) : value(Domain.FACTOR)
              : value(domain);
      case HYPERPARAMETER -> {
        Schedule schedule = schedule(depth, mayWatch);
        yield schedule instanceof Constant || chance(0.5) ? value(domain) : schedule;
      }
      case SPAN -> span(domain);
      case SPANS -> new Items(many(1, () -> span(domain)), true);
      case SHARE ->
          new Span(value(new Domain(0, domain.withLow(), 100, true, false)), Span.Unit.PERCENT);
      case CHOICE, FLAG -> new Word(pick(parameter.choices()));
      case WORD ->
          Text.orWord(
              pick(
                  List.of(
                      "accuracy", "f1", "then", "a-2-b", "val/Loss_2", "a \"b\" \\ c", "漢 (ö)")));
      case SCHEDULE -> inRepeat(() -> schedule(depth, mayWatch, false));
      case SCHEDULES -> new Items(many(1, () -> schedule(depth, mayWatch, false)), false);
    };
  }

  /** What is drawn where time begins again and again. */
  private Schedule inRepeat(Supplier<Schedule> source) {
    boolean before = mayBeFromStart;
    mayBeFromStart = false;
    mayEndAtATime = false;
    Schedule schedule = source.get();
    mayBeFromStart = before;
    return schedule;
  }

  /** Whether a large number would soon grow beyond all bounds. */
  private static boolean isGrowth(Parameter parameter) {
    return parameter.name().equals("gamma");
  }

  private Ramp ramp(boolean mayContinue) {
    @Nullable Value from = mayContinue && chance(0.6) ? null : level();
    return new Ramp(from, level());
  }

  private Value level() {
    return chance(0.15) ? Value.of(0) : value(Domain.AT_LEAST_0);
  }

  /** A length that is at least a step in every {@link #horizon}, whatever the unit. */
  private Span span(Domain domain) {
    Span.Unit unit = pick(List.of(Span.Unit.values()));
    double least =
        switch (unit) {
          case BARE, STEPS -> 1;
          case EPOCHS -> 0.5;
          case PERCENT -> 2.5;
        };
    double amount = least * (1 + random.nextInt(20)) + (chance(0.3) ? random.nextDouble() : 0);
    return new Span(
        domain.contains(0) && chance(0.1)
            ? Value.of(least)
            : maybeOpen(amount, amount + least * random.nextInt(1, 9)),
        unit);
  }

  private Value value(Domain domain) {
    double low = number(domain);
    double high = number(domain);
    return maybeOpen(Math.min(low, high), Math.max(low, high));
  }

  private Value maybeOpen(double low, double high) {
    if (!open || chance(0.8)) {
      return Value.of(low);
    }
    return chance(0.5) || low == high || Double.isInfinite(high)
        ? Value.open()
        : Value.open(low, high);
  }

  private double number(Domain domain) {
    for (int i = 0; i < TRIES; i++) {
      double number =
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(-3, 12);
            case 1 -> random.nextInt(1, 100) / 100.0;
            case 2 -> Math.pow(10, random.nextDouble(-8, 2));
            case 3 -> Math.pow(10, random.nextInt(-8, 2));
            default -> 1 - Math.pow(10, random.nextDouble(-6, 0));
          };
      if (domain.contains(number)) {
        return number;
      }
    }
    throw new IllegalStateException("no number found that is " + domain);
  }

  private <T> List<T> many(int least, Supplier<? extends T> source) {
    List<T> items = new ArrayList<>();
    int count = least + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      items.add(source.get());
    }
    return items;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
