package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The threads that share a step. */
class WorkerPoolTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void eachPartIsDoneOnceAndAllAreDoneAtTheEnd(int threads) {
    WorkerPool pool = new WorkerPool(threads);
    for (int round = 0; round < 2000; round++) {
      int parts = round % 17;
      AtomicIntegerArray done = new AtomicIntegerArray(parts);
      pool.run(
          parts,
          (part, thread) -> {
            assertThat(thread).isBetween(0, threads - 1);
            done.incrementAndGet(part);
          });
      for (int part = 0; part < parts; part++) {
        assertThat(done.get(part)).isEqualTo(1);
      }
    }
  }

  /** Each thread has its own number: it may use arrays of its own. */
  @Test
  void noTwoThreadsHaveOneNumber() {
    WorkerPool pool = new WorkerPool(4);
    AtomicIntegerArray busy = new AtomicIntegerArray(4);
    for (int round = 0; round < 500; round++) {
      pool.run(
          20,
          (part, thread) -> {
            assertThat(busy.incrementAndGet(thread)).isEqualTo(1);
            Thread.onSpinWait();
            busy.decrementAndGet(thread);
          });
    }
  }

  @Test
  void whatAPartThrowsTheCallerThrows() {
    WorkerPool pool = new WorkerPool(3);
    for (int round = 0; round < 200; round++) {
      int broken = round % 10;
      assertThatThrownBy(
              () ->
                  pool.run(
                      10,
                      (part, thread) -> {
                        if (part == broken) {
                          throw new IllegalStateException("part " + part);
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("part " + broken);
    }
    int[] sum = new int[1];
    pool.run(1, (part, thread) -> sum[0]++);
    assertThat(sum[0]).as("it works on").isEqualTo(1);
  }

  /** Trainings side by side share the workers; none waits for another. */
  @Test
  void manyPoolsAtOnceDoAllTheirWork() throws Exception {
    ExecutorService trainings = Executors.newFixedThreadPool(6);
    try {
      List<Callable<Long>> work = new ArrayList<>();
      for (int training = 0; training < 6; training++) {
        work.add(
            () -> {
              WorkerPool pool = new WorkerPool(3);
              AtomicIntegerArray done = new AtomicIntegerArray(7);
              for (int round = 0; round < 3000; round++) {
                pool.run(7, (part, thread) -> done.incrementAndGet(part));
              }
              long sum = 0;
              for (int part = 0; part < 7; part++) {
                sum += done.get(part);
              }
              return sum;
            });
      }
      for (Future<Long> each : trainings.invokeAll(work)) {
        assertThat(each.get()).isEqualTo(7 * 3000);
      }
    } finally {
      trainings.shutdown();
    }
  }

  @Test
  void aThreadThatIsInterruptedDoesItsWorkAllTheSame() {
    WorkerPool pool = new WorkerPool(2);
    Thread.currentThread().interrupt();
    AtomicIntegerArray done = new AtomicIntegerArray(50);
    pool.run(50, (part, thread) -> done.incrementAndGet(part));
    assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
    for (int part = 0; part < 50; part++) {
      assertThat(done.get(part)).isEqualTo(1);
    }
  }

  @Test
  void helpersAreDaemons() {
    new WorkerPool(2).run(10, (part, thread) -> {});
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("rubato-worker")))
        .isNotEmpty()
        .allMatch(Thread::isDaemon);
  }

  @Test
  void scratchIsTheSameAtEachStepAndGrowsToTheLargest() {
    WorkerPool pool = new WorkerPool(1);
    float[][] small = pool.scratch(2, 3, 4);
    assertThat(pool.scratch(2, 3, 4)).isSameAs(small);
    assertThat(pool.scratch(2, 2, 2)).isSameAs(small);
    float[][] wide = pool.scratch(2, 2, 9);
    assertThat(wide).isSameAs(small);
    assertThat(pool.scratch(2, 3, 4)).isSameAs(wide);
    assertThat(wide[0]).hasSize(9);
    assertThat(wide[2]).hasSize(4);
    assertThat(pool.scratch(0, 1, 1)).isNotSameAs(wide);
  }

  @Test
  void scratchOfATallAndAWideMatrixIsNotALargeSquare() {
    WorkerPool pool = new WorkerPool(1);
    pool.scratch(0, 1000, 2);
    float[][] both = pool.scratch(0, 2, 1000);
    assertThat(Arrays.stream(both).mapToInt(row -> row.length).sum()).isLessThan(5000);
  }
}
