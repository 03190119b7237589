package dev.rubato.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.WholeTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class LocalRunnerTest {

  /** A task that does what a test wants. */
  private record Doing(Function<Trial, TrialResult> what) implements WholeTask {
    @Override
    public About about() {
      return new LeastSquares().about();
    }

    @Override
    public String fingerprint() {
      return "doing";
    }

    @Override
    public TrialResult run(Trial trial, TrialListener listener) {
      return what.apply(trial);
    }
  }

  private static List<TrialGroup> groups(int trials) {
    return TrialGroup.of(
        LongStream.range(0, trials).mapToObj(seed -> Runs.trial("sgd: 0.1", seed)).toList(), true);
  }

  private static TrialListener listener(Consumer<TrialResult> ended) {
    return new TrialListener() {
      @Override
      public void ended(TrialEvent.Ended event) {
        ended.accept(event.result());
      }
    };
  }

  private static TrialResult done(Trial trial) {
    return TrialResult.unbegun(trial).with(Status.DONE, "");
  }

  @Test
  void asManyGroupsRunSideBySideAsThereAreJobs() {
    // each waits for the other two: with fewer threads this would never end
    CyclicBarrier together = new CyclicBarrier(3);
    Task task =
        new Doing(
            trial -> {
              try {
                together.await();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              return done(trial);
            });
    List<TrialResult> results = new ArrayList<>();
    try (LocalRunner runner = new LocalRunner(3)) {
      runner.run(task, groups(3), listener(results::add));
    }
    assertThat(results).hasSize(3);
  }

  @Test
  void oneJobRunsGroupsInTheirOrder() {
    List<Long> seeds = new ArrayList<>();
    try (LocalRunner runner = new LocalRunner(1)) {
      runner.run(
          new Doing(LocalRunnerTest::done),
          groups(20),
          listener(result -> seeds.add(result.trial().seed())));
    }
    assertThat(seeds).isSorted().hasSize(20);
  }

  @Test
  void whatATaskOrAListenerThrowsReachesWhoWaits() {
    Task broken =
        new Doing(
            trial -> {
              throw new OutOfMemoryError("not really");
            });
    try (LocalRunner runner = new LocalRunner(2)) {
      assertThatThrownBy(() -> runner.run(broken, groups(9), listener(result -> {})))
          .isInstanceOf(OutOfMemoryError.class);
      int[] heard = {0};
      TrialListener full =
          listener(
              result -> {
                heard[0]++;
                throw new IllegalStateException("the disk is full");
              });
      assertThatThrownBy(() -> runner.run(new LeastSquares(), groups(9), full))
          .hasMessage("the disk is full");
      assertThat(heard[0]).isEqualTo(1);
    }
  }

  @Test
  void afterAStopTheTrialsLeftAreCancelled() {
    List<Status> statuses = new ArrayList<>();
    try (LocalRunner runner = new LocalRunner(1)) {
      runner.run(
          new LeastSquares(),
          groups(5),
          listener(
              result -> {
                statuses.add(result.status());
                if (statuses.size() == 2) {
                  runner.stop();
                }
              }));
    }
    assertThat(statuses)
        .containsExactly(
            Status.DONE, Status.DONE, Status.CANCELLED, Status.CANCELLED, Status.CANCELLED);
  }

  @Test
  void itsThreadsDoNotKeepTheProcessAlive() {
    boolean[] daemon = {false};
    Task task =
        new Doing(
            trial -> {
              daemon[0] = Thread.currentThread().isDaemon();
              return done(trial);
            });
    try (LocalRunner runner = new LocalRunner(1)) {
      runner.run(task, groups(1), listener(result -> {}));
    }
    assertThat(daemon[0]).isTrue();
  }

  @Test
  void lessThanOneJobIsAnError() {
    assertThatThrownBy(() -> new LocalRunner(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jobs must be at least 1, was 0");
  }
}
