package dev.rubato.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class LocalRunnerTest {

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theLowestPriorityNumberRunsFirstAndEqualOnesInTheOrderOfSubmission() {
    ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
    CountDownLatch submitted = new CountDownLatch(1);
    try (LocalRunner runner = new LocalRunner(1)) {
      List<CompletableFuture<Boolean>> all = new ArrayList<>();
      all.add(
          runner.submit(
              9,
              () -> {
                await(submitted);
                return ran.add("first");
              }));
      for (String name : List.of("2a", "1a", "3a", "1b", "2b", "1c")) {
        all.add(runner.submit(name.charAt(0), () -> ran.add(name)));
      }
      submitted.countDown();
      all.forEach(CompletableFuture::join);
    }
    assertThat(ran).containsExactly("first", "1a", "1b", "1c", "2a", "2b", "3a");
  }

  @Test
  void asManyPiecesRunSideBySideAsThereAreJobs() {
    // each waits for the other two: with fewer threads this would never end
    CyclicBarrier together = new CyclicBarrier(3);
    try (LocalRunner runner = new LocalRunner(3)) {
      List<CompletableFuture<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(
            runner.submit(
                0,
                () -> {
                  try {
                    return together.await();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }));
      }
      assertThat(all.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(0, 1, 2);
    }
  }

  @Test
  void aPieceThatFailsTellsWhoWaitsAndTheOthersRun() {
    try (LocalRunner runner = new LocalRunner(1)) {
      CompletableFuture<Object> broken =
          runner.submit(
              0,
              () -> {
                throw new IllegalStateException("broken");
              });
      CompletableFuture<Object> fatal =
          runner.submit(
              0,
              () -> {
                throw new OutOfMemoryError("not really");
              });
      assertThat(runner.submit(1, () -> "well").join()).isEqualTo("well");
      assertThatThrownBy(broken::join)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("broken");
      assertThatThrownBy(fatal::join).hasCauseInstanceOf(OutOfMemoryError.class);
    }
  }

  @Test
  void itsThreadsDoNotKeepTheProcessAlive() {
    try (LocalRunner runner = new LocalRunner(1)) {
      assertThat(runner.submit(0, () -> Thread.currentThread().isDaemon()).join()).isTrue();
    }
  }

  @Test
  void lessThanOneJobIsAnError() {
    assertThatThrownBy(() -> new LocalRunner(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jobs must be at least 1, was 0");
  }
}
