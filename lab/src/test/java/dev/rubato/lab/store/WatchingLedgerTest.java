package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.program.FileWatch;
import dev.rubato.lab.program.WatchedFiles;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trials that ran while a file of their task changed are found by nobody later. */
@Timeout(120)
class WatchingLedgerTest {
  private static final SteppedTask TASK = new LeastSquares();
  private static final StudyKey KEY =
      new StudyKey(
          "test",
          TASK.about().name(),
          TASK.fingerprint(),
          "a",
          TASK.about().judged(),
          "Rubato 0, Java 0");
  private static final List<Trial> TRIALS =
      List.of(Runs.trial("sgd: 0.1", 1), Runs.trial("sgd: 0.1 for 30 then 0.05", 1));

  @TempDir private Path folder;
  private Duration undone = Duration.ZERO;
  private Path file = Path.of("");

  @BeforeEach
  void aWatchedFile() throws IOException {
    file = Files.writeString(Files.createDirectory(folder.resolve("net")).resolve("a.py"), "a");
  }

  /** What happens to the file. */
  private interface Edit {
    void on(Path file) throws IOException;
  }

  private int kept(Store store) {
    StudyLedger ledger = store.study(KEY, "there");
    return TRIALS.stream().mapToInt(trial -> ledger.find(trial).size()).sum();
  }

  /** Runs the trials in two parts; returns those that are disowned then, of two. */
  private int disowned(Edit before, Edit between, Edit after) throws IOException {
    List<Path> told = new ArrayList<>();
    int disowned;
    try (Store store = Store.open(folder.resolve("store"), "test");
        LocalRunner runner = new LocalRunner(1)) {
      StudyLedger ledger = store.study(KEY, "here");
      WatchingLedger watching =
          new WatchingLedger(
              ledger,
              new FileWatch(WatchedFiles.ofClassPath(file.toString()), undone),
              told::addAll);
      before.on(file);
      Study study = new Study(TASK, runner, watching, List.of(), true);
      study.run("a", TRIALS, 20);
      between.on(file);
      watching.lastLook();
      List<TrialResult> results = study.run("b", TRIALS);
      after.on(file);
      watching.lastLook();
      assertThat(results).as("they count here").allMatch(each -> each.status() == Status.DONE);
      disowned = watching.disowned();
      assertThat(told).hasSize(disowned == 0 ? 0 : 1);
      ledger.finish(true);
    }
    try (Store store = Store.open(folder.resolve("store"), "test")) {
      assertThat(kept(store)).isEqualTo(2 - disowned);
      assertThat(store.trials(1, true))
          .as("what they saw is kept")
          .allMatch(trial -> trial.result().losses().length == trial.trial().horizon().steps());
      assertThat(store.trials(1, false))
          .filteredOn(trial -> trial.state().equals("cancelled"))
          .hasSize(disowned)
          .allMatch(trial -> trial.result().reason().contains("changed while it ran"));
    }
    return disowned;
  }

  private static void nothing(Path untouched) {}

  /** As an editor does that renames the old file, and the old file's time comes back with it. */
  private static void editAndUndo(Path file) throws IOException {
    Path aside = file.resolveSibling("aside");
    FileTime time = Files.getLastModifiedTime(file);
    Files.move(file, aside);
    Files.writeString(file, "b");
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
    assertThat(file).hasContent("a");
  }

  @Test
  void ofFilesThatNobodyTouchedNothingIsDisowned() throws IOException {
    assertThat(disowned(WatchingLedgerTest::nothing, WatchingLedgerTest::nothing, Path::toFile))
        .isZero();
  }

  @Test
  void aFileThatTheProgramItselfLeavesAsItWasIsNoEditBetweenTwoLooksInARow() throws IOException {
    undone = Duration.ofDays(1);
    assertThat(
            disowned(
                WatchingLedgerTest::editAndUndo,
                WatchingLedgerTest::editAndUndo,
                WatchingLedgerTest::editAndUndo))
        .isZero();
  }

  @Test
  void anEditThatIsUndoneWhileTheyRunDisownsThemWheneverItIsMade() throws IOException {
    assertThat(
            disowned(
                WatchingLedgerTest::editAndUndo,
                WatchingLedgerTest::nothing,
                WatchingLedgerTest::nothing))
        .isEqualTo(2);
  }

  @Test
  void aTrialThatWasPausedMeanwhileStaysDisownedToItsEnd() throws IOException {
    assertThat(
            disowned(
                WatchingLedgerTest::nothing,
                WatchingLedgerTest::editAndUndo,
                WatchingLedgerTest::nothing))
        .isEqualTo(2);
  }

  @Test
  void theLastLookSeesWhatCameAfterTheLastTrial() throws IOException {
    assertThat(
            disowned(
                WatchingLedgerTest::nothing,
                WatchingLedgerTest::nothing,
                WatchingLedgerTest::editAndUndo))
        .isEqualTo(2);
  }

  @Test
  void whatRunsWhileAFileIsAnotherIsDisownedThoughItWasNotTouchedSince() throws IOException {
    assertThat(
            disowned(
                changed -> Files.writeString(changed, "b"),
                WatchingLedgerTest::nothing,
                WatchingLedgerTest::nothing))
        .isEqualTo(2);
  }
}
