package dev.rubato.lab.run;

import dev.rubato.lab.Runner;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Trials of one task that serve one question: runs those that were not run before, writes down each
 * as it ends, and counts the steps.
 */
public final class Study {
  /** Failures before a study may be given up. */
  private static final int ENOUGH_FAILURES = 10;

  private final Task task;
  private final Runner runner;
  private final Ledger ledger;
  private final Progress progress;
  private final boolean shares;
  private final Map<Trial, Ledger.Kept> finished = new HashMap<>();
  private final Map<Trial, TrialResult> paused = new LinkedHashMap<>();
  private final Map<Trial, Snapshot> snapshots = new LinkedHashMap<>();
  private long asked;
  private long trained;
  private int through;
  private int failed;

  /**
   * A study before its first trial.
   *
   * @param shares whether steps that trials have in common are made once, where the task allows it
   */
  public Study(Task task, Runner runner, Ledger ledger, Progress progress, boolean shares) {
    this.task = task;
    this.runner = runner;
    this.ledger = ledger;
    this.progress = progress;
    this.shares = shares && canShare(task);
  }

  /** Whether trials of a task can have steps in common, and be stopped on the way. */
  public static boolean canShare(Task task) {
    return task instanceof SteppedTask stepped && stepped.branches();
  }

  /**
   * The steps that have to be made for trials which share what they have in common, as far as that
   * can be known before any is run: a watching phrase is taken to see nothing.
   */
  public static long planned(List<Trial> trials) {
    return SharedSteps.planned(trials);
  }

  /** What is learned. */
  public Task task() {
    return task;
  }

  /** The steps of all trials together. */
  public long stepsAsked() {
    return asked;
  }

  /**
   * The steps that had to be made for them, in this and earlier runs of the study: fewer, where
   * trials have steps in common.
   */
  public long stepsTrained() {
    return trained;
  }

  /** Runs trials to their ends; the results are in the order of the trials. */
  public List<TrialResult> run(String phase, List<Trial> trials) {
    return run(phase, trials, Long.MAX_VALUE);
  }

  /**
   * Runs trials, those that were paused from where they are, until each has made so many updates or
   * ended. Where trials of the task can't pause, they go to their ends.
   */
  public List<TrialResult> run(String phase, List<Trial> trials, long until) {
    List<Trial> distinct = List.copyOf(new LinkedHashSet<>(trials));
    ledger.planned(phase, distinct);
    Map<Trial, TrialResult> results = new LinkedHashMap<>();
    List<TrialResult> before = new ArrayList<>();
    List<Trial> fresh = new ArrayList<>();
    List<TrialGroup> pieces = new ArrayList<>();
    progress.phase(phase, distinct.size(), steps(distinct, until));
    for (Trial trial : distinct) {
      TrialResult earlier = paused.get(trial);
      if (earlier != null) {
        before.add(earlier);
      }
      if (!found(trial, until, results)) {
        TrialResult soFar = paused.get(trial);
        Snapshot from = snapshots.get(trial);
        if (soFar == null || from == null) {
          fresh.add(trial);
        } else {
          pieces.add(new TrialGroup(List.of(soFar), from, until));
        }
      }
    }
    for (TrialGroup piece : TrialGroup.of(fresh, shares)) {
      pieces.add(new TrialGroup(piece.trials(), piece.from(), until));
    }
    if (!pieces.isEmpty()) {
      runner.run(task, pieces, new Hearing(results));
    }
    count(before, distinct.stream().map(trial -> result(results, trial)).toList());
    return trials.stream().map(trial -> result(results, trial)).toList();
  }

  private static TrialResult result(Map<Trial, TrialResult> results, Trial trial) {
    return Objects.requireNonNull(results.get(trial), "a trial has no result");
  }

  private long steps(List<Trial> trials, long until) {
    long steps = 0;
    for (Trial trial : trials) {
      TrialResult soFar = paused.get(trial);
      long made = soFar == null ? 0 : soFar.losses().length;
      steps += Math.min(until, trial.horizon().steps()) - made;
    }
    return steps;
  }

  /** Looks whether a trial was run before, this far. */
  private boolean found(Trial trial, long until, Map<Trial, TrialResult> results) {
    Ledger.Kept kept = finished.containsKey(trial) ? finished.get(trial) : ledger.find(trial);
    if (kept == null) {
      return false;
    }
    TrialResult result = kept.result();
    boolean whole = result.status() == Status.DONE || result.status() == Status.DIVERGED;
    long made = result.losses().length;
    if (whole && made <= until) {
      results.put(trial, result);
      forget(trial);
      if (finished.put(trial, kept) == null) {
        heard(result, true);
      }
      progress.steps(Math.min(until, trial.horizon().steps()));
      return true;
    }
    boolean far = made >= until;
    if (far || kept.snapshot() != null) {
      paused.put(trial, far ? result.upTo((int) until) : result);
      if (made <= until && kept.snapshot() != null) {
        snapshots.put(trial, kept.snapshot());
      }
    }
    if (far) {
      results.put(trial, paused.get(trial));
      progress.steps(until);
    }
    return far;
  }

  private void forget(Trial trial) {
    paused.remove(trial);
    snapshots.remove(trial);
  }

  /** Gives a paused trial up. */
  public TrialResult prune(TrialResult soFar, String reason) {
    TrialResult pruned = soFar.with(Status.PRUNED, reason);
    forget(soFar.trial());
    ledger.ended(pruned);
    progress.ended(pruned, false);
    return pruned;
  }

  private void count(List<TrialResult> before, List<TrialResult> after) {
    asked += lengths(after) - lengths(before);
    trained +=
        shares
            ? SharedSteps.steps(after) - SharedSteps.steps(before)
            : lengths(after) - lengths(before);
  }

  private static long lengths(List<TrialResult> results) {
    return results.stream().mapToLong(result -> result.losses().length).sum();
  }

  private void heard(TrialResult result, boolean found) {
    through++;
    failed += result.status() == Status.FAILED ? 1 : 0;
    if (failed >= ENOUGH_FAILURES && 2 * failed > through) {
      runner.stop();
    }
    progress.ended(result, found);
  }

  /** Writes down what the runner tells. */
  private final class Hearing implements Runner.Listener {
    private final Map<Trial, TrialResult> results;
    private final Set<Trial> begun = new HashSet<>();

    Hearing(Map<Trial, TrialResult> results) {
      this.results = results;
    }

    @Override
    public void begun(List<Trial> trials) {
      List<Trial> fresh = trials.stream().filter(begun::add).toList();
      if (!fresh.isEmpty()) {
        ledger.begun(fresh);
      }
    }

    @Override
    public void steps(long count) {
      progress.steps(count);
    }

    @Override
    public void ended(TrialResult result) {
      results.put(result.trial(), result);
      ledger.ended(result);
      if (result.status() != Status.CANCELLED) {
        finished.put(result.trial(), new Ledger.Kept(result, null));
      }
      forget(result.trial());
      heard(result, false);
      progress.steps(result.trial().horizon().steps() - result.losses().length);
    }

    @Override
    public void paused(TrialResult result, Snapshot snapshot) {
      results.put(result.trial(), result);
      paused.put(result.trial(), result);
      snapshots.put(result.trial(), snapshot);
      ledger.paused(result, snapshot);
    }
  }
}
