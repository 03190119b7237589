package dev.rubato.lab;

import dev.rubato.lab.TrialResult.Status;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work that needs nothing but its task: trials that have been one training so far, to resume from a
 * snapshot. Where they diverge, a group spawns others. A group may be run any number of times,
 * anywhere, with the same outcome.
 *
 * @param trials the result of each so far, with {@link Status#PAUSED}, all of one length; at least
 *     one
 * @param from where to resume, or null at the first step
 * @param until the maximum number of updates of a trial when the group is finished
 */
public record TrialGroup(List<TrialResult> trials, @Nullable Snapshot from, long until) {
  public TrialGroup {
    trials = List.copyOf(trials);
  }

  /** How many updates were made before. */
  public int made() {
    return trials.get(0).made();
  }

  /**
   * Trials before their first step, grouped by those that begin as one training.
   *
   * @param shares whether any may be together
   */
  public static List<TrialGroup> of(List<Trial> trials, boolean shares) {
    Map<Object, List<TrialResult>> together = new LinkedHashMap<>();
    for (Trial trial : trials) {
      together
          .computeIfAbsent(shares ? trunk(trial) : new Object(), none -> new ArrayList<>())
          .add(TrialResult.unbegun(trial));
    }
    return together.values().stream()
        .map(each -> new TrialGroup(each, null, Long.MAX_VALUE))
        .toList();
  }

  /** What trials must have in common; one that can't be run fails by itself when it is run. */
  private static Object trunk(Trial trial) {
    try {
      return trial.trunk();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return new Object();
    }
  }
}
