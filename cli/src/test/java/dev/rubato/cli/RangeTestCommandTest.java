package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rubato range-test} on the digits. */
class RangeTestCommandTest {
  @TempDir private Path folder;

  @Test
  void theAnswerIsTheDefaultRules() throws Exception {
    JsonNode json =
        Cli.run("range-test", "--optimizer=adam", "--repeats=5", "--format=json").succeeds().json();
    assertThat(json.get("answer")).isEqualTo(json.get("rules").get("steepest"));
    assertThat(json.get("low").asDouble()).isLessThanOrEqualTo(json.get("high").asDouble());
    assertThat(json.get("losses")).hasSize(5);
  }

  @Test
  void thePlotEndsWithTheAnswer() {
    Cli.Outcome outcome = Cli.run("range-test", "--optimizer=adam").succeeds();
    assertThat(outcome.out()).contains("adam on digits", "smoothed", "repeat 3");
    assertThat(outcome.out().strip().lines().reduce((a, b) -> b).orElse(""))
        .startsWith("learning rate 0.0")
        .contains("between");
  }

  @Test
  void noAnswerIsAnAnswer() {
    Cli.Outcome outcome = Cli.run("range-test", "--high=1e-5").succeeds();
    assertThat(outcome.out()).contains("no answer: ");
  }

  @Test
  void csvHasARowForEachStep() {
    Cli.Outcome outcome =
        Cli.run("range-test", "--steps=20", "--repeats=2", "--format=csv").succeeds();
    assertThat(outcome.rows()).hasSize(21).first().isEqualTo("step,lr,loss-1,loss-2");
    assertThat(outcome.rows().get(1)).startsWith("0,1e-7,");
    assertThat(outcome.rows().get(20)).startsWith("19,10,");
  }

  @Test
  void picturesAndPagesAreWellFormed() throws Exception {
    Cli.xml(Cli.run("range-test", "--format=svg").succeeds().out());
    Path file = folder.resolve("page.html");
    assertThat(Cli.run("range-test", "--format=html", "--out=" + file).succeeds().out()).isEmpty();
    String page = Files.readString(file);
    Cli.checkPage(page);
    assertThat(page).contains("What the rules read off");
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
        "--task=dogits"
      })
  void badInputIsRefused(String option) {
    Cli.Outcome outcome = Cli.run("range-test", option);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).isNotBlank();
  }
}
