package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rubato.notation.Notation;
import dev.rubato.strategy.Strategy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class TuneCommandTest {
  private static final String STRATEGY =
      "sgd(momentum=?0.5..0.99): linear(0 -> ?) for ?1..20% then cosine(-> 0)";

  @Test
  void itEndsWithALineThatCanBeTrained() {
    Cli.Outcome outcome =
        Cli.run("tune", STRATEGY, "--epochs=2", "--budget=20", "--seeds=2", "--verbose").succeeds();
    List<String> rows = outcome.rows();
    assertThat(outcome.out())
        .contains("rank", "shorter trainings did best at", "points were started");
    assertThat(outcome.err()).containsPattern("Next:\n +1\\. train it +rubato train '");
    Strategy winner = Notation.strategy(rows.get(rows.size() - 1));
    assertThat(winner.open()).isEmpty();
    assertThat(rows.stream().filter(row -> row.matches("[ =]* 1 .*")).toList())
        .as("the table has it first, with the peak that was tuned")
        .singleElement()
        .asString()
        .endsWith(winner.toString())
        .doesNotContain("as given");
    assertThat(outcome.err())
        .contains("short trainings")
        .doesNotContainPattern("short.*best so far");
    Cli.run("train", winner.toString(), "--epochs=1").succeeds();
  }

  @Test
  void jsonHoldsTheWinnerTheRangesAndTheRisk() throws Exception {
    JsonNode json =
        Cli.run(
                "tune",
                "adam: ?",
                "sgd: linear(? -> 0)",
                "--task=convex",
                "--epochs=3",
                "--budget=30",
                "--seeds=2",
                "--format=json")
            .succeeds()
            .json();
    Strategy winner = Notation.strategy(json.get("winner").asText());
    assertThat(winner.open()).isEmpty();
    assertThat(json.at("/finalists/steps-asked").asLong())
        .isLessThanOrEqualTo(json.get("budget-steps").asLong());
    assertThat(json.get("brackets")).hasSize(2);
    assertThat(json.get("left-out")).isEmpty();
    assertThat(json.at("/finalists/strategies/0/strategy").asText()).isEqualTo(winner.toString());
    assertThat(json.at("/finalists/strategies/0/peak").asDouble()).isPositive();
    assertThat(json.get("cuts")).hasSize(2);
    assertThat(json.at("/cuts/0/cut").asInt()).isPositive();
  }

  @Test
  void aDryRunSaysWhatItWouldDoAndDoesNothing(@TempDir Path folder) {
    Path store = folder.resolve("store");
    Cli.Outcome outcome = Cli.run("tune", "--dry-run", "--store", store.toString()).succeeds();
    assertThat(outcome.out())
        .contains(
            "at most 78 trainings",
            "brackets     5, each by shorter trainings that cost at most 2.5 whole ones",
            "2 for each of the best 8 points",
            "at most 30,888 steps",
            "time: about")
        .doesNotContain("thin");
    assertThat(Cli.run("tune", "--dry-run", "--budget=40").succeeds().out())
        .contains("This budget is thin for so many strategies; enough would be --budget ");
    assertThat(store).doesNotExist();
  }

  @Test
  void theSameCommandAgainRunsNothingAgain(@TempDir Path folder) {
    String[] command = {
      "tune", "adam: ?", "--epochs=2", "--budget=14", "--seeds=2", "--store", folder.toString()
    };
    String first = Cli.run(command).succeeds().out();
    String export = Cli.run("studies", "export", "1", "--store", folder.toString()).out();
    assertThat(Cli.run(command).succeeds().out()).isEqualTo(first);
    assertThat(Cli.run("studies", "export", "1", "--store", folder.toString()).out())
        .isEqualTo(export);
    assertThat(Cli.run("studies", "show", "1", "--store", folder.toString()).out())
        .contains("pruned", "done")
        .containsPattern("attempts +\\d+");
  }

  @Test
  void badInputIsRefusedBeforeAnyWork() {
    for (String[] bad :
        new String[][] {
          {"--budget=3", "at least 10"},
          {"--budget=12", "--budget must be at least"},
          {"--seeds=0", "seeds must be at least 1"},
          {"sgd: cosine(0.1 -> ?)", "only the peak rate"},
        }) {
      assertThat(Cli.run("tune", bad[0], "--dry-run").status()).as(bad[0]).isEqualTo(2);
      Cli.Outcome outcome = Cli.run("tune", bad[0]);
      assertThat(outcome.status()).as(bad[0]).isEqualTo(2);
      assertThat(outcome.err()).contains(bad[1]).doesNotContain("\tat ");
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  @Timeout(60)
  void aProgramThatAlwaysFailsEndsTheTuningWithItsReason() {
    for (String open : List.of("?1e-3..1", "?")) {
      Cli.Outcome outcome =
          Cli.run("tune", "sgd: " + open, "--command=false", "--steps=40", "--budget=10");
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.err())
          .contains(
              "rubato: the first 3 trainings failed in the same way: it exited with status 1 after"
                  + " step 0 of "
                  + (open.equals("?") ? 10 : 40))
          .doesNotContain("Exception");
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void wholeNumbersAreTuned() {
    Cli.Outcome outcome =
        Cli.run(
                "tune",
                "sgd: plateau(0.3, patience=?1..6)",
                "--task=convex",
                "--epochs=2",
                "--budget=12",
                "--seeds=2")
            .succeeds();
    assertThat(outcome.out().strip()).containsPattern("sgd: plateau\\(0.3, patience=[1-6]\\)$");
  }
}
