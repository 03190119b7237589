package dev.rubato.lab.store;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.program.FileWatch;
import dev.rubato.lab.program.WatchedFiles;
import dev.rubato.lab.run.Ledger;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The ledger of a study whose task depends on files: trials that ran while one of them was touched
 * count in this study, but no later one gets them, since nobody knows what they ran.
 */
public final class WatchingLedger implements Ledger {
  private static final String REASON =
      "a file that it depends on changed while it ran, so it is not reused";

  private final StudyLedger ledger;
  private final FileWatch watch;
  private final Consumer<List<Path>> told;
  private final Set<Trial> running = new LinkedHashSet<>();
  private final Set<Trial> unsure = new LinkedHashSet<>(); // ended since the last look
  private final Set<Trial> disowned = new LinkedHashSet<>();
  private final Set<Path> touched = new TreeSet<>();

  /**
   * A ledger that looks at files.
   *
   * @param files as they were when the task was opened
   * @param told of files that were touched, whenever some were
   */
  public WatchingLedger(StudyLedger ledger, WatchedFiles files, Consumer<List<Path>> told) {
    this.ledger = ledger;
    this.watch = new FileWatch(files);
    this.told = told;
  }

  /** The files that were touched while it ran. */
  public List<Path> touched() {
    return List.copyOf(touched);
  }

  /** How many trials later studies don't get. */
  public int disowned() {
    return disowned.size();
  }

  /** Looks for the last time, before the study is finished. */
  public void lastLook() {
    look();
  }

  private void lookIfDue() {
    if (watch.isDue()) {
      look();
    }
  }

  private void look() {
    List<Path> now = watch.look();
    if (now.isEmpty() && watch.different().isEmpty()) {
      unsure.clear();
      return;
    }
    unsure.addAll(running);
    disowned.addAll(unsure);
    ledger.disown(unsure, REASON);
    unsure.clear();
    if (!now.isEmpty()) {
      touched.addAll(now);
      told.accept(now);
    }
  }

  /** A trial that has just stopped running; its end is recorded. */
  private void stopped(Trial trial) {
    running.remove(trial);
    if (disowned.contains(trial)) {
      ledger.disown(Set.of(trial), REASON);
    } else {
      unsure.add(trial);
    }
  }

  @Override
  public List<Kept> find(Trial trial) {
    return ledger.find(trial);
  }

  @Override
  public void phase(String name, List<Trial> trials, long steps) {
    ledger.phase(name, trials, steps);
  }

  @Override
  public void found(TrialResult result) {
    ledger.found(result);
  }

  @Override
  public void begun(TrialEvent.Begun event) {
    ledger.begun(event);
    running.addAll(event.trials());
    if (event.made() == 0) {
      event.trials().forEach(disowned::remove);
    }
  }

  @Override
  public void steps(TrialEvent.Steps event) {
    lookIfDue();
  }

  @Override
  public void evaluated(TrialEvent.Evaluated event) {
    lookIfDue();
  }

  @Override
  public void checkpointed(TrialEvent.Checkpointed event) {
    lookIfDue();
    List<TrialResult> sure =
        event.soFar().stream().filter(soFar -> !disowned.contains(soFar.trial())).toList();
    if (!sure.isEmpty()) {
      ledger.checkpointed(new TrialEvent.Checkpointed(sure, event.snapshot()));
    }
  }

  @Override
  public void paused(TrialEvent.Paused event) {
    ledger.paused(event);
    stopped(event.soFar().trial());
    lookIfDue();
  }

  @Override
  public void ended(TrialEvent.Ended event) {
    ledger.ended(event);
    if (event.result().status() == Status.CANCELLED) {
      running.remove(event.result().trial());
    } else {
      stopped(event.result().trial());
    }
    lookIfDue();
  }
}
