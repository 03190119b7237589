package dev.rubato.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.Heard;
import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the listeners of a study hear, and what they can't do to it. */
@Timeout(300)
class TrialEventsTest {
  private static final LeastSquares TASK = new LeastSquares();

  /** Three with a trunk in common, one of another seed, one that diverges. */
  private static final List<Trial> TRIALS =
      List.of(
          Runs.trial("sgd: 0.1", 1),
          Runs.trial("sgd: 0.1 for 10 then 0.05", 1),
          Runs.trial("sgd: 0.1 for 30 then 0.05", 1),
          Runs.trial("sgd: 0.1", 2),
          Runs.trial("sgd: 0.1 for 5 then 1e25", 1));

  private static List<TrialResult> run(int jobs, Ledger ledger, TrialListener... listeners) {
    try (LocalRunner runner = new LocalRunner(jobs)) {
      return new Study(TASK, runner, ledger, List.of(listeners), true).run("all", TRIALS);
    }
  }

  @Test
  void theBatchesOfATrialAreItsResultWithOneJobOrSeveral() {
    for (int jobs : new int[] {1, 3}) {
      Heard heard = new Heard();
      for (TrialResult result : run(jobs, Ledger.NONE, heard)) {
        Trial trial = result.trial();
        assertThat(heard.rates(trial)).isEqualTo(result.rates());
        assertThat(heard.losses(trial)).isEqualTo(result.losses());
        int next = 0;
        for (TrialEvent.Steps batch : heard.batches(trial)) {
          assertThat(batch.from()).isEqualTo(next);
          next += batch.count();
        }
        List<String> words = heard.words(trial);
        assertThat(words).filteredOn(word -> word.startsWith("begun")).containsExactly("begun 0");
        assertThat(words).endsWith("ended " + result.losses().length);
        assertThat(words)
            .filteredOn(word -> word.startsWith("evaluated"))
            .containsExactlyElementsOf(
                result.evaluations().stream().map(each -> "evaluated " + each.t()).toList());
      }
    }
  }

  @Test
  void aTrunkIsToldOnceForAllTrialsThatShareIt() {
    Heard heard = new Heard();
    run(1, Ledger.NONE, heard);
    List<Trial> together = List.of(TRIALS.get(0), TRIALS.get(1), TRIALS.get(2), TRIALS.get(4));
    assertThat(heard.batches(TRIALS.get(2)).get(0).trials()).containsExactlyElementsOf(together);
    long told = 0;
    for (TrialEvent event : heard.events) {
      told += event instanceof TrialEvent.Steps steps ? steps.count() : 0;
    }
    long each = TRIALS.stream().mapToLong(trial -> heard.losses(trial).length).sum();
    assertThat(told).isLessThan(each);
  }

  @Test
  void aTrialThatIsPausedBeginsAgainWhereItWas() {
    Trial trial = TRIALS.get(0);
    Heard heard = new Heard();
    try (LocalRunner runner = new LocalRunner(1)) {
      Study study = new Study(TASK, runner, Ledger.NONE, List.of(heard), true);
      study.run("a part", List.of(trial), 6);
      TrialResult result = study.run("the rest", List.of(trial)).get(0);
      assertThat(heard.words(trial))
          .startsWith("begun 0", "steps 0..4", "evaluated 4", "steps 4..6", "paused 6")
          .containsSequence("paused 6", "begun 6", "steps 6..8", "evaluated 8")
          .endsWith("ended 48");
      assertThat(heard.losses(trial)).isEqualTo(result.losses());
    }
    TrialEvent.Paused paused =
        (TrialEvent.Paused)
            heard.events.stream().filter(TrialEvent.Paused.class::isInstance).findFirst().get();
    assertThat(paused.snapshot().t()).isEqualTo(6);
  }

  @Test
  void aListenerThatThrowsIsDroppedAndTheOthersAreToldOnce() {
    List<String> dropped = new ArrayList<>();
    int[] calls = {0};
    TrialListener broken =
        new TrialListener() {
          @Override
          public void steps(TrialEvent.Steps event) {
            calls[0]++;
            throw new IllegalStateException("no space left");
          }
        };
    StudyListener other =
        new StudyListener() {
          @Override
          public void dropped(TrialListener listener, Throwable reason) {
            dropped.add(reason.getMessage());
          }
        };
    Heard heard = new Heard();
    List<TrialResult> results = run(2, Ledger.NONE, broken, other, heard);
    assertThat(Runs.bits(results)).isEqualTo(Runs.bits(run(1, Ledger.NONE)));
    assertThat(calls[0]).isEqualTo(1);
    assertThat(dropped).containsExactly("no space left");
    assertThat(heard.losses(TRIALS.get(3))).isEqualTo(results.get(3).losses());
  }

  @Test
  void whatTheLedgerThrowsEndsTheStudy() {
    Ledger full =
        new Ledger() {
          @Override
          public void ended(TrialEvent.Ended event) {
            throw new IllegalStateException("the disk is full");
          }
        };
    assertThatThrownBy(() -> run(2, full)).hasMessage("the disk is full");
  }

  @Test
  void aSlowListenerHearsEverythingAndChangesNothing() {
    Heard heard = new Heard();
    TrialListener slow =
        new TrialListener() {
          @Override
          public void hear(TrialEvent event) {
            LockSupport.parkNanos(1_000_000);
            heard.hear(event);
          }
        };
    List<TrialResult> results = run(3, Ledger.NONE, slow);
    assertThat(Runs.bits(results)).isEqualTo(Runs.bits(run(1, Ledger.NONE)));
    for (TrialResult result : results) {
      assertThat(heard.losses(result.trial())).isEqualTo(result.losses());
    }
  }
}
