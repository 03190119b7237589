package dev.rubato.lab;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Runs pieces of work side by side on this machine, the lowest priority number first. */
public final class LocalRunner implements AutoCloseable {
  private final ThreadPoolExecutor threads;
  private final AtomicLong submitted = new AtomicLong();

  /**
   * A runner.
   *
   * @param jobs how many pieces run side by side, at least 1
   */
  public LocalRunner(int jobs) {
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs must be at least 1, was " + jobs);
    }
    threads =
        new ThreadPoolExecutor(
            jobs,
            jobs,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "rubato-trial");
              thread.setDaemon(true); // an interrupted command ends without waiting for it
              return thread;
            });
  }

  /** Runs a piece of work when its turn comes. */
  public <T> CompletableFuture<T> submit(int priority, Supplier<T> work) {
    CompletableFuture<T> future = new CompletableFuture<>();
    threads.execute(
        new Piece(
            priority,
            submitted.getAndIncrement(),
            () -> {
              try {
                future.complete(work.get());
              } catch (Throwable e) { // whoever waits must hear of it
                future.completeExceptionally(e);
              }
            }));
    return future;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private record Piece(int priority, long order, Runnable work)
      implements Runnable, Comparable<Piece> {
    @Override
    public void run() {
      work.run();
    }

    @Override
    public int compareTo(Piece other) {
      return priority != other.priority
          ? Integer.compare(priority, other.priority)
          : Long.compare(order, other.order);
    }
  }
}
