package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Runs;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.program.ProgramTask;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One store answers studies that judge the same trials by different metrics. */
class JudgedTrialsTest {
  private static final Metric LOSS = new Metric("validation-loss", true);
  private static final Metric ACCURACY = new Metric("acc", false);
  private static final Horizon HORIZON = Horizon.ofSteps(4);

  @TempDir private Path folder;

  @BeforeEach
  void onlyWhereThereIsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
  }

  /** A program that counts its runs, and has these values at steps 2 and 4. */
  private ProgramTask task(String early, String late, Metric judged) {
    String command =
        "echo run >> %s/runs; echo '{\"step\": 2, %s}'; echo '{\"step\": 4, \"loss\": 1, %s}'"
            .formatted(folder, early, late);
    return new ProgramTask(command, HORIZON).judgedBy(judged);
  }

  private TrialResult run(ProgramTask task) {
    Trial trial = new Trial(Notation.strategy("sgd: 0.1"), HORIZON, 1);
    try (Store store = Store.open(folder.resolve("store"), "test");
        LocalRunner runner = new LocalRunner(1)) {
      StudyLedger ledger = store.study(key(task), "here");
      List<TrialResult> results =
          new Study(task, runner, ledger, List.of(), true).run("all", List.of(trial));
      ledger.finish(true);
      StoredTrial stored = store.trials(ledger.id(), true).get(0);
      assertThat(Runs.bits(List.of(stored.result()))).isEqualTo(Runs.bits(results));
      assertThat(stored.result().reason()).isEqualTo(results.get(0).reason());
      return results.get(0);
    }
  }

  private static StudyKey key(ProgramTask task) {
    return new StudyKey(
        "test", "t", task.fingerprint(), "a", task.about().judged(), "Rubato 0, Java 0");
  }

  private long runs() throws IOException {
    try (var lines = Files.lines(folder.resolve("runs"))) {
      return lines.count();
    }
  }

  private List<String> states() {
    try (Store store = Store.read(folder.resolve("store"))) {
      return store.studies().stream()
          .map(
              study ->
                  store.trials(study.id(), false).get(0).state()
                      + " "
                      + store.trials(study.id(), false).get(0).last())
          .toList();
    }
  }

  @Test
  void aTrialThatAnotherMetricEndedIsRunForThisOne() throws IOException {
    String early = "\"validation-loss\": 3, \"acc\": NaN";
    String late = "\"validation-loss\": 2, \"acc\": 0.5";
    TrialResult byAccuracy = run(task(early, late, ACCURACY));
    assertThat(byAccuracy.status()).isEqualTo(Status.DIVERGED);
    assertThat(byAccuracy.reason()).isEqualTo("acc was NaN after 2 updates");
    TrialResult byLoss = run(task(early, late, LOSS));
    assertThat(byLoss.status()).isEqualTo(Status.DONE);
    assertThat(byLoss.last(LOSS)).isEqualTo(2);
    assertThat(states()).containsExactly("diverged NaN", "done 2.0");
    assertThat(runs()).isEqualTo(2);
    assertThat(run(task(early, late, ACCURACY)).status()).isEqualTo(Status.DIVERGED);
    assertThat(runs()).as("both are kept").isEqualTo(2);
  }

  @Test
  void aTrialThatAnotherMetricLetGoOnDivergedByThisOne() throws IOException {
    String early = "\"validation-loss\": 3, \"acc\": NaN";
    String late = "\"validation-loss\": 2, \"acc\": 0.5";
    assertThat(run(task(early, late, LOSS)).status()).isEqualTo(Status.DONE);
    TrialResult byAccuracy = run(task(early, late, ACCURACY));
    assertThat(byAccuracy.status()).isEqualTo(Status.DIVERGED);
    assertThat(byAccuracy.reason()).isEqualTo("acc was NaN after 2 updates");
    assertThat(byAccuracy.losses()).hasSize(2);
    assertThat(states()).containsExactly("done 2.0", "diverged NaN");
    assertThat(runs()).as("nothing is trained twice").isEqualTo(1);
  }

  @Test
  void aTrialThatLacksTheMetricDoesNotAnswer() throws IOException {
    String early = "\"validation-loss\": 3, \"acc\": 0.25";
    assertThat(run(task(early, "\"acc\": 0.5", ACCURACY)).status()).isEqualTo(Status.DONE);
    TrialResult byLoss = run(task(early, "\"acc\": 0.5", LOSS));
    assertThat(byLoss.status()).isEqualTo(Status.FAILED);
    assertThat(byLoss.reason()).contains("no validation-loss at the last step");
    assertThat(runs()).isEqualTo(2);
  }

  @Test
  void aTrialThatDoesWellByBothServesBoth() throws IOException {
    String early = "\"validation-loss\": 3, \"acc\": 0.25";
    String late = "\"validation-loss\": 2, \"acc\": 0.5";
    assertThat(run(task(early, late, LOSS)).last(LOSS)).isEqualTo(2);
    assertThat(run(task(early, late, ACCURACY)).last(ACCURACY)).isEqualTo(0.5);
    assertThat(states()).containsExactly("done 2.0", "done 0.5");
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void whatDivergedByItsLossDivergedByAnyMetric() throws IOException {
    for (Metric judged : List.of(ACCURACY, LOSS)) {
      ProgramTask task =
          new ProgramTask(
                  "echo run >> " + folder + "/runs; echo '{\"step\": 2, \"loss\": NaN}'", HORIZON)
              .judgedBy(judged);
      TrialResult result = run(task);
      assertThat(result.status()).isEqualTo(Status.DIVERGED);
      assertThat(result.reason()).isEqualTo("the loss was NaN at step 1");
    }
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void aStoreOfBeforeKnowsByWhichMetricItsTrialsWereJudged() throws Exception {
    String early = "\"validation-loss\": 3, \"acc\": NaN";
    String late = "\"validation-loss\": 2, \"acc\": 0.5";
    run(task(early, late, ACCURACY));
    try (Store store = Store.open(folder.resolve("store"), "test")) {
      store.write(JudgedTrialsTest::becomeVersion3);
    }
    assertThat(run(task(early, late, LOSS)).status()).isEqualTo(Status.DONE);
    assertThat(run(task(early, late, ACCURACY)).status()).isEqualTo(Status.DIVERGED);
    assertThat(runs()).isEqualTo(2);
  }

  /** As trials were kept before their key named the metric. */
  private static int becomeVersion3(Connection connection) throws java.sql.SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("UPDATE trial SET key = training");
      statement.execute("DROP INDEX trial_training");
      statement.execute("ALTER TABLE trial DROP COLUMN training");
      for (String later : List.of("name", "note", "warnings")) {
        statement.execute("ALTER TABLE study DROP COLUMN " + later);
      }
      statement.execute("PRAGMA user_version = 3");
      return 3;
    }
  }
}
