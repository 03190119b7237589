package dev.rubato.lab.run;

import dev.rubato.lab.Runner;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.WholeTask;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Runs pieces side by side on this machine. */
public final class LocalRunner implements Runner {
  private final int jobs;
  private volatile boolean stopped;

  /**
   * A runner.
   *
   * @param jobs how many pieces run side by side, at least 1
   */
  public LocalRunner(int jobs) {
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs must be at least 1, was " + jobs);
    }
    this.jobs = jobs;
  }

  @Override
  public void run(Task task, List<TrialGroup> pieces, Listener listener) {
    Rung rung = new Rung(task, pieces, listener);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      Thread thread = new Thread(rung, "rubato-trial-" + i);
      thread.setDaemon(true); // an interrupted command ends without waiting for it
      threads.add(thread);
      thread.start();
    }
    try {
      rung.through.await();
    } catch (InterruptedException e) {
      stop();
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while trials were running", e);
    }
    rung.rethrow();
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    stop();
  }

  /** Pieces that are run together; every thread takes one after the other. */
  private final class Rung implements Runnable {
    private final Task task;
    private final Listener listener;
    private final Deque<TrialGroup> waiting;
    private final CountDownLatch through = new CountDownLatch(1);
    private int running;
    private @Nullable Throwable broken;

    Rung(Task task, List<TrialGroup> pieces, Listener listener) {
      this.task = task;
      this.listener = listener;
      this.waiting = new ArrayDeque<>(pieces);
    }

    @Override
    public void run() {
      for (TrialGroup piece = next(); piece != null; piece = next()) {
        try {
          run(piece);
        } catch (Throwable e) { // whoever waits must hear of it
          fail(e);
        }
        done();
      }
    }

    private synchronized @Nullable TrialGroup next() {
      while (waiting.isEmpty() && running > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          return null;
        }
      }
      running += waiting.isEmpty() ? 0 : 1;
      if (waiting.isEmpty()) {
        through.countDown();
      }
      return waiting.poll();
    }

    private synchronized void done() {
      running--;
      notifyAll();
    }

    /** Whoever waits hears of it at once: pieces at work can take hours, and nobody listens. */
    private synchronized void fail(Throwable e) {
      if (broken == null) {
        broken = e;
      }
      waiting.clear();
      through.countDown();
    }

    private void run(TrialGroup piece) {
      if (stopped) {
        piece
            .trials()
            .forEach(soFar -> ended(soFar.with(Status.CANCELLED, "its study ended before")));
        return;
      }
      listen(() -> listener.begun(piece.trials().stream().map(TrialResult::trial).toList()));
      if (isBroken()) {
        return;
      }
      if (task instanceof SteppedTask stepped) {
        TrialRun.run(stepped, piece, new Hearing());
      } else if (task instanceof WholeTask whole) {
        for (TrialResult soFar : piece.trials()) {
          Hearing hearing = new Hearing();
          ended(whole.run(soFar.trial(), hearing::stepsTo));
        }
      }
    }

    private synchronized boolean isBroken() {
      return broken != null;
    }

    private synchronized void ended(TrialResult result) {
      if (broken == null) {
        listen(() -> listener.ended(result));
      }
    }

    /** What the listener throws is no failure of the trial. */
    private synchronized void listen(Runnable call) {
      try {
        if (broken == null) {
          call.run();
        }
      } catch (RuntimeException | Error e) {
        fail(e);
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

    /** What one piece tells. */
    private final class Hearing implements TrialRun.Listener {
      private long made;

      void stepsTo(long now) {
        long more = now - made;
        made = now;
        listen(() -> listener.steps(more));
      }

      @Override
      public void step(int trials) {
        listen(() -> listener.steps(trials));
      }

      @Override
      public void ended(TrialResult result) {
        Rung.this.ended(result);
      }

      @Override
      public void paused(TrialResult result, Snapshot snapshot) {
        listen(() -> listener.paused(result, snapshot));
      }

      @Override
      public void parted(TrialGroup others) {
        synchronized (Rung.this) {
          if (broken == null) {
            waiting.addFirst(others); // soon, so that few snapshots lie about
            Rung.this.notifyAll();
          }
        }
      }
    }
  }
}
