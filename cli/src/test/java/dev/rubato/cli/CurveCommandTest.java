package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rubato.argument.Numbers;
import dev.rubato.notation.Notation;
import dev.rubato.plot.Glyphs;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveCommandTest {
  private static final String WARM = "linear(0 -> 3e-4) for 5% then cosine(-> 0)";

  @TempDir private Path folder;

  @Test
  void csvHasStepAndEachStrategyAsGivenThenOneRowAStep() {
    Cli.Outcome outcome =
        Cli.run(
            "curve",
            "linear(1 -> 0)",
            "sgd: step( 0.1,every=2, gamma=0.01)",
            "--steps",
            "4",
            "--format",
            "csv");
    assertThat(outcome.succeeds().out())
        .isEqualTo(
            """
            step,linear(1 -> 0),"sgd: step( 0.1,every=2, gamma=0.01)"
            0,1,0.1
            1,0.75,0.1
            2,0.5,0.001
            3,0.25,0.001
            """);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void aLabelStandsInThePlaceOfItsStrategy() {
    String labelled = "\"warm-up + cosine\" = sgd: linear(0 -> 0.1) for 50% then cosine(-> 0)";
    Cli.Outcome csv = Cli.run("curve", labelled, "0.2", "--steps", "2", "--format", "csv");
    assertThat(csv.succeeds().out()).isEqualTo("step,warm-up + cosine,0.2\n0,0,0.2\n1,0.1,0.2\n");
    Cli.Outcome html = Cli.run("curve", labelled, "--steps", "9", "--format", "html");
    assertThat(html.succeeds().out()).contains("linear(0 -&gt; 0.1) for 50% then cosine(-&gt; 0)");
    Cli.Outcome twice = Cli.run("curve", "\"a\" = 0.1", "\"a\" = 0.2", "--steps", "2");
    assertThat(twice.err()).contains("two strategies are labelled \"a\": each needs its own");
  }

  @Test
  void csvHeadersAreQuotedAsRfc4180Asks() {
    String commented = "0.1 # a \"note\", and\n";
    Cli.Outcome outcome = Cli.run("curve", commented, "0.2", "--steps", "1", "--format", "csv");
    assertThat(outcome.succeeds().out())
        .isEqualTo("step,\"0.1 # a \"\"note\"\", and\n\",0.2\n0,0.1,0.2\n");
  }

  @Test
  void csvNumbersAreTheShortestDecimalsOfTheCurve() {
    Cli.Outcome outcome = Cli.run("curve", WARM, "--steps", "1000", "--format", "csv");
    List<String> rows = outcome.succeeds().rows();
    assertThat(rows).hasSize(1001);
    Curve curve = Notation.strategy(WARM).rate().over(Horizon.ofSteps(1000));
    for (int t = 0; t < 1000; t++) {
      assertThat(rows.get(t + 1)).isEqualTo(t + "," + Numbers.print(curve.at(t)));
      assertThat(Double.parseDouble(rows.get(t + 1).split(",", 2)[1])).isEqualTo(curve.at(t));
    }
    assertThat(rows.get(51)).isEqualTo("50,3e-4");
  }

  @Test
  void stepsPerEpochMeasureEpochs() {
    Cli.Outcome outcome =
        Cli.run(
            "curve",
            "step(1, every=2, gamma=0.5) per epoch",
            "--steps=8",
            "--steps-per-epoch=2",
            "--format=csv");
    assertThat(outcome.succeeds().rows())
        .extracting(row -> row.substring(row.lastIndexOf(',') + 1))
        .endsWith("1", "1", "1", "1", "0.5", "0.5", "0.5", "0.5");
  }

  @Test
  void jsonHoldsTheSameNumbersAsCsv() throws Exception {
    String[] command = {"curve", WARM, "one-cycle(0.1)", "--steps", "100", "--format", "json"};
    JsonNode json = Cli.run(command).succeeds().json();
    assertThat(json.get("steps").asInt()).isEqualTo(100);
    command[command.length - 1] = "csv";
    List<String> rows = Cli.run(command).succeeds().rows();
    assertThat(json.at("/curves/0/strategy").asText()).isEqualTo(WARM);
    for (int t = 0; t < 100; t++) {
      String[] cells = rows.get(t + 1).split(",", -1);
      assertThat(json.at("/curves/0/rates/" + t).asDouble())
          .isEqualTo(Double.parseDouble(cells[1]));
      assertThat(json.at("/curves/1/rates/" + t).asDouble())
          .isEqualTo(Double.parseDouble(cells[2]));
    }
  }

  @Test
  void svgIsWellFormedAndNamesItsLines() throws Exception {
    String svg =
        Cli.run("curve", WARM, "0.1 # <b> & \"c\"", "--steps", "100", "--format", "svg")
            .succeeds()
            .out();
    assertThat(Cli.xml(svg).getDocumentElement().getNodeName()).isEqualTo("svg");
    assertThat(svg)
        .contains("<title>Learning rates</title>", "linear(0 -&gt; 3e-4)", "&lt;b&gt; &amp;");
    assertThat(Cli.run("curve", "0.1", "--steps", "9", "--format", "svg").succeeds().out())
        .contains("<title>0.1</title>");
  }

  @Test
  void htmlIsAWholePage() throws Exception {
    String html = Cli.run("curve", WARM, "--steps", "100", "--format", "html").succeeds().out();
    Cli.checkPage(html);
    assertThat(html).contains("linear(0 -&gt; 3e-4) for 5% then cosine(-&gt; 0)");
  }

  @Test
  void withoutAFormatItIsDrawnForTheTerminal() {
    Cli.Outcome outcome = Cli.run("curve", WARM, "0.0002", "--steps", "1000");
    assertThat(outcome.succeeds().out())
        .contains("linear(0 -> 3e-4) for 5% then cosine(-> 0)", "0.0002");
    assertThat(outcome.rows()).hasSizeBetween(10, 24).allMatch(line -> line.length() <= 80);
    assertThat(outcome.out()).doesNotContain("\u001b");
    assertThat(Cli.run(Glyphs.ASCII, "curve", WARM, "--steps", "9").succeeds().out())
        .matches("[\\x20-\\x7e\\n]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plot", "csv", "json", "svg", "html", "CSV"})
  void outWritesTheSameToAFileAndNothingToStandardOutput(String format) throws Exception {
    String[] command = {"curve", WARM, "--steps", "50", "--format", format};
    String printed = Cli.run(command).succeeds().out();
    Path file = folder.resolve("rates");
    Files.writeString(file, printed + "what was there before");
    String[] toFile = java.util.Arrays.copyOf(command, command.length + 2);
    toFile[command.length] = "--out";
    toFile[command.length + 1] = file.toString();
    Cli.Outcome outcome = Cli.run(toFile).succeeds();
    assertThat(outcome.out()).isEmpty();
    assertThat(file).hasContent(printed);
    assertThat(folder.toFile().list()).containsExactly("rates");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.py",
        "data.csv",
        "log.csv",
        "ids.csv",
        "package.json",
        "index.html",
        "notes"
      })
  void aFileThatIsNoResultIsNotReplaced(String name) throws Exception {
    String text =
        Map.of(
                "data.csv", "sepal,petal\n1,2\n",
                "log.csv", "step,loss\n0,2.3\n",
                "ids.csv", "id,label\n0,2\n",
                "package.json", "{\n  \"name\": \"x\"\n}\n")
            .getOrDefault(name, "<html>import os\n");
    Path file = Files.writeString(folder.resolve(name), text);
    Cli.Outcome outcome = Cli.run("curve", "0.1", "--steps=5", "--out=" + file);
    assertThat(outcome.status()).isEqualTo(2);
    if (!name.endsWith(".py")) {
      assertThat(outcome.err())
          .contains(file + " exists and is no report or export of Rubato; name another file");
    }
    assertThat(Cli.run("compare", "0.1", "--epochs=1", "--seeds=1", "--report=" + file).err())
        .contains("no report or export");
    assertThat(file).hasContent(text);
  }

  @Test
  void whatFollowsAMetricIsDrawnWithANoteOnStandardError() {
    Cli.Outcome outcome =
        Cli.run("curve", "plateau(0.1) # \u001b[31m", "--steps", "2", "--format", "csv").succeeds();
    assertThat(outcome.rows()).endsWith("0,0.1", "1,0.1");
    assertThat(outcome.err()).contains("watches a metric").doesNotContain("\u001b");
  }

  @Test
  void anOpenNumberOfTheOptimizerDoesNotMatterToTheRate() {
    assertThat(
            Cli.run("curve", "sgd(momentum=?): 0.1", "--steps=1", "--format=csv").succeeds().out())
        .isEqualTo("step,sgd(momentum=?): 0.1\n0,0.1\n");
  }

  @Test
  void theLongestHorizonCanBeDrawn() {
    Cli.run("curve", "cosine(0.1 -> 0)", "--steps", "9007199254740992").succeeds();
  }
}
