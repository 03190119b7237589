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
        Cli.run("find", "--optimizer=" + optimizer, "--repeats=5", "--format=json")
            .succeeds()
            .json();
    assertThat(json.get("answer").asDouble()).isBetween(best / 3, best * 3);
    assertThat(json.get("low").asDouble()).isLessThanOrEqualTo(json.get("high").asDouble());
    assertThat(json.get("losses")).hasSize(5);
    assertThat(json.get("probes")).hasSizeGreaterThan(2);
  }

  @Test
  void theRangeTestCanStandAlone() throws Exception {
    Cli.Outcome outcome = Cli.run("find", "--probe-steps=0", "--format=json").succeeds();
    JsonNode json = outcome.json();
    assertThat(json.get("probes")).isEmpty();
    assertThat(json.get("answer")).isEqualTo(json.get("rules").get("steepest"));
  }

  @Test
  void thePlotEndsWithTheAnswer() {
    Cli.Outcome outcome = Cli.run("find", "--optimizer=adam").succeeds();
    assertThat(outcome.out()).contains("adam on digits", "smoothed", "repeat 3", "probes");
    assertThat(outcome.out().strip().lines().reduce((a, b) -> b).orElse(""))
        .startsWith("learning rate 0.0")
        .contains("between");
  }

  @Test
  void noAnswerIsAnAnswer() {
    Cli.Outcome outcome = Cli.run("find", "--high=1e-5").succeeds();
    assertThat(outcome.out()).contains("no answer: ");
  }

  @Test
  void csvHasARowForEachStepOfTheRangeTestAndOfEachProbe() {
    Cli.Outcome outcome =
        Cli.run("find", "--probe-steps=10", "--repeats=2", "--format=csv").succeeds();
    assertThat(outcome.rows()).first().isEqualTo("part,step,lr,loss-1,loss-2");
    assertThat(outcome.rows().get(1)).startsWith("range test,0,1e-7,");
    assertThat(outcome.rows().get(100)).startsWith("range test,99,10,");
    assertThat(outcome.rows().get(101)).matches("probe,0,[0-9.]+,[0-9.]+,[0-9.]+");
    assertThat(outcome.rows()).hasSizeGreaterThanOrEqualTo(101 + 3 * 10);
    Cli.Outcome alone =
        Cli.run("find", "--steps=20", "--probe-steps=0", "--repeats=2", "--format=csv").succeeds();
    assertThat(alone.rows()).hasSize(21);
    assertThat(alone.rows().get(20)).startsWith("range test,19,10,");
  }

  @Test
  void picturesAndPagesAreWellFormed() throws Exception {
    Cli.xml(Cli.run("find", "--format=svg").succeeds().out());
    Path file = folder.resolve("page.html");
    assertThat(Cli.run("find", "--format=html", "--out=" + file).succeeds().out()).isEmpty();
    String page = Files.readString(file);
    Cli.checkPage(page);
    assertThat(page).contains("Range test and probes", "The mean loss over the second half");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer=sdg",
        "--optimizer=sgd(momentum=?)",
        "--low=0",
        "--high=1e-9",
        "--steps=3",
        "--repeats=0",
        "--repeats=100000",
        "--probe-steps=9",
        "--probe-steps=-1",
        "--probe-steps=99999999999",
        "--task=dogits"
      })
  void badInputIsRefused(String option) {
    Cli.Outcome outcome = Cli.run("find", option);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).isNotBlank();
  }
}
