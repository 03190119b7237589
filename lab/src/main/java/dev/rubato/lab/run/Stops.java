package dev.rubato.lab.run;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The trials that a runner is not to begin any more, asked before each group; for any thread. */
public final class Stops {
  private final List<Stop> stops = new CopyOnWriteArrayList<>();

  private record Stop(Predicate<Trial> trials, Status status, String reason) {}

  /** From now on no trial is begun: they end as cancelled. */
  public void all() {
    stops.add(new Stop(trial -> true, Status.CANCELLED, "its study ended first"));
  }

  /** From now on certain trials are not begun: they fail. */
  public void giveUp(Predicate<Trial> trials, String reason) {
    stops.add(new Stop(trials, Status.FAILED, reason));
  }

  /**
   * Those of a group that are still to be run, or null.
   *
   * @param ended gets the others
   */
  public @Nullable TrialGroup left(TrialGroup group, Consumer<TrialEvent.Ended> ended) {
    List<TrialResult> left = new ArrayList<>(group.trials());
    for (Stop stop : stops) {
      for (TrialResult soFar : List.copyOf(left)) {
        if (stop.trials().test(soFar.trial())) {
          left.remove(soFar);
          ended.accept(new TrialEvent.Ended(soFar.with(stop.status(), stop.reason())));
        }
      }
    }
    return left.isEmpty() ? null : new TrialGroup(left, group.from(), group.until());
  }
}
