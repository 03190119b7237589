package dev.rubato.cli;

import dev.rubato.argument.Value;
import dev.rubato.lab.Task;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is probably a slip in the strategies of one command: collected while they are validated, and
 * told once, before the work.
 */
final class Warnings {
  private static final int MOST = 10;
  private static final long NEVER = 0;
  private static final double ANY_RATE = 0.1;

  private final Set<String> found = new LinkedHashSet<>();
  private final Map<String, Set<String>> ofGroups = new HashMap<>(); // by the task's name

  /**
   * Takes what of a strategy does not fit a task: groups whose patterns match no parameter, and an
   * optimizer that goes uphill.
   */
  void check(Strategy strategy, Task task) {
    if (strategy.optimizerOrSgd().arguments().flag("maximize")) {
      found.add("maximize=true goes uphill, and what a task trains with is a loss");
    }
    List<String> warnings = task.groupWarnings(strategy);
    found.addAll(warnings);
    ofGroups.computeIfAbsent(task.about().name(), none -> new LinkedHashSet<>()).addAll(warnings);
  }

  /** What was taken of the groups of strategies on a task. */
  List<String> ofGroups(String task) {
    return List.copyOf(ofGroups.getOrDefault(task, Set.of()));
  }

  /** Checks that a strategy without open values, given as a text, can be run over a horizon. */
  void check(String text, Strategy strategy, Horizon horizon) {
    check(text, strategy, horizon, NEVER);
  }

  /** The same for a training that is evaluated every so many updates. */
  void check(String text, Strategy strategy, Horizon horizon, long every) {
    try {
      RunningStrategy running = new RunningStrategy(strategy, horizon);
      double unused = running.rate().at(0);
      add(running, every);
    } catch (IllegalArgumentException e) {
      String before = "\"" + text + "\": ";
      boolean said =
          String.valueOf(e.getMessage()).startsWith(before.substring(0, before.length() - 2));
      throw BadInput.of(said ? "" : before, e);
    }
  }

  /**
   * Takes the warnings of a strategy with open values, at both ends of their ranges, for a training
   * that is evaluated every so many updates.
   */
  void addOpen(Strategy strategy, Horizon horizon, long every) {
    for (boolean high : new boolean[] {false, true}) {
      List<Double> numbers = strategy.open().stream().map(open -> end(open, high)).toList();
      try {
        add(new RunningStrategy(strategy.with(numbers), horizon), every);
      } catch (IllegalArgumentException e) {
        // these ends do not go together; the search skips such points too
      }
    }
  }

  private void add(RunningStrategy running, long every) {
    found.addAll(running.warnings());
    if (every > NEVER) {
      found.addAll(running.warnings(every));
    }
  }

  private static double end(Value.Open open, boolean high) {
    return !open.hasRange() ? ANY_RATE : high ? open.high() : open.low();
  }

  /** Tells what was found on standard error. */
  void tell(Terminal terminal) {
    found.stream()
        .limit(MOST)
        .forEach(each -> terminal.err().println("rubato: warning: " + Terminal.printable(each)));
    if (found.size() > MOST) {
      terminal.err().println("rubato: and " + (found.size() - MOST) + " more warnings");
    }
    terminal.err().flush();
  }
}
