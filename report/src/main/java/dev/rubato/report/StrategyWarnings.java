package dev.rubato.report;

import dev.rubato.lab.Trial;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is probably a slip in the strategies of trials, as their horizons show it. */
final class StrategyWarnings {
  private static final int MOST = 20;

  private StrategyWarnings() {}

  /**
   * A line for each warning, the first few; empty where there are none.
   *
   * @param ofGroups what is known of groups besides, which come first
   */
  static String of(List<String> ofGroups, List<Trial> trials) {
    Set<String> warnings = new LinkedHashSet<>(ofGroups);
    for (Trial trial : trials) {
      try {
        warnings.addAll(trial.running().warnings());
      } catch (IllegalArgumentException | IllegalStateException e) {
        // one that could not run has its reason told
      }
    }
    String lines =
        warnings.stream().limit(MOST).map(warning -> warning + "\n").collect(Collectors.joining());
    int more = warnings.size() - MOST;
    return more > 0 ? lines + "and " + more + " more\n" : lines;
  }
}
