package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoreException;
import dev.rubato.lab.store.StoredTrial;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A long training whose process is stopped in its midst. */
@Timeout(300)
@EnabledOnOs({OS.LINUX, OS.MAC})
class StoppedTrainingTest {
  private static final int STEPS = 25_000;
  private static final String[] TRAIN = {
    "train",
    "sgd(momentum=0.9): plateau(0.01, factor=0.5, patience=3)",
    "--task=diabetes",
    "--steps=" + STEPS,
    "--checkpoint-every=1"
  };

  @TempDir private Path folder;

  private static Path store(Path place) {
    return place.resolve(".rubato");
  }

  /** Waits until the only trial of a store is as it should be. */
  private static StoredTrial await(Path place, Predicate<StoredTrial> wanted) throws Exception {
    while (true) {
      try (Store store = Store.read(store(place))) {
        List<StoredTrial> trials = store.trials(1, true);
        if (!trials.isEmpty() && wanted.test(trials.get(0))) {
          return trials.get(0);
        }
      } catch (StoreException e) {
        // it is being made
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  @Tag("long")
  void aTrainingThatIsKilledGoesOnFromItsCheckpointWithTheSameBits() throws Exception {
    Path killed = folder.resolve("killed");
    int kept;
    try (StudyProcess process = StudyProcess.start(killed, TRAIN)) {
      StoredTrial running = await(killed, trial -> trial.made() > 0);
      kept = running.made();
      assertThat(running.state()).isEqualTo("running");
      assertThat(running.result().losses()).hasSize(kept);
      assertThat(process.kill()).as("killed in its midst, after %d steps", kept).isTrue();
    }
    Cli.Outcome again;
    try (StudyProcess process = StudyProcess.start(killed, TRAIN)) {
      String resumed = process.hears("resumed after step ");
      long from = Long.parseLong(resumed.replaceAll("[^0-9]", ""));
      assertThat(from).isBetween((long) kept, STEPS - 1L);
      again = process.end().succeeds();
    }
    Path whole = folder.resolve("whole");
    Cli.Outcome expected = StudyProcess.run(whole, TRAIN).succeeds();
    assertThat(again.out()).isEqualTo(expected.out());
    assertThat(StudyProcess.exported(store(killed), 1))
        .isEqualTo(StudyProcess.exported(store(whole), 1));
  }

  @Test
  void ctrlCSaysWhatIsKeptAndHowToGoOn() throws Exception {
    Path place = folder.resolve("stopped");
    try (StudyProcess process = StudyProcess.start(place, TRAIN)) {
      await(place, trial -> trial.made() > 0);
      process.interrupt();
      Cli.Outcome outcome = process.end();
      assertThat(outcome.status()).isEqualTo(130);
      assertThat(outcome.err())
          .containsPattern("rubato: stopped; .rubato keeps the first [0-9,]+ steps of the training")
          .contains(
              "To go on, run the same command again:\n"
                  + "  rubato train 'sgd(momentum=0.9): plateau(0.01, factor=0.5, patience=3)'"
                  + " --task=diabetes --steps=25000 --checkpoint-every=1\n");
    }
    assertThat(Cli.run("studies", "--store", store(place).toString()).succeeds().out())
        .contains("stopped");
  }

  @Test
  void ctrlCOfAProgramSaysThatItStartsAgain() throws Exception {
    Path place = folder.resolve("program");
    String command =
        "echo '{\"step\": 1, \"loss\": 1, \"validation-loss\": 1}'; sleep 2;"
            + " echo '{\"step\": 2, \"loss\": 1, \"validation-loss\": 1}'; sleep 60";
    try (StudyProcess process =
        StudyProcess.start(
            place, "train", "0.1", "--steps=9", "--checkpoint-every=1", "--command", command)) {
      await(place, trial -> !trial.result().evaluations().isEmpty());
      process.interrupt();
      Cli.Outcome outcome = process.end();
      assertThat(outcome.status()).isEqualTo(130);
      assertThat(outcome.err())
          .contains(
              ".rubato keeps what the training has reported, to be looked at by rubato studies")
          .contains("a program's training can't be resumed in its midst: it starts again")
          .contains("To go on, run the same command again:");
    }
    String kept = store(place).toString();
    assertThat(Cli.run("studies", "show", "1", "--store", kept).succeeds().out())
        .containsPattern("state +made +of steps +validation loss +seed +strategy")
        .containsPattern("stopped +[12] +9 +1.0000 +1 +0\\.1")
        .doesNotContain("running");
    assertThat(Cli.run("studies", "export", "1", "--store", kept).succeeds().out())
        .contains("\"state\" : \"stopped\"")
        .doesNotContain("running");
  }

  @Test
  @Tag("long")
  void whereErrorsAreNoTerminalALineNowAndThenSaysHowFarItIs() throws Exception {
    String command =
        "for step in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do sleep 1;"
            + " echo '{\"step\": '$step', \"loss\": 0.5}'; done;"
            + " echo '{\"step\": 15, \"validation-loss\": 0.25}'";
    Cli.Outcome outcome =
        StudyProcess.run(folder.resolve("slow"), "train", "0.1", "--steps=15", "--command", command)
            .succeeds();
    List<String> lines =
        outcome.err().lines().filter(line -> !line.startsWith("no file of the program")).toList();
    assertThat(lines).hasSizeBetween(3, 4); // the title, one or two in ten seconds, the end
    assertThat(lines.get(1)).matches("training: step [0-9]+ of 15 · loss 0.5000 · [0-9]+ s left");
  }

  @Test
  void everyEvaluationIsARowThatIsWrittenAsItComes() throws Exception {
    Path place = folder.resolve("rows");
    String command =
        "for step in 1 2 3; do echo '{\"step\": '$step', \"validation-loss\": 0.'$step'}'; done;"
            + " sleep 60";
    try (StudyProcess process =
        StudyProcess.start(place, "train", "0.1", "--steps=9", "--command", command)) {
      process.waitsFor("0.2000");
      process.interrupt();
      assertThat(process.end().out().lines().toList().get(2)).matches(" *1 +0\\.100 +- +0\\.1000");
    }
  }
}
