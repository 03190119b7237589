package dev.rubato.lab.run;

import dev.rubato.lab.Runner;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Trials of one task that answer one question: runs those that were not run before, records each as
 * it ends, and counts the steps.
 */
public final class Study {
  private final Task task;
  private final Runner runner;
  private final Ledger ledger;
  private final Listeners listeners;
  private final boolean shares;
  private final Map<Trial, Ledger.Kept> finished = new HashMap<>();
  private final Map<Trial, TrialResult> paused = new LinkedHashMap<>();
  private final Map<Trial, Snapshot> snapshots = new LinkedHashMap<>();
  private long asked;
  private long trained;
  private final Failures failures;
  private final Map<String, Strategy> lowest = new HashMap<>();
  private final Set<String> warned = new HashSet<>();
  private boolean givenUp;

  /**
   * A study before its first trial.
   *
   * @param ledger whose failure ends the study
   * @param listeners such as {@link dev.rubato.lab.StudyListener}s, which can't harm it
   * @param shares whether steps that trials have in common are made once, where the task allows it
   */
  public Study(
      Task task,
      Runner runner,
      Ledger ledger,
      List<? extends TrialListener> listeners,
      boolean shares) {
    this.task = task;
    this.runner = runner;
    this.ledger = ledger;
    this.listeners = new Listeners(listeners);
    this.shares = shares && canShare(task);
    this.failures = new Failures(this.shares);
  }

  /** Whether trials of a task can share steps, and be paused. */
  public static boolean canShare(Task task) {
    return task instanceof SteppedTask stepped && stepped.branches();
  }

  /**
   * The steps that must be made for trials that share steps, as far as that can be known before any
   * is run: watching phrases are assumed to see nothing.
   */
  public static long planned(List<Trial> trials) {
    return SharedSteps.planned(trials);
  }

