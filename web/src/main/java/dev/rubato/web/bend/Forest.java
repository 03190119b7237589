package dev.rubato.web.bend;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.CheckpointClock;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Strategy;
import dev.rubato.web.bend.Branch.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Trainings as trees: each begins at its first step or at the last snapshot that it has in common
 * with the one that it was bent from, and is in either case the same to the last bit.
 */
public final class Forest implements AutoCloseable {
  static final int MOST_BRANCHES = 200;
  static final long MOST_STEPS = 100_000;
  private static final int MOST_SNAPSHOTS = 600;

  /** A training looks at least this often whether it should stop. */
  private static final int PARTS = 8;

  private static final int LONGEST_PART = 250;

  private final Map<String, SteppedTask> tasks = new LinkedHashMap<>();
  private final Duration snapshotEvery;
  private final ExecutorService workers;
  private final Map<Long, Branch> branches = new LinkedHashMap<>();
  private long last;
  private long version = 1;
  private boolean closed;

  /**
   * A forest without trees.
   *
   * @param offered what can be trained; those whose trainings can't be copied are left out
   * @param snapshotEvery how often a running training is copied; zero for at every step
   */
  public Forest(List<Task> offered, Duration snapshotEvery) {
    for (Task task : offered) {
      if (task instanceof SteppedTask stepped && stepped.branches()) {
        tasks.put(task.about().name(), stepped);
      }
    }
    this.snapshotEvery = snapshotEvery;
    int jobs = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    this.workers =
        Executors.newFixedThreadPool(
            jobs,
            work -> {
              Thread thread = new Thread(work, "rubato-branch");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What can be trained. */
  List<Task.About> tasks() {
    return tasks.values().stream().map(Task::about).toList();
  }

  /**
   * Starts a training.
   *
   * @param steps the planned length, or 0 for the task's own
   * @return its number
   * @throws IllegalArgumentException if there is no such task, or the strategy can't be run
   */
  synchronized long start(String name, Strategy strategy, long steps, long seed) {
    SteppedTask task = tasks.get(name);
    if (task == null) {
      throw new IllegalArgumentException("the task \"" + name + "\" is not offered here");
    }
    Task.About about = task.about();
    long length = steps == 0 ? about.epochs() * about.stepsPerEpoch() : steps;
    if (length > MOST_STEPS) {
      throw new IllegalArgumentException(
          "a training on the page has at most " + MOST_STEPS + " steps, was asked for " + length);
    }
    Trial trial = new Trial(strategy, new Horizon(length, about.stepsPerEpoch()), seed);
    trial.running(); // throws if it can't be resolved
    return add(new Branch(last + 1, 0, task, trial, 0, TrialResult.unbegun(trial), null));
  }

  /** The strategy that a bend of a training's rate makes. */
  Strategy preview(long id, Bend bend) {
    Trial trial = get(id).trial;
    return bend.of(trial.strategy(), trial.horizon());
  }

  /**
   * Starts a training whose rate is another's, bent.
   *
   * @return its number
   */
  long bend(long id, Bend bend) {
    Branch parent = get(id);
    Trial old = parent.trial;
    Strategy strategy = bend.of(old.strategy(), old.horizon());
    return follow(id, strategy);
  }

  /** Starts a training by another strategy, with what it has in common with an earlier one. */
  synchronized long follow(long id, Strategy strategy) {
    Branch parent = get(id);
    Trial trial = new Trial(strategy, parent.trial.horizon(), parent.trial.seed());
    TrialResult soFar = parent.soFar();
    int common = Fork.of(soFar, trial);
    Map.Entry<Integer, Snapshot> from = parent.snapshotUpTo(common);
    TrialResult shared = TrialResult.unbegun(trial);
    if (from != null) {
      TrialResult trunk = soFar.upTo(from.getKey());
      shared =
          new TrialResult(
              trial,
              trunk.status(),
              "",
              trunk.rates(),
              trunk.losses(),
              trunk.evaluations(),
              Map.of());
    }
    Snapshot snapshot = from == null ? null : from.getValue();
    return add(new Branch(last + 1, id, parent.task, trial, common, shared, snapshot));
  }

  private synchronized long add(Branch branch) {
    if (branches.size() >= MOST_BRANCHES) {
      throw new IllegalArgumentException(
          "there are " + MOST_BRANCHES + " trainings already: remove some first");
    }
    last = branch.id;
    branches.put(branch.id, branch);
    changed(branch);
    workers.execute(() -> run(branch));
    return branch.id;
  }

  private synchronized Branch get(long id) {
    Branch branch = branches.get(id);
    if (branch == null) {
      throw new IllegalArgumentException("there is no training " + id);
    }
    return branch;
  }

  /** Stops a training; what it has learned so far stays. */
  synchronized void stop(long id) {
    Branch branch = get(id);
    branch.stop();
    changed(branch);
  }

  /**
   * Forgets a training that has ended and that no other was bent from.
   *
   * @throws IllegalArgumentException if it is needed
   */
  synchronized void remove(long id) {
    Branch branch = get(id);
    if (branches.values().stream().anyMatch(each -> each.parent == id)) {
      throw new IllegalArgumentException("others were bent from it: remove these first");
    }
    branch.stop();
    branches.remove(id);
    version++;
    notifyAll();
  }

  private void run(Branch branch) {
    TrialListener listener =
        new TrialListener() {
          @Override
          public void hear(TrialEvent event) {
            synchronized (Forest.this) {
              event.tell(branch);
              boundSnapshots();
              changed(branch);
            }
          }
        };
    while (true) {
      TrialGroup group = nextPart(branch);
      if (group == null) {
        return;
      }
      try {
        TrialRun.run(
            branch.task,
            group,
            listener,
            new CheckpointClock(snapshotEvery),
            others -> {
              throw new IllegalStateException("a single training has no group to leave");
            });
      } catch (RuntimeException | Error e) {
        synchronized (this) {
          branch.end(State.FAILED, e.toString());
          changed(branch);
        }
      }
    }
  }

  /** What the training does next, or null if nothing. */
  private synchronized @Nullable TrialGroup nextPart(Branch branch) {
    if (branch.state().isOver()) {
      return null;
    }
    if (branch.isStopping() || closed) {
      branch.end(State.STOPPED, "");
      changed(branch);
      return null;
    }
    branch.begun(new TrialEvent.Begun(List.of(branch.trial), branch.made()));
    changed(branch);
    TrialResult soFar = branch.soFar();
    Map.Entry<Integer, Snapshot> from = branch.snapshotUpTo(branch.made());
    Snapshot snapshot = from == null ? null : from.getValue();
    long steps = branch.trial.horizon().steps();
    long part = Math.max(1, Math.min(LONGEST_PART, steps / PARTS));
    long until = branch.made() + part >= steps ? Long.MAX_VALUE : branch.made() + part;
    return new TrialGroup(List.of(soFar), snapshot, until);
  }

  /** Keeps memory in bounds: whoever has the most snapshots forgets every second one. */
  private void boundSnapshots() {
    int all = branches.values().stream().mapToInt(Branch::snapshots).sum();
    if (all > MOST_SNAPSHOTS) {
      branches.values().stream()
          .max((a, b) -> Integer.compare(a.snapshots(), b.snapshots()))
          .ifPresent(Branch::thinSnapshots);
    }
  }

  private synchronized void changed(Branch branch) {
    branch.changed(++version);
    notifyAll();
  }

  /** Counts every change. */
  synchronized long version() {
    return version;
  }

  /** Waits for a change. */
  synchronized void await(long known, long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (version == known && !closed && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** All trainings, the oldest first. */
  synchronized List<Branch> all() {
    return new ArrayList<>(branches.values());
  }

  /** The result of a training so far; for a test. */
  synchronized TrialResult result(long id) {
    return get(id).soFar();
  }

  @Override
  public synchronized void close() {
    closed = true;
    branches.values().forEach(Branch::stop);
    workers.shutdown();
    notifyAll();
  }
}
