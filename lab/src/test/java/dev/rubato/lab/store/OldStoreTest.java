package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.spec.BundledSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study that an old version left in its midst goes on in this one. */
class OldStoreTest {
  private static final SteppedTask TASK = new LeastSquares();
  private static final StudyKey KEY =
      new StudyKey(
          "test",
          TASK.about().name(),
          TASK.fingerprint(),
          "b",
          TASK.about().judged(),
          "Rubato 0, Java 0");
  private static final int PAUSE = 20;
  private static final List<Trial> TRIALS =
      List.of(
          Runs.trial("sgd(momentum=0.9): cosine(0.1 -> 0)", 1),
          Runs.trial("adam: 0.01", 2),
          Runs.trial("sgd: 0.1", 3),
          Runs.trial("sgd: 0.2", 3));

  @TempDir private Path folder;

  /**
   * Writes the fixture of this version, once: two trials are paused, one is given up, and one was
   * running when its process was killed.
   */
  public static void main(String[] args) {
    try (Store store = Store.open(Path.of(args[0]), "fixture");
        LocalRunner runner = new LocalRunner(1)) {
      StudyLedger ledger = store.study(KEY, new BundledSpec("least-squares"), "here");
      Study study = new Study(TASK, runner, ledger, List.of(), true);
      List<TrialResult> results = study.run("a part of the way", TRIALS.subList(0, 3), PAUSE);
      study.prune(results.get(2), "others were better");
      ledger.phase("to the end", TRIALS, 0);
      ledger.begun(new TrialEvent.Begun(TRIALS.subList(3, 4), 0));
    }
  }

  private static List<Object> run(Ledger ledger, List<Trial> trials) {
    try (LocalRunner runner = new LocalRunner(1)) {
      return Runs.bits(new Study(TASK, runner, ledger, List.of(), true).run("all", trials));
    }
  }

  @Test
  void whatAnOldVersionLeftInItsMidstGoesOn() throws IOException {
    for (int version = 1; version <= Schema.VERSION; version++) {
      Path old = folder.resolve("version-" + version);
      Files.createDirectories(old);
      String name = "version-" + version + "-stopped.db";
      try (InputStream file = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
        Files.copy(file, old.resolve("rubato.db"));
      }
      try (Store store = Store.read(old)) {
        assertThat(store.trials(1, true))
            .extracting(StoredTrial::state)
            .containsExactly("paused", "paused", "pruned", "stopped");
        assertThat(store.trials(1, true))
            .extracting(trial -> trial.result().losses().length)
            .containsExactly(PAUSE, PAUSE, PAUSE, 0);
      }
      try (Store store = Store.open(old, "test")) {
        assertThat(store.trials(1, false).get(3).state()).isEqualTo("queued");
        StudyLedger ledger = store.study(KEY, "there");
        assertThat(ledger.id()).isEqualTo(1);
        assertThat(ledger.find(TRIALS.get(0)).get(0).snapshot())
            .as("it goes on from where it was")
            .isNotNull();
        assertThat(run(ledger, TRIALS)).isEqualTo(run(Ledger.NONE, TRIALS));
        ledger.finish(true);
        assertThat(store.trials(1, false)).extracting(StoredTrial::state).containsOnly("done");
      }
    }
  }
}
