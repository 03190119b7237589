package dev.rubato.strategy;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Numbers;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;

/**
 * What is probably a slip in an optimizer's options and in groups, found where they meet a horizon:
 * times that never come, and settings that change nothing.
 */
final class Slips {
  /** Of independent weight decay, whose usual numbers are far below. */
  private static final double USUAL_DECAY = 1e-3;

  private Slips() {}

  /** Each a sentence without a full stop. */
  static List<String> of(Strategy strategy, List<GroupNumbers> groups, Horizon horizon) {
    List<String> slips = new ArrayList<>();
    ofOptimizer(strategy.optimizerOrSgd(), groups, horizon, slips);
    groups.forEach(group -> ofGroup(group, horizon, slips));
    ofStatistics(groups, slips);
    return slips;
  }

  private static void ofOptimizer(
      Optimizer optimizer, List<GroupNumbers> groups, Horizon horizon, List<String> slips) {
    Arguments arguments = optimizer.arguments();
    ofAverage(arguments, horizon, slips);
    ofDecay(arguments, groups, slips);
    boolean dampens = optimizer.name().equals("sgd") && arguments.has("dampening");
    if (dampens && !hasMomentum(arguments, groups)) {
      slips.add("dampening changes nothing without momentum, such as momentum=0.9");
    }
    if (optimizer.name().equals("sgd") && arguments.flag("nesterov")) {
      if (!hasMomentum(arguments, groups)) {
        slips.add("nesterov=true changes nothing without momentum, such as momentum=0.9");
      } else if (arguments.has("dampening")) {
        slips.add(
            "nesterov=true with dampening is no longer Nesterov's momentum, and PyTorch refuses it:"
                + " leave out one");
      }
    }
  }

  private static void ofAverage(Arguments arguments, Horizon horizon, List<String> slips) {
    if (arguments.has("ema-from") && AverageWeight.begins(arguments, horizon) >= horizon.steps()) {
      slips.add(
          "ema never begins: ema-from is %s, and there are %s steps"
              .formatted(arguments.span("ema-from"), horizon.steps()));
    }
    if (arguments.has("ema")
        && arguments.find("ema") instanceof Value ema
        && !ema.isOpen()
        && 1 / (1 - ema.number()) > horizon.steps()) {
      slips.add(
          "ema=%s averages over some %s steps, and there are %s"
              .formatted(
                  Numbers.print(ema.number()),
                  Math.round(1 / (1 - ema.number())),
                  horizon.steps()));
    }
  }

  private static boolean hasMomentum(Arguments arguments, List<GroupNumbers> groups) {
    return arguments.has("momentum") || isSetIn(groups, "momentum");
  }

  private static boolean isSetIn(List<GroupNumbers> groups, String number) {
    return groups.stream().anyMatch(group -> group.settings().get(0).numbers().containsKey(number));
  }

  /** How weights decay, where that is said: without a decay, or with one of another kind's size. */
  private static void ofDecay(Arguments arguments, List<GroupNumbers> groups, List<String> slips) {
    String how = arguments.word("decay");
    boolean own = how.equals("own"); // some algorithms have no other
    if (own || !(arguments.find("weight-decay") instanceof Value value) || value.isOpen()) {
      return;
    }
    double decay = value.number();
    if (decay == 0 && !isSetIn(groups, "weight-decay")) {
      slips.add("decay=" + how + " changes nothing without weight-decay");
    }
    if (how.equals("independent") && decay > USUAL_DECAY) {
      slips.add(
          "decay=independent takes weight-decay=%s off a weight at each step, whatever the rate:"
                  .formatted(Numbers.print(decay))
              + " usual is what adamw has times the rate, 1e-6 to 1e-4");
    }
  }

  private static void ofGroup(GroupNumbers group, Horizon horizon, List<String> slips) {
    ParameterGroup settings = group.settings().get(0);
    Span until = settings.frozenUntil();
    Span from = settings.frozenFrom();
    boolean late = group.frozenUntil() >= horizon.steps();
    if (until != null && late && group.frozenUntil() != ParameterGroup.FOR_EVER) {
      slips.add(
          "the group \"%s\" never moves: it is frozen until %s, and there are %s steps"
              .formatted(settings.pattern(), until, horizon.steps()));
    } else if (until != null && from != null && group.isFrozen()) {
      slips.add(
          "the group \"%s\" never moves: it is frozen until %s, and from %s on"
              .formatted(settings.pattern(), until, from));
    }
    if (from != null && group.frozenFrom() >= horizon.steps()) {
      slips.add(
          "the group \"%s\" is not frozen: frozen-from is %s, and there are %s steps"
              .formatted(settings.pattern(), from, horizon.steps()));
    }
  }

  private static void ofStatistics(List<GroupNumbers> groups, List<String> slips) {
    boolean freezes =
        groups.stream()
            .map(group -> group.settings().get(0))
            .anyMatch(each -> each.frozenUntil() != null || each.frozenFrom() != null);
    for (GroupNumbers group : groups) {
      ParameterGroup settings = group.settings().get(0);
      if (settings.statistics() && !freezes) {
        slips.add(
            "statistics=true of the group \"%s\" changes nothing: no group is frozen"
                .formatted(settings.pattern()));
      }
    }
  }
}
