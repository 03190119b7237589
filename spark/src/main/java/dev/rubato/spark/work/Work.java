package dev.rubato.spark.work;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialResult;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One group as the driver knows it: who is left in it, from where it can be begun again, and what
 * of it was told already. A group that was lost and begun again makes the same steps again, bit by
 * bit; its listener hears none of them twice.
 */
final class Work {
  /** Spawned by a group that ran, so that its trials have begun. */
  final boolean spawned;

  private final Set<Trial> left = new LinkedHashSet<>();
  private TrialGroup start;
  private boolean begun;
  private int toldSteps;
  private long toldEvaluations;

  /** How often its executor was lost since it last came further. */
  int losses;

  Work(TrialGroup group, boolean spawned) {
    this.spawned = spawned;
    this.begun = spawned;
    restrict(group);
    this.start = group;
    this.toldSteps = group.made();
    this.toldEvaluations = group.made();
  }

  /** The group as it is to be run now, or null if nobody is left in it. */
  @Nullable TrialGroup group() {
    List<TrialResult> trials =
        start.trials().stream().filter(soFar -> left.contains(soFar.trial())).toList();
    return trials.isEmpty() ? null : new TrialGroup(trials, start.from(), start.until());
  }

  /** Only these are left. */
  void restrict(TrialGroup group) {
    left.clear();
    group.trials().forEach(soFar -> left.add(soFar.trial()));
  }

  /** Whether the listener is to be told that it begins; from now on not. */
  boolean begins() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  boolean isOver() {
    return left.isEmpty();
  }

  /** The most steps that any of its trials is away from its end or pause. */
  long remaining() {
    return start.trials().stream()
            .mapToLong(soFar -> Math.min(soFar.trial().horizon().steps(), start.until()))
            .max()
            .orElse(0)
        - start.made();
  }

  /** Trials have become a group of their own. */
  void leave(TrialGroup spawnedGroup) {
    spawnedGroup.trials().forEach(soFar -> left.remove(soFar.trial()));
    losses = 0;
  }

  /** What is new in an event, or null; remembers it as told. */
  @Nullable TrialEvent fresh(TrialEvent event) {
    if (event instanceof TrialEvent.Steps steps) {
      return fresh(steps);
    }
    if (event instanceof TrialEvent.Evaluated evaluated) {
      if (evaluated.evaluation().t() <= toldEvaluations) {
        return null;
      }
      toldEvaluations = evaluated.evaluation().t();
    } else if (event instanceof TrialEvent.Faltered faltered) {
      return faltered.step() < toldSteps ? null : faltered;
    } else if (event instanceof TrialEvent.Paused paused) {
      return left.remove(paused.soFar().trial()) ? paused : null;
    } else if (event instanceof TrialEvent.Ended ended) {
      return left.remove(ended.result().trial()) ? ended : null;
    } else if (event instanceof TrialEvent.Checkpointed checkpointed
        && checkpointed.snapshot() != null) {
      start = new TrialGroup(checkpointed.soFar(), checkpointed.snapshot(), start.until());
      losses = 0;
    }
    return event;
  }

  private @Nullable TrialEvent fresh(TrialEvent.Steps steps) {
    int until = steps.from() + steps.count();
    if (until <= toldSteps) {
      return null;
    }
    int skipped = Math.max(0, toldSteps - steps.from());
    toldSteps = until;
    return skipped == 0
        ? steps
        : new TrialEvent.Steps(
            steps.trials(),
            steps.from() + skipped,
            Arrays.copyOfRange(steps.rates(), skipped, steps.count()),
            Arrays.copyOfRange(steps.losses(), skipped, steps.count()));
  }
}
