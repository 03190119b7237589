package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.lab.store.StudyLedger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that the command of schema version 1 left: a training that is done, and a tuning that was
 * killed when seven of its trials were paused. The export of the tuning is what that command wrote.
 */
@Timeout(300)
class OldStudiesTest {
  @TempDir private Path folder;

  private static byte[] fixture(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(OldStudiesTest.class.getResourceAsStream(name))) {
      return file.readAllBytes();
    }
  }

  @BeforeEach
  void copyTheStore() throws IOException {
    Files.write(folder.resolve("rubato.db"), fixture("version-1.db"));
  }

  private Cli.Outcome studies(String... words) {
    List<String> all = new ArrayList<>(List.of("studies"));
    all.addAll(List.of(words));
    all.addAll(List.of("--store", folder.toString()));
    return Cli.run(all.toArray(new String[0])).succeeds();
  }

  @Test
  void itIsListedShownAndExportedAsThen() throws IOException {
    byte[] before = fixture("version-1.db");
    assertThat(studies().out())
        .contains("stopped")
        .contains("rubato train 'adam: cosine(0.01 -> 0)' --task diabetes --steps 40 --seed 1");
    assertThat(studies("show", "2").out())
        .contains("trials    13, 6 pruned, 7 paused")
        .contains("attempts  13\n");
    assertThat(studies("export", "2", "--format=json").out())
        .isEqualTo(new String(fixture("version-1.json"), StandardCharsets.UTF_8));
    assertThat(folder.resolve("rubato.db")).hasBinaryContent(before);
  }

  @Test
  void itsPausedTrialsGoOnFromTheirSnapshots() {
    BundledSpec spec = new BundledSpec("diabetes");
    Task task = spec.open();
    try (Store store = Store.open(folder, "a test");
        LocalRunner runner = new LocalRunner(2)) {
      StoredStudy study = Objects.requireNonNull(store.study(2));
      List<StoredTrial> paused =
          store.trials(2, true).stream().filter(each -> each.state().equals("paused")).toList();
      assertThat(paused).hasSize(7);
      StudyKey key =
          new StudyKey(
              study.kind(),
              study.task(),
              study.fingerprint(),
              study.command(),
              study.judged(),
              paused.get(0).versions());
      StudyLedger ledger = store.study(key, spec, "there");
      assertThat(ledger.id()).isEqualTo(2);
      List<Trial> trials = paused.stream().map(StoredTrial::trial).toList();
      for (Trial trial : trials) {
        assertThat(ledger.find(trial).get(0).snapshot()).isNotNull();
      }
      List<TrialResult> results =
          new Study(task, runner, ledger, List.of(), true).run("to the end", trials);
      List<TrialResult> fresh =
          new Study(task, runner, Ledger.NONE, List.of(), true).run("to the end", trials);
      for (int i = 0; i < trials.size(); i++) {
        TrialResult result = results.get(i);
        assertThat(result.status()).isEqualTo(Status.DONE);
        assertThat(result.losses()).hasSize(64);
        int made = paused.get(i).made();
        assertThat(Arrays.copyOf(result.losses(), made)).isEqualTo(paused.get(i).result().losses());
        double last = fresh.get(i).last(study.judged());
        assertThat(result.last(study.judged())) // another processor may round otherwise
            .isCloseTo(last, org.assertj.core.data.Percentage.withPercentage(1));
      }
      assertThat(Objects.requireNonNull(store.study(2)).spec()).isEqualTo(spec);
    }
  }
}