  /** Keeps what the groups of new strategies are warned of. */
  private void warn(Collection<Trial> trials) {
    Set<String> fresh = new LinkedHashSet<>();
    for (Trial trial : trials) {
      for (String warning : task.groupWarnings(trial.strategy())) {
        if (warned.add(warning)) {
          fresh.add(warning);
        }
      }
    }
    if (!fresh.isEmpty()) {
      ledger.warn(List.copyOf(fresh));
    }
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

  /**
   * Tells which strategies it is about, before the first trial: if its trials fail, it goes on as
   * long as one of their optimizers may do better.
   */
  public void expect(Collection<Strategy> strategies) {
    failures.expect(strategies.stream().map(Strategy::optimizerOrSgd).toList());
  }

  /**
   * Tells strategies with so low a rate that no training fails for its height. Where the first
   * trials of their optimizers fail, these are run first, once: if one works, the others failed for
   * their rates, and the optimizer is not left out.
   */
  public void expectLowest(Collection<Strategy> strategies) {
    strategies.forEach(each -> lowest.putIfAbsent(Failures.kind(each.optimizerOrSgd()), each));
  }

  /** Whether a failed trial works with a low rate; found out once for each optimizer. */
  private boolean lowerWorks(Trial failed) {
    Strategy low = lowest.remove(Failures.kind(failed.strategy().optimizerOrSgd()));
    if (low == null) {
      return false;
    }
    AtomicBoolean works = new AtomicBoolean();
    Trial trial = new Trial(low, failed.horizon(), failed.seed());
    runner.run(
        task,
        TrialGroup.of(List.of(trial), false),
        new TrialListener() {
          @Override
          public void ended(TrialEvent.Ended event) {
            Status status = event.result().status();
            works.set(status == Status.DONE || status == Status.DIVERGED);
          }
        });
    if (works.get()) {
      failures.works(trial);
    }
    return works.get();
  }

  /** Whether the trials of an optimizer, whatever its numbers, are not run any more. */
  public boolean leavesOut(Optimizer optimizer) {
    return failures.leavesOut(optimizer);
  }

  /** The optimizers that are left out, each with the reason. */
  public Map<String, String> leftOut() {
    return failures.leftOut();
  }

  /**
   * Leaves out an optimizer: its trials fail from now on, without being run.
   *
   * @param failed one of its trials
   * @throws StudyFailedException if none is left
   */
  public void leaveOut(TrialResult failed) {
    failures.leaveOut(failed.trial());
    tellLeftOut(failed);
    checkHope();
  }

  private void tellLeftOut(TrialResult failed) {
    Optimizer optimizer = failed.trial().strategy().optimizerOrSgd();
    String reason = Failures.shown(failed.reason());
    runner.giveUp(
        trial -> failures.leavesOut(trial, optimizer),
        "it was not run, as the first trainings with its optimizer failed: " + reason);
    listeners.leftOut(optimizer.toString(), reason);
  }

  private void checkHope() {
    String reason = failures.hopeless();
    if (reason != null) {
      throw new StudyFailedException(reason);
    }
  }

  /**
   * Runs trials to their ends; the results are in the order of the trials.
   *
   * @throws StudyFailedException if the first all failed in the same way
   */
  public List<TrialResult> run(String phase, List<Trial> trials) {
    return run(phase, trials, Long.MAX_VALUE);
  }

  /**
   * Runs trials, paused ones from where they are, until each has made this many updates or ended.
   * Trials of a task that can't pause run to their ends.
   *
   * <p>An optimizer whose first trials all fail in the same way is left out: its other trials fail
   * without being run. When most fail, the remaining ones end as cancelled.
   *
   * @throws StudyFailedException if the first trials of all optimizers failed in the same way
   */
  public List<TrialResult> run(String phase, List<Trial> trials, long until) {
    List<Trial> distinct = List.copyOf(new LinkedHashSet<>(trials));
    expect(distinct.stream().map(Trial::strategy).toList());
    Map<Trial, TrialResult> results = new LinkedHashMap<>();
    List<TrialResult> before = new ArrayList<>();
    List<TrialResult> found = new ArrayList<>();
    List<Trial> fresh = new ArrayList<>();
    Map<Object, List<TrialResult>> resumed = new LinkedHashMap<>();
    long steps = 0;
    for (Trial trial : distinct) {
      TrialResult earlier = paused.get(trial);
      if (earlier != null) {
        before.add(earlier);
      }
      if (!find(trial, until, results, found)) {
        TrialResult soFar = paused.get(trial);
        Snapshot from = snapshots.get(trial);
        steps += Math.min(until, trial.horizon().steps());
        if (soFar == null || from == null) {
          fresh.add(trial);
        } else {
          // trials with one snapshot were one training so far; a snapshot equals only itself
          Object together = shares ? from : trial;
          resumed.computeIfAbsent(together, none -> new ArrayList<>()).add(soFar);
          steps -= soFar.made();
        }
      }
    }
    List<TrialGroup> groups = new ArrayList<>();
    for (List<TrialResult> each : resumed.values()) {
      groups.add(new TrialGroup(each, snapshots.get(each.get(0).trial()), until));
    }
    for (TrialGroup group : mixed(TrialGroup.of(fresh, shares))) {
      groups.add(new TrialGroup(group.trials(), group.from(), until));
    }
    ledger.phase(phase, distinct, steps);
    warn(distinct);
    listeners.phase(phase, distinct, steps);
    found.forEach(
        result -> {
          ledger.found(result);
          listeners.found(result);
          count(result);
        });
    resumed.values().forEach(each -> each.forEach(listeners::resumed));
    if (!groups.isEmpty()) {
      runner.run(task, groups, new Recorder(results, until));
      checkHope();
    }
    count(before, distinct.stream().map(trial -> result(results, trial)).toList());
    return trials.stream().map(trial -> result(results, trial)).toList();
  }

  private static TrialResult result(Map<Trial, TrialResult> results, Trial trial) {
    return Objects.requireNonNull(results.get(trial), "a trial has no result");
  }

  /**
   * Checks whether a trial was run before, this far.
   *
   * @param found gets it if this study had not been told of its end
   */
  private boolean find(
      Trial trial, long until, Map<Trial, TrialResult> results, List<TrialResult> found) {
    Ledger.Kept kept = finished.containsKey(trial) ? finished.get(trial) : kept(trial);
    if (kept == null) {
      return false;
    }
    TrialResult result = kept.result();
    boolean whole = result.status() == Status.DONE || result.status() == Status.DIVERGED;
    long made = result.made();
    if (whole && made <= until) {
      results.put(trial, result);
      forget(trial);
      if (finished.put(trial, kept) == null) {
        found.add(result);
      }
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
    }
    return far;
  }

  /** What the ledger has of a trial, as far as it holds where it is judged as this task says. */
  private Ledger.@Nullable Kept kept(Trial trial) {
    for (Ledger.Kept kept : ledger.find(trial)) {
      TrialResult judged = task.judge(kept.result());
      if (judged != null) {
        return new Ledger.Kept(judged, kept.snapshot());
      }
    }
    return null;
  }

  private void forget(Trial trial) {
    paused.remove(trial);
    snapshots.remove(trial);
  }

  /** Gives a paused trial up. */
  public TrialResult prune(TrialResult soFar, String reason) {
    TrialResult pruned = soFar.with(Status.PRUNED, reason);
    TrialEvent.Ended event = new TrialEvent.Ended(pruned);
    forget(soFar.trial());
    ledger.hear(event);
    listeners.hear(event);
    count(pruned);
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
    return results.stream().mapToLong(result -> result.made()).sum();
  }

  /** Starts no further trials that would most likely fail. */
  private void count(TrialResult result) {
    boolean leftOut = failures.count(result);
    boolean hopeless = failures.hopeless() != null;
    if ((leftOut || hopeless) && lowerWorks(result.trial())) {
      leftOut = false;
      hopeless = false;
    }
    if (leftOut && !hopeless) {
      tellLeftOut(result);
    }
    if (!givenUp && (hopeless || failures.areMost())) {
      givenUp = true;
      runner.stop();
    }
  }

  /** The same groups, one of each optimizer before all others: so it shows soon which can't run. */
  private static List<TrialGroup> mixed(List<TrialGroup> groups) {
    Set<String> kinds = new HashSet<>();
    List<TrialGroup> firsts = new ArrayList<>();
    List<TrialGroup> others = new ArrayList<>();
    for (TrialGroup group : groups) {
      Strategy strategy = group.trials().get(0).trial().strategy();
      (kinds.add(Failures.kind(strategy.optimizerOrSgd())) ? firsts : others).add(group);
    }
    firsts.addAll(others);
    return firsts;
  }

  /** Records the runner's events, and passes them on. */
  private final class Recorder implements TrialListener {
    private final Map<Trial, TrialResult> results;
    private final long until;

    Recorder(Map<Trial, TrialResult> results, long until) {
      this.results = results;
      this.until = until;
    }

    @Override
    public void hear(TrialEvent event) {
      TrialListener.super.hear(event);
      ledger.hear(event);
      if (event instanceof TrialEvent.Ended ended) {
        remember(ledger.kept(ended.result()));
      }
      listeners.hear(event);
    }

    private void remember(TrialResult result) {
      results.put(result.trial(), result);
      if (result.status() != Status.CANCELLED) {
        finished.put(result.trial(), new Ledger.Kept(result, null));
      }
    }

    @Override
    public void paused(TrialEvent.Paused event) {
      Trial trial = event.soFar().trial();
      failures.works(trial);
      results.put(trial, event.soFar());
      paused.put(trial, event.soFar());
      snapshots.put(trial, event.snapshot());
    }

    @Override
    public void ended(TrialEvent.Ended event) {
      TrialResult result = event.result();
      forget(result.trial());
      count(result);
      long spared = Math.min(until, result.trial().horizon().steps()) - result.made();
      if (spared > 0) {
        listeners.spared(spared);
      }
    }
  }
}
