package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.WholeTask;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of trials that run, for a process that is killed meanwhile. */
@Timeout(120)
class CheckpointedTrialsTest {
  private static final SteppedTask TASK = new LeastSquares();
  private static final Duration CHECKPOINTS_OFF = Duration.ofDays(1);

  @TempDir private Path folder;

  private static StudyKey key(Task task) {
    return new StudyKey(
        "test",
        task.about().name(),
        task.fingerprint(),
        "a",
        task.about().judged(),
        "Rubato 0, Java 0");
  }

  /** Copies a store as it is after the checkpoint at a step, which is what a kill would leave. */
  private record Copying(Path from, Path to, int step) implements TrialListener {
    @Override
    public void checkpointed(TrialEvent.Checkpointed event) {
      if (event.soFar().get(0).losses().length == step) {
        try (Stream<Path> files = Files.list(from)) {
          Files.createDirectories(to);
          for (Path file : files.toList()) {
            if (!file.endsWith("lock")) {
              Files.copy(file, to.resolve(file.getFileName()));
            }
          }
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** Hears what a study did. */
  private static final class Log implements TrialListener {
    final List<TrialEvent.Begun> begun = new ArrayList<>();
    int steps;

    @Override
    public void begun(TrialEvent.Begun event) {
      begun.add(event);
    }

    @Override
    public void steps(TrialEvent.Steps event) {
      steps += event.count();
    }
  }

  private static List<TrialResult> run(
      Task task, Ledger ledger, Duration every, TrialListener listener, List<Trial> trials) {
    try (LocalRunner runner = new LocalRunner(1, every)) {
      return new Study(task, runner, ledger, List.of(listener), true).run("all", trials);
    }
  }

  private Path killedAt(int step, Task task, List<Trial> trials) {
    Path killed = folder.resolve("killed-" + step);
    try (Store store = Store.open(folder.resolve("whole"), "test")) {
      Copying copying = new Copying(store.folder(), killed, step);
      run(task, store.study(key(task), "here"), Duration.ZERO, copying, trials);
    }
    return killed;
  }

  @Test
  void trialsThatRanTogetherGoOnTogetherFromTheCheckpointWithTheSameBits() {
    List<Trial> trials =
        List.of(
            Runs.trial("sgd: plateau(0.1, factor=0.5, patience=1, threshold=0.9)", 1),
            Runs.trial("sgd: 0.1 for 30 then 0.05", 1),
            Runs.trial("sgd: 0.1 for 40 then 0.05", 1));
    List<Object> whole =
        Runs.bits(run(TASK, Ledger.NONE, CHECKPOINTS_OFF, TrialListener.NONE, trials));
    Path killed = killedAt(7, TASK, trials);
    try (Store store = Store.read(killed)) {
      assertThat(store.trials(1, true)).extracting(StoredTrial::state).containsOnly("stopped");
      assertThat(store.trials(1, true))
          .extracting(trial -> trial.result().losses().length)
          .containsOnly(7);
    }
    Log log = new Log();
    try (Store store = Store.open(killed, "test")) {
      Ledger ledger = store.study(key(TASK), "there");
      assertThat(Runs.bits(run(TASK, ledger, CHECKPOINTS_OFF, log, trials))).isEqualTo(whole);
    }
    assertThat(log.begun.get(0).made()).isEqualTo(7);
    assertThat(log.begun.get(0).trials()).hasSize(3);
    Log fresh = new Log();
    run(TASK, Ledger.NONE, CHECKPOINTS_OFF, fresh, trials);
    assertThat(log.steps).isEqualTo(fresh.steps - 7);
  }

  @Test
  void aCheckpointWhoseStudyEndsBeforeItsTrialGoesOnIsNotLost() {
    List<Trial> trials = List.of(Runs.trial("sgd: 0.1", 1));
    Path killed = killedAt(20, TASK, trials);
    try (Store store = Store.open(killed, "test")) {
      StudyLedger ledger = store.study(key(TASK), "there");
      assertThat(store.trials(1, false).get(0).state()).isEqualTo("paused");
      try (LocalRunner runner = new LocalRunner(1)) {
        runner.stop();
        new Study(TASK, runner, ledger, List.of(), true).run("all", trials);
      }
      assertThat(store.trials(1, false).get(0).state()).isEqualTo("paused");
      Log log = new Log();
      run(TASK, ledger, CHECKPOINTS_OFF, log, trials);
      assertThat(log.steps).isEqualTo(28);
    }
  }

  /** A task that can only be run as a whole, which reports its metrics before its losses. */
  private record Whole() implements WholeTask {
    @Override
    public About about() {
      return TASK.about();
    }

    @Override
    public String fingerprint() {
      return "whole";
    }

    @Override
    public TrialResult run(Trial trial, TrialListener listener) {
      Evaluation evaluation = new Evaluation(2, Map.of("validation-loss", 0.5));
      List<Trial> one = List.of(trial);
      listener.hear(new TrialEvent.Steps(one, 0, new double[] {0.1}, new double[] {3}));
      listener.hear(new TrialEvent.Evaluated(one, evaluation));
      listener.hear(new TrialEvent.Steps(one, 1, new double[] {0.1}, new double[] {2}));
      double[] rates = {0.1, 0.1};
      double[] losses = {3, 2};
      return new TrialResult(trial, Status.DONE, "", rates, losses, List.of(evaluation), Map.of());
    }
  }

  @Test
  void theCurveOfAProgramIsKeptThoughItStartsAgain() {
    List<Trial> trials = List.of(Runs.trial("sgd: 0.1", 1));
    for (int step = 1; step <= 2; step++) {
      Path killed = killedAt(step, new Whole(), trials);
      try (Store store = Store.read(killed)) {
        TrialResult kept = store.trials(1, true).get(0).result();
        assertThat(kept.losses()).hasSize(step);
        assertThat(kept.evaluations()).hasSize(step - 1);
      }
      try (Store store = Store.open(killed, "test")) {
        StudyLedger ledger = store.study(key(new Whole()), "there");
        assertThat(ledger.find(trials.get(0))).isEmpty();
        ledger.begun(new TrialEvent.Begun(trials, 0));
        assertThat(store.trials(1, true).get(0).made()).isZero();
        run(new Whole(), ledger, Duration.ZERO, TrialListener.NONE, trials);
        assertThat(store.trials(1, true).get(0).result().losses()).hasSize(2);
      }
      deleteWhole();
    }
  }

  private void deleteWhole() {
    try (Store store = Store.open(folder.resolve("whole"), "test")) {
      store.delete(1);
    }
  }
}
