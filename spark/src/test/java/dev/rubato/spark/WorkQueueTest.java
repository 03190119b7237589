package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Stops;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.spark.work.Exchange;
import dev.rubato.spark.work.Lease;
import dev.rubato.spark.work.WorkQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handing out work, with executors that die and wake again. */
@Timeout(60)
class WorkQueueTest {

  /** Checks what every listener may rely on. */
  private static final class Watching implements TrialListener {
    private final Map<Trial, Integer> made = new HashMap<>();
    private final Map<Trial, Long> evaluated = new HashMap<>();
    private final List<Trial> ended = new ArrayList<>();
    private final List<Trial> begun = new ArrayList<>();
    private @Nullable Throwable wrong;

    @Override
    public void hear(TrialEvent event) {
      try {
        event.tell(this);
      } catch (AssertionError e) {
        wrong = wrong == null ? e : wrong;
      }
    }

    @Override
    public void begun(TrialEvent.Begun event) {
      begun.addAll(event.trials());
      for (Trial trial : event.trials()) {
        if (ended.remove(trial)) { // a study tries what failed again in its next part
          made.remove(trial);
          evaluated.remove(trial);
        }
      }
    }

    @Override
    public void steps(TrialEvent.Steps event) {
      for (Trial trial : event.trials()) {
        assertThat(begun).contains(trial);
        assertThat(event.from()).isEqualTo(made.getOrDefault(trial, 0));
        made.put(trial, event.from() + event.count());
      }
    }

    @Override
    public void evaluated(TrialEvent.Evaluated event) {
      for (Trial trial : event.trials()) {
        assertThat(event.evaluation().t()).isGreaterThan(evaluated.getOrDefault(trial, 0L));
        evaluated.put(trial, event.evaluation().t());
      }
    }

    @Override
    public void ended(TrialEvent.Ended event) {
      Trial trial = event.result().trial();
      assertThat(ended).doesNotContain(trial);
      ended.add(trial);
      assertThat(event.result().losses()).hasSize(made.getOrDefault(trial, 0));
    }
  }

  @Test
  void whateverExecutorsDoTheResultsAreThoseOfThisMachineAndNothingIsToldTwice() {
    List<Trial> trials = Studies.trials(2, 2);
    String here;
    try (Runner runner = new LocalRunner(1)) {
      here = Studies.bits(Studies.rungs(new Valley(), runner, trials, TrialListener.NONE));
    }
    int deaths = 0;
    int sleeps = 0;
    for (int seed = 0; seed < 8; seed++) {
      FaultyRunner runner = new FaultyRunner(Exchange.NONE, seed, 0.02);
      Watching watching = new Watching();
      String there = Studies.bits(Studies.rungs(new Valley(), runner, trials, watching));
      assertThat(there).as("seed %d", seed).isEqualTo(here);
      assertThat(watching.wrong).as("seed %d", seed).isNull();
      assertThat(watching.ended).as("seed %d", seed).hasSize(trials.size());
      deaths += runner.deaths;
      sleeps += runner.sleeps;
    }
    assertThat(deaths).isGreaterThan(10);
    assertThat(sleeps).isGreaterThan(10);
  }

  private static TrialGroup group(String strategy, long steps) {
    Trial trial = new Trial(Notation.strategy(strategy), Horizon.ofSteps(steps), 1);
    return TrialGroup.of(List.of(trial), true).get(0);
  }

  private static String text(Lease lease) {
    return lease.group().trials().get(0).trial().strategy().toString();
  }

  @Test
  void theLongestIsHandedOutFirstAndOfEqualOnesTheFirst() {
    WorkQueue queue =
        new WorkQueue(
            List.of(group("sgd: 0.1", 10), group("sgd: 0.2", 30), group("sgd: 0.3", 30)),
            new Stops(),
            Exchange.NONE,
            text -> {});
    assertThat(queue.issue().count()).isEqualTo(3);
    assertThat(queue.issue().count()).isZero();
    assertThat(text(queue.claim(0, "a"))).isEqualTo("sgd: 0.2");
    assertThat(text(queue.claim(1, "a"))).isEqualTo("sgd: 0.3");
    assertThat(text(queue.claim(2, "a"))).isEqualTo("sgd: 0.1");
    assertThat(queue.claim(3, "a")).isNull();
  }

  @Test
  void aGroupThatLosesItsExecutorAgainAndAgainFailsAndSaysSo() throws InterruptedException {
    List<String> told = new ArrayList<>();
    WorkQueue queue =
        new WorkQueue(List.of(group("sgd: 0.1", 10)), new Stops(), Exchange.NONE, told::add);
    queue.issue();
    for (int i = 0; i < 4; i++) {
      assertThat(queue.claim(0, "executor " + i)).isNotNull();
    }
    assertThat(queue.claim(0, "executor 4")).isNull();
    List<TrialResult> ended = new ArrayList<>();
    boolean over =
        queue.deliver(
            new TrialListener() {
              @Override
              public void ended(TrialEvent.Ended event) {
                ended.add(event.result());
              }
            },
            1);
    assertThat(over).isTrue();
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).status()).isEqualTo(Status.FAILED);
    assertThat(ended.get(0).reason())
        .startsWith("its executor was lost 4 times")
        .contains("memory");
    assertThat(told).hasSize(4);
    assertThat(told.get(0))
        .isEqualTo("executor 0 was lost with a training, which starts again on executor 1");
  }

  @Test
  void stoppedWorkIsNotHandedOut() throws InterruptedException {
    Stops stops = new Stops();
    WorkQueue queue =
        new WorkQueue(
            List.of(group("sgd: 0.1", 10), group("adam: 0.1", 10)),
            stops,
            Exchange.NONE,
            text -> {});
    stops.giveUp(trial -> trial.strategy().toString().startsWith("sgd"), "no sgd");
    assertThat(text(queue.claim(0, "a"))).isEqualTo("adam: 0.1");
    assertThat(queue.claim(1, "a")).isNull();
    assertThat(queue.deliver(TrialListener.NONE, 1)).isFalse();
  }

  @Test
  void aListenerThatThrowsEndsTheRun() {
    WorkQueue queue =
        new WorkQueue(List.of(group("sgd: 0.1", 10)), new Stops(), Exchange.NONE, text -> {});
    Lease lease = queue.claim(0, "a");
    TrialListener full =
        new TrialListener() {
          @Override
          public void begun(TrialEvent.Begun event) {
            throw new IllegalStateException("disk full");
          }
        };
    assertThatThrownBy(() -> queue.deliver(full, 1)).hasMessage("disk full");
    assertThat(queue.report(lease.id(), List.of(), false).counts()).isFalse();
  }
}
