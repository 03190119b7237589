package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training program of one's own: when its results are reused, and what is said if it fails. */
@Timeout(120)
class OwnProgramTest {
  @TempDir private Path folder;
  private Path program = Path.of("");

  @BeforeEach
  void aProgramThatCountsItsRuns() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    Path place = Files.createDirectory(folder.resolve("my net"));
    program =
        Files.writeString(
            place.resolve("train.sh"),
            "echo run >> %s/runs; echo '{\"step\": 5, \"validation-loss\": 1, \"acc\": NaN}'\n"
                .formatted(folder));
  }

  private Cli.Outcome train(String... options) {
    List<String> words = new ArrayList<>(List.of("train", "sgd: 0.1", "--steps=5"));
    words.addAll(List.of("--command", "sh '" + program + "'", "--store", folder + "/store"));
    words.addAll(List.of(options));
    return Cli.run(words.toArray(new String[0]));
  }

  private long runs() throws IOException {
    return Files.readAllLines(folder.resolve("runs")).size();
  }

  @Test
  void aStoredResultIsReusedUntilAFileChangesOrAFreshOneIsAskedFor() throws IOException {
    assertThat(train().succeeds().err())
        .contains("stored results are reused until one of these changes: " + program);
    train().succeeds();
    assertThat(runs()).isEqualTo(1);
    train("--fresh").succeeds();
    assertThat(runs()).isEqualTo(2);
    train().succeeds();
    assertThat(runs()).as("the fresh one is reused").isEqualTo(2);
    Files.writeString(program, Files.readString(program) + "# edited\n");
    train().succeeds();
    assertThat(runs()).isEqualTo(3);
    String data = Files.writeString(folder.resolve("data"), "1").toString();
    assertThat(train("--watch", data).succeeds().err()).contains(", " + program, data);
    assertThat(runs()).isEqualTo(4);
    Files.writeString(folder.resolve("data"), "2");
    train("--watch", data).succeeds();
    assertThat(runs()).isEqualTo(5);
    assertThat(Cli.run("studies", "--store", folder + "/store").succeeds().rows())
        .as("all are kept")
        .filteredOn(row -> row.contains("train"))
        .hasSizeGreaterThanOrEqualTo(5);
    assertThat(train("--watch", folder + "/none").status()).isEqualTo(2);
    assertThat(train("--fresh", "--resume").status()).isEqualTo(2);
  }

  @Test
  void aStoredResultIsJudgedByTheMetricThatIsAsked() throws IOException {
    train().succeeds();
    Cli.Outcome byAccuracy = train("--judged-by=acc");
    assertThat(byAccuracy.status()).isEqualTo(1);
    assertThat(byAccuracy.err()).contains("diverged: acc was NaN after 5 updates");
    assertThat(train().succeeds().err()).contains("1 run before");
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void aProgramThatChangesWhileItRunsIsTold() {
    Path log = folder.resolve("log");
    assertThat(
            Cli.run(
                    "train",
                    "sgd: 0.1",
                    "--steps=5",
                    "--command",
                    "touch %s; sh '%s' %s; date >> %s".formatted(log, program, log, log),
                    "--store",
                    folder + "/store")
                .succeeds()
                .err())
        .doesNotContain("changed while");
    assertThat(
            Cli.run(
                    "train",
                    "sgd: 0.2",
                    "--steps=5",
                    "--command",
                    "touch %s; sh '%s' %s; date >> %s".formatted(log, program, log, log),
                    "--store",
                    folder + "/store")
                .succeeds()
                .err())
        .contains(log + " changed while this ran");
  }

  /** A program that reads its module while the test has edited it. */
  private void aProgramThatReadsAModuleInBetween(Path module) throws IOException {
    Files.writeString(module, "LOSS=1\n");
    Files.writeString(
        program,
        """
        cd '%s'; echo run >> runs; touch started
        [ -f edited ] || while [ ! -f edited ]; do sleep 0.02; done
        . '%s'; touch read
        [ -f undone ] || while [ ! -f undone ]; do sleep 0.02; done
        echo '{"step": 5, "validation-loss": '$LOSS'}'
        """
            .formatted(folder, module));
  }

  private void until(String name) throws InterruptedException {
    while (!Files.exists(folder.resolve(name))) {
      Thread.sleep(10);
    }
  }

  @Test
  void aTrainingThatReadAModuleWhichIsAsItWasAgainIsNotReused() throws Exception {
    Path module = folder.resolve("module.sh");
    aProgramThatReadsAModuleInBetween(module);
    CompletableFuture<Cli.Outcome> training = CompletableFuture.supplyAsync(() -> train());
    until("started");
    Files.writeString(module, "LOSS=2\n");
    Files.createFile(folder.resolve("edited"));
    until("read");
    Thread.sleep(3000); // as long as a person takes at least to undo an edit
    Files.writeString(module, "LOSS=1\n");
    Files.createFile(folder.resolve("undone"));
    Cli.Outcome edited = training.get();
    assertThat(edited.succeeds().out()).contains("2.0000");
    assertThat(edited.err())
        .containsOnlyOnce(module + " changed while trainings ran")
        .containsOnlyOnce("so one training may differ and is not reused; run the same command");
    assertThat(Cli.run("studies", "show", "1", "--store", folder + "/store").succeeds().out())
        .contains("1, 1 cancelled")
        .contains("a file that it depends on changed while it ran");
    Cli.Outcome again = train().succeeds();
    assertThat(again.out()).contains("1.0000").doesNotContain("2.0000");
    assertThat(again.err()).doesNotContain("changed while");
    assertThat(train().succeeds().err()).contains("1 run before");
    assertThat(runs()).isEqualTo(2);
  }

  @Test
  void classicsThatCountEpochsAreLeftOutWhereNobodySaysHowLongOneIs() {
    Cli.Outcome outcome = Cli.run("compare", "--command=unused", "--steps=20", "--dry-run");
    assertThat(outcome.succeeds().err())
        .containsOnlyOnce("left out, as it counts epochs")
        .contains("gamma=0.8) per epoch");
    assertThat(outcome.out()).doesNotContain("per epoch").contains("sgd: cosine(?0.2..3.2 -> 0)");
  }

  @Test
  void aFindingWithoutAnAnswerIsAFailure() {
    String same =
        "for i in 1 2 3 4 5 6 7 8 9 10; do echo '{\"step\": '$i', \"loss\": 1}'; done;"
            + " echo '{\"step\": '$RUBATO_STEPS', \"validation-loss\": '$RUBATO_SEED'}'";
    Cli.Outcome outcome =
        Cli.run("find", "--steps=10", "--budget=5", "--jobs=1", "--command", same);
    assertThat(outcome.out()).contains("no answer: validation-loss is the same at every rate");
    assertThat(outcome.status()).isEqualTo(1);
  }

  @Test
  void aProgramThatCannotWorkEndsEveryCommandAtOnceWithItsOwnWords() {
    String fails =
        "echo run >> " + folder + "/runs; echo starting >&2; echo no such data >&2; exit 3";
    for (String[] words :
        List.of(
            new String[] {"compare", "sgd: ?", "--report", folder + "/page.html"},
            new String[] {"tune", "sgd: ?"},
            new String[] {"tune", "sgd: ?1e-3..1", "--budget=10"},
            new String[] {"find"})) {
      List<String> all = new ArrayList<>(List.of(words));
      all.addAll(List.of("--command", fails, "--jobs=1", "--steps=40"));
      Cli.Outcome outcome = Cli.run(all.toArray(new String[0]));
      assertThat(outcome.status()).as(words[0]).isEqualTo(1);
      assertThat(outcome.err())
          .contains("rubato: the first 3 trainings failed in the same way: it exited with status 3")
          .contains("; its standard error ends with: no such data");
    }
    // three of each command, and in two of them one with a very low rate, which fails as well
    assertThat(folder.resolve("runs")).content().hasLineCount(14);
  }
}
