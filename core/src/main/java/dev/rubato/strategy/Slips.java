package dev.rubato.strategy;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Span;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;

/**
 * What is probably a slip in an optimizer's options and in groups, found where they meet a horizon:
 * times that never come, and settings that change nothing.
 */
final class Slips {
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
    if (arguments.has("ema-from") && AverageWeight.begins(arguments, horizon) >= horizon.steps()) {
      slips.add(
          "ema never begins: ema-from is %s, and there are %s steps"
              .formatted(arguments.span("ema-from"), horizon.steps()));
    }
    if (optimizer.name().equals("sgd") && arguments.flag("nesterov")) {
      boolean hasMomentum =
          arguments.has("momentum")
              || groups.stream()
                  .anyMatch(group -> group.settings().get(0).numbers().containsKey("momentum"));
      if (!hasMomentum) {
        slips.add("nesterov=true changes nothing without momentum, such as momentum=0.9");
      } else if (arguments.has("dampening")) {
        slips.add(
            "nesterov=true with dampening is no longer Nesterov's momentum, and PyTorch refuses it:"
                + " leave out one");
      }
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
