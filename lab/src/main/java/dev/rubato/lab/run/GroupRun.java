package dev.rubato.lab.run;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.WholeTask;
import java.time.Duration;
import java.util.function.Consumer;

/** Runs one group of any task on this thread: what every runner does, wherever it runs. */
public final class GroupRun {
  private GroupRun() {}

  /**
   * Runs a group until its last trial has ended, paused or moved to another group. The caller
   * reports that the group begins.
   *
   * @param listener must not throw, unless what follows does not matter any more
   * @param checkpointEvery the time between two checkpoints of what runs
   * @param spawned gets the groups of trials whose next step differs from the first trial's; their
   *     trials have begun
   */
  public static void run(
      Task task,
      TrialGroup group,
      TrialListener listener,
      Duration checkpointEvery,
      Consumer<TrialGroup> spawned) {
    CheckpointClock clock = new CheckpointClock(checkpointEvery);
    if (task instanceof SteppedTask stepped) {
      TrialRun.run(stepped, group, listener, clock, spawned);
    } else if (task instanceof WholeTask whole) {
      for (TrialResult soFar : group.trials()) {
        Trial trial = soFar.trial();
        TrialListener keeping = new CurveKeeper(trial, listener, clock);
        listener.hear(new TrialEvent.Ended(whole.run(trial, keeping)));
      }
    }
  }
}
