package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Constant;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Strategy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups of parameters at the command line: what they are called, compared, tuned and misspelt. */
@Timeout(120)
class GroupsTest {
  private static final String CNN = "--task=digits-cnn";

  @Test
  void aTaskTellsItsParametersAndTheirKinds() {
    String text = Cli.run("tasks", "digits-cnn").succeeds().out();
    assertThat(text)
        .contains(
            "parameters  02Conv2d_weight, weight 8 × 1 × 3 × 3",
            "02Conv2d_bias, bias 8\n",
            "04Conv2d_weight, weight 16 × 8 × 3 × 3",
            "08Linear_weight, weight 10 × 256",
            "08Linear_bias, bias 10\n");
  }

  @Test
  void threeSettingsOfGroupsAreComparedByTheirLabels(@TempDir Path folder) throws Exception {
    JsonNode json =
        Cli.run(
                "compare",
                CNN,
                "--steps=40",
                "--seeds=4",
                "--format=json",
                "--report=" + folder.resolve("report.html"),
                "\"alike\" = sgd(momentum=0.9, weight-decay=0.01): linear(0.1 -> 0)",
                "\"no decay\" = sgd(momentum=0.9, weight-decay=0.01): linear(0.1 -> 0)"
                    + " with \"@vector\" (weight-decay=0)",
                "\"still\" = sgd(momentum=0.9, weight-decay=0.01): linear(0.1 -> 0)"
                    + " with \"*Conv2d*,*Linear_weight\" (frozen=true)")
            .succeeds()
            .json();
    Map<String, Double> losses = new HashMap<>();
    for (JsonNode each : json.get("strategies")) {
      losses.put(each.get("label").asText(), each.get("test-loss").asDouble());
    }
    assertThat(losses).containsOnlyKeys("alike", "no decay", "still");
    assertThat(losses.get("still")).isGreaterThan(1.5);
    assertThat(losses.get("alike")).isLessThan(1).isNotEqualTo(losses.get("no decay"));
  }

  @Test
  void aGroupsNumberIsTunedUnderALabel() {
    Cli.Outcome outcome =
        Cli.run(
                "tune",
                CNN,
                "--epochs=1",
                "--budget=12",
                "--seeds=1",
                "\"head\" = sgd(momentum=0.9): linear(?0.01..0.1 -> 0) with \"*Linear*\""
                    + " (rate=?1..30)")
            .succeeds();
    Strategy winner = Notation.strategy(outcome.rows().get(outcome.rows().size() - 1));
    ParameterGroup group = winner.groups().get(0);
    assertThat(group.pattern()).isEqualTo("*Linear*");
    assertThat(((Constant) group.factor()).value().number()).isBetween(1.0, 30.0);
    assertThat(outcome.out()).containsPattern("head \\([0-9.]+, [0-9.]+\\)");
    assertThat(outcome.err()).doesNotContain("warning");
  }

  @Test
  void twoStrategiesOfATuningNeedTwoLabels() {
    Cli.Outcome outcome = Cli.run("tune", CNN, "\"a\" = sgd: ?", "\"a\" = adam: ?");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("two strategies are labelled \"a\"");
  }

  @Test
  void aPatternThatFindsNothingIsAWarningWithTheNamesThatThereAre(@TempDir Path folder) {
    String plain = "sgd: 0.1";
    String missed = plain + " with \"haed*\" (rate=10)";
    String warning =
        "rubato: warning: no parameter of digits-cnn matches \"haed*\"; there are: 02Conv2d_weight,"
            + " 02Conv2d_bias, 04Conv2d_weight, 04Conv2d_bias, 08Linear_weight, 08Linear_bias";
    for (List<String> command :
        List.of(
            List.of("train", missed, CNN, "--steps=3", "--format=csv"),
            List.of("compare", missed, CNN, "--epochs=1", "--dry-run"),
            List.of("tune", "sgd: ? with \"haed*\" (rate=10)", CNN, "--epochs=1", "--dry-run"))) {
      Cli.Outcome outcome = Cli.run(command.toArray(new String[0])).succeeds();
      assertThat(outcome.err().lines().filter(line -> line.equals(warning))).hasSize(1);
    }
    String store = folder.resolve("store").toString();
    Cli.run("train", missed, CNN, "--steps=3", "--store=" + store).succeeds();
    assertThat(Cli.run("studies", "show", "1", "--store=" + store).succeeds().out())
        .contains("warning: no parameter of digits-cnn matches \"haed*\"");
    String[] withIt = {"train", missed, CNN, "--steps=3", "--format=csv"};
    String[] without = {"train", plain, CNN, "--steps=3", "--format=csv"};
    assertThat(Cli.run(withIt).out()).isEqualTo(Cli.run(without).succeeds().out());
    String found = plain + " with \"*Linear*\" (rate=10) with \"@norm\" (weight-decay=0)";
    assertThat(Cli.run("train", found, CNN, "--steps=3").succeeds().err())
        .doesNotContain("warning");
  }
}
