package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rubato find} on the digits. */
class FindCommandTest {
  @TempDir private Path folder;

  /**
   * The best peaks were found by {@code rubato compare} on a grid of factor 1.8, each rate constant
   * over 12 epochs.
   */
  @ParameterizedTest
  @CsvSource({"sgd, 0.316", "sgd(momentum=0.9), 0.178", "adam, 0.0178"})
  void theAnswerIsNearTheBestConstantRateOfTheDigits(String optimizer, double best)
      throws Exception {
    JsonNode json =
        Cli.run("find", "--optimizer=" + optimizer, "--budget=12", "--format=json")
            .succeeds()
            .json();
    assertThat(json.get("answer").asDouble()).isBetween(best / 3, best * 3);
    assertThat(json.get("low").asDouble()).isLessThanOrEqualTo(json.get("high").asDouble());
    assertThat(json.get("good-from").asDouble()).isLessThanOrEqualTo(json.get("answer").asDouble());
    assertThat(json.get("trainings")).hasSizeGreaterThan(8);
    assertThat(json.get("strategy").asText()).startsWith(optimizer + ": ");
  }

  @Test
  void thePlotEndsWithTheAnswerAndTheLineToPaste() {
    Cli.Outcome outcome = Cli.run("find", "--optimizer=adam", "--epochs=2").succeeds();
    assertThat(outcome.out()).contains("adam on digits", "trainings", "the best rate lies between");
    assertThat(outcome.out())
        .containsPattern("learning rate 0\\.0\\d+ for trainings of 66 steps, by");
    assertThat(outcome.out().strip().lines().reduce((a, b) -> b).orElse(""))
        .matches("to train with it:  adam: 0\\.0\\d+");
  }

  /** A search of some twenty trainings asks for a few at a time: no reason for a line each. */
  @Test
  void progressInAPipeIsALineNowAndThen() {
    Cli.Outcome outcome = Cli.run("find", "--steps=40").succeeds();
    assertThat(outcome.err().lines().filter(line -> line.contains(" trainings: ")))
        .hasSizeLessThan(12)
        .anyMatch(line -> line.startsWith("short trainings: "));
  }

  @Test
  void csvHasARowForEachTraining() {
    Cli.Outcome outcome = Cli.run("find", "--steps=40", "--budget=6", "--format=csv").succeeds();
    assertThat(outcome.rows()).hasSizeGreaterThan(8).first().isEqualTo("steps,lr,repeat,score");
    assertThat(outcome.rows().get(1)).startsWith("10,");
    assertThat(outcome.rows().get(outcome.rows().size() - 1)).startsWith("40,");
  }

  @Test
  void picturesAndPagesAreWellFormed() throws Exception {
    Cli.xml(Cli.run("find", "--steps=40", "--format=svg").succeeds().out());
    Path file = folder.resolve("page.html");
    assertThat(Cli.run("find", "--steps=40", "--format=html", "--out=" + file).succeeds().out())
        .isEmpty();
    String page = Files.readString(file);
    Cli.checkPage(page);
    assertThat(page).contains("Whole trainings", "only whole ones decide");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer=sdg",
        "--optimizer=sgd(momentum=?)",
        "--budget=2",
        "--budget=NaN",
        "--budget=1e9",
        "--steps=0",
        "--steps=99999999999",
        "--task=dogits"
      })
  void badInputIsRefused(String option) {
    Cli.Outcome outcome = Cli.run("find", option);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).isNotBlank();
  }
}
