package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir private Path folder;

  private Cli.Outcome compare(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "compare",
                "sgd: cosine(?0.1..0.8 -> 0)",
                "adam: 0.003",
                "--epochs=1",
                "--seeds=2",
                "--report=" + folder.resolve("report.html")));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  @Test
  void jsonIsAllOfStandardOutputAndTheReportIsWhereItWasAskedFor() throws Exception {
    Cli.Outcome outcome = compare("--format=json").succeeds();
    JsonNode json = outcome.json();
    assertThat(json.get("task").asText()).isEqualTo("digits");
    assertThat(json.get("seeds").toString()).isEqualTo("[1,2]");
    assertThat(json.get("steps").asInt()).isEqualTo(33);
    assertThat(json.get("strategies")).hasSize(2);
    List<String> given = new ArrayList<>();
    for (JsonNode strategy : json.get("strategies")) {
      given.add(strategy.get("given-as").asText());
      assertThat(strategy.get("seeds")).hasSize(2);
      assertThat(strategy.get("validation-loss").asDouble()).isBetween(0.0, 3.0);
      assertThat(strategy.get("test-accuracy").asDouble()).isBetween(0.1, 1.0);
    }
    assertThat(given).containsExactlyInAnyOrder("sgd: cosine(?0.1..0.8 -> 0)", "adam: 0.003");
    assertThat(json.at("/strategies/0/validation-loss").asDouble())
        .isLessThanOrEqualTo(json.at("/strategies/1/validation-loss").asDouble());
    assertThat(json.get("advice").asText()).isNotBlank();
    assertThat(folder.toFile().list()).containsExactly("report.html");
    Cli.checkPage(Files.readString(folder.resolve("report.html")));
    assertThat(outcome.err()).contains("report: " + folder.resolve("report.html"));
  }

  @Test
  void theOutputIsTheSameOnEveryRunAndOnAnyNumberOfJobs() throws Exception {
    String out = compare("--format=json", "--jobs=1").succeeds().out();
    String page = Files.readString(folder.resolve("report.html"));
    for (String jobs : List.of("1", "2", "8")) {
      assertThat(compare("--format=json", "--jobs=" + jobs).succeeds().out()).isEqualTo(out);
      assertThat(folder.resolve("report.html")).hasContent(page);
    }
  }

  @Test
  void csvIsAllOfStandardOutput() {
    List<String> rows = compare("--format=csv").succeeds().rows();
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).startsWith("rank,strategy,given-as,peak,validation-loss");
    assertThat(rows.get(1)).startsWith("1,");
    assertThat(rows.get(2)).startsWith("2,");
  }

  @Test
  void theAnswerComesFirstThenTheRankingAndTheLegend() throws Exception {
    Cli.Outcome outcome = compare().succeeds();
    String advice = compare("--format=json").json().get("advice").asText();
    assertThat(outcome.rows()).startsWith(advice + " Try --seeds 5.", "");
    assertThat(outcome.rows().get(2)).contains("rank", "validation loss", "peak", "strategy");
    assertThat(outcome.rows().get(4)).contains(" 1 ", "●");
    assertThat(outcome.rows().get(5)).contains(" 2 ");
    assertThat(outcome.out()).doesNotContain("report:");
  }

  @Test
  void whereEverythingDivergesTheStatusIsOneAndThereIsStillAnOutcome() throws Exception {
    Cli.Outcome outcome =
        Cli.run(
            "compare",
            "sgd: 1e30",
            "--epochs=1",
            "--seeds=1",
            "--format=json",
            "--report=" + folder.resolve("report.html"));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.json().get("advice").asText()).startsWith("No answer");
    Cli.checkPage(Files.readString(folder.resolve("report.html")));
  }

  @Test
  void oneSeedGivesNoAnswerAndAHint() {
    Cli.Outcome outcome =
        Cli.run(
            "compare",
            "sgd: 0.1",
            "sgd: 0.2",
            "--epochs=1",
            "--seeds=1",
            "--report=" + folder.resolve("report.html"));
    assertThat(outcome.succeeds().out()).contains("run at least 4 seeds. Try --seeds 5.\n");
  }

  @Test
  void aNumberOtherThanTheRateMayBeFoundToo() throws Exception {
    JsonNode json =
        Cli.run(
                "compare",
                "sgd(momentum=?0.8..0.95): 0.001",
                "--epochs=1",
                "--seeds=1",
                "--format=json",
                "--report=" + folder.resolve("report.html"))
            .succeeds()
            .json();
    assertThat(json.at("/strategies/0/peak").asDouble()).isBetween(0.8, 1.0);
  }

  @Test
  void aSetOfStrategiesIsChosenByItsName() {
    String today = Cli.run("compare", "--set=today", "--dry-run").succeeds().out();
    assertThat(today)
        .contains("comparing 8 strategies", "muon: ", "prodigy: cosine(1 -> 0)")
        .doesNotContain("adagrad");
    String both = Cli.run("compare", "--dry-run").succeeds().out();
    assertThat(both).contains("comparing 20 strategies", "muon: ", "adagrad: ");
    assertThat(Cli.run("compare", "--set=classics,today", "--dry-run").succeeds().rows())
        .startsWith(both.lines().limit(21).toArray(String[]::new));
  }

  @Test
  void untilDecidedSaysUpToHowManySeedsAreAdded() {
    assertThat(
            Cli.run("compare", "0.1", "0.2", "--until-decided", "--max-seeds=20", "--dry-run")
                .succeeds()
                .out())
        .contains("more seeds   up to 15 for each strategy that can't be told apart");
  }

  @Test
  void untilDecidedTellsTheSeedsOfEachStrategy() throws Exception {
    Cli.Outcome outcome =
        Cli.run(
                "compare",
                "sgd: 0.1",
                "sgd: 0.11",
                "--task=convex",
                "--steps=5",
                "--seeds=4",
                "--until-decided",
                "--max-seeds=6",
                "--report=" + folder.resolve("report.html"))
            .succeeds();
    assertThat(outcome.rows().get(2)).contains("to 94%   test  seeds");
    assertThat(outcome.out()).containsPattern("(?m)^ *=? ?1 .* [46] .*sgd: 0.1");
    Cli.checkPage(Files.readString(folder.resolve("report.html")));
  }

  @Test
  void anOldReportIsReplacedAsAWhole() throws Exception {
    Path report = folder.resolve("report.html");
    compare().succeeds();
    Files.writeString(report, Files.readString(report) + "x".repeat(1_000_000));
    compare().succeeds();
    Cli.checkPage(Files.readString(report));
  }

  @Test
  void aPathIsPrintedWithoutWhatWouldChangeTheTerminal() {
    Path report = folder.resolve("a\u001b[31mb.html");
    Cli.Outcome outcome =
        Cli.run("compare", "0.1", "--epochs=1", "--seeds=1", "--report=" + report).succeeds();
    assertThat(report).exists();
    assertThat(outcome.err()).contains("b.html").doesNotContain("\u001b");
  }
}
