package dev.rubato.battery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does the same for many things, some at once; the results are in the order of the things. */
final class SideBySide {
  private SideBySide() {}

  static <T, R> List<R> run(List<? extends T> things, int jobs, Function<T, R> work)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<R>> futures = new ArrayList<>();
      for (T thing : things) {
        futures.add(pool.submit(() -> work.apply(thing)));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a task can't be measured: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
  }
}
