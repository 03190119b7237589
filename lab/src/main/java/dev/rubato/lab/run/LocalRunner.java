package dev.rubato.lab.run;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs groups of trials in parallel on this machine. */
public final class LocalRunner implements Runner {
  private final int jobs;
  private final Duration checkpointEvery;
  private final Stops stops = new Stops();

  /**
   * A runner that checkpoints running trials at the usual times.
   *
   * @param jobs how many groups run in parallel, at least 1
   */
  public LocalRunner(int jobs) {
    this(jobs, CheckpointClock.USUAL);
  }

  /**
   * A runner.
   *
   * @param jobs how many groups run in parallel, at least 1
   * @param checkpointEvery how often running trials are checkpointed
   */
  public LocalRunner(int jobs, Duration checkpointEvery) {
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs must be at least 1, was " + jobs);
    }
    this.jobs = jobs;
    this.checkpointEvery = checkpointEvery;
  }

  @Override
  public void run(Task task, List<TrialGroup> groups, TrialListener listener) {
    GroupQueue queue = new GroupQueue(task, groups, listener);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      Thread thread = new Thread(queue, "rubato-trial-" + i);
      thread.setDaemon(true); // an interrupted command ends without waiting for it
      threads.add(thread);
      thread.start();
    }
    try {
      queue.finished.await();
    } catch (InterruptedException e) {
      stop();
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while trials were running", e);
    }
    queue.rethrow();
  }

  @Override
  public void stop() {
    stops.all();
  }

  @Override
  public void giveUp(Predicate<Trial> trials, String reason) {
    stops.giveUp(trials, reason);
  }

  @Override
  public void close() {
    stop();
  }

  /** The queue of groups to run; every worker takes one after the other. */
  private final class GroupQueue implements Runnable {
    private final Task task;
    private final TrialListener listener;
    private final Object oneCallAtATime = new Object();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private int running;
    private @Nullable Throwable broken;

    /**
     * A group that no worker has taken yet.
     *
     * @param spawned by a group that ran here, so that its trials have begun
     */
    private record Waiting(TrialGroup group, boolean spawned) {}

    GroupQueue(Task task, List<TrialGroup> groups, TrialListener listener) {
      this.task = task;
      this.listener = listener;
      groups.forEach(group -> waiting.add(new Waiting(group, false)));
    }

    @Override
    public void run() {
      for (Waiting next = next(); next != null; next = next()) {
        try {
          run(next.group(), next.spawned());
        } catch (Throwable e) { // the waiting thread must be told
          synchronized (oneCallAtATime) { // and the listener is not called again
            fail(e);
          }
        }
        done();
      }
    }

    private synchronized @Nullable Waiting next() {
      while (waiting.isEmpty() && running > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          return null;
        }
      }
      running += waiting.isEmpty() ? 0 : 1;
      if (waiting.isEmpty()) {
        finished.countDown();
      }
      return waiting.poll();
    }

    private synchronized void done() {
      running--;
      notifyAll();
    }

    /** Tells the waiting thread at once: running groups can take hours, with no listener left. */
    private synchronized void fail(Throwable e) {
      if (broken == null) {
        broken = e;
      }
      waiting.clear();
      finished.countDown();
    }

    private synchronized boolean isBroken() {
      return broken != null;
    }

    private void run(TrialGroup all, boolean begun) {
      TrialGroup group = stops.left(all, this::hear);
      if (group == null) {
        return;
      }
      if (!begun) {
        List<Trial> trials = group.trials().stream().map(TrialResult::trial).toList();
        hear(new TrialEvent.Begun(trials, group.made()));
      }
      if (isBroken()) {
        return;
      }
      TrialListener hearing =
          new TrialListener() {
            @Override
            public void hear(TrialEvent event) {
              GroupQueue.this.hear(event);
            }
          };
      GroupRun.run(task, group, hearing, checkpointEvery, this::spawned);
    }

    private synchronized void spawned(TrialGroup others) {
      if (broken == null) {
        waiting.addFirst(new Waiting(others, true)); // soon, so that few snapshots are kept
        notifyAll();
      }
    }

    /** An exception in the listener does not fail the trial; a slow one blocks no group. */
    private void hear(TrialEvent event) {
      synchronized (oneCallAtATime) {
        try {
          if (!isBroken()) {
            listener.hear(event);
          }
        } catch (RuntimeException | Error e) {
          fail(e);
        }
      }
    }

    private synchronized void rethrow() {
      if (broken instanceof Error error) {
        throw error;
      }
      if (broken instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
