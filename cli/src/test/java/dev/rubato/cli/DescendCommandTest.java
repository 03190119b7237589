package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rubato.descend.TestFunction;
import dev.rubato.descend.TestFunctions;
import dev.rubato.plot.Glyphs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescendCommandTest {
  @TempDir private Path folder;

  static List<TestFunction> functions() {
    return TestFunctions.all();
  }

  private static Cli.Outcome descend(String strategy, String... more) {
    List<String> args = new ArrayList<>(List.of("descend", strategy));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  @Test
  void csvIsTheStateBeforeEachUpdateAndAfterTheLast() {
    Cli.Outcome outcome =
        descend("sgd: 0.125", "--function", "quadratic", "--steps", "2", "--format", "csv");
    assertThat(outcome.succeeds().out())
        .isEqualTo(
            """
            step,x,y,loss,lr
            0,-4,2,28,0.125
            1,-3.5,-0.5,7.375,0.125
            2,-3.0625,0.125,4.767578125,0.125
            """);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void xAndYAreTheFloat32sAsDoubles() {
    Cli.Outcome outcome =
        descend("0.1", "--function=saddle", "--start=0.1,-1e-3", "--steps=1", "--format=csv");
    String[] cells = outcome.succeeds().rows().get(1).split(",", -1);
    assertThat(cells[1]).isEqualTo("0.10000000149011612");
    assertThat(Double.parseDouble(cells[2])).isEqualTo((double) -1e-3f);
    double x = 0.1f;
    double y = -1e-3f;
    assertThat(Double.parseDouble(cells[3])).isEqualTo(x * x - y * y);
  }

  @ParameterizedTest
  @CsvSource({"'3,2'", "'-4,2'", "' -0.5 , +1e1 '", "'.5,-5.'"})
  void theStartIsTakenAsTyped(String start) {
    Cli.Outcome outcome =
        descend("0.001", "--function=himmelblau", "--start", start, "--steps=1", "--format=csv");
    String[] cells = outcome.succeeds().rows().get(1).split(",", -1);
    String[] typed = start.split(",", -1);
    assertThat(Double.parseDouble(cells[1])).isEqualTo(Double.parseDouble(typed[0]));
    assertThat(Double.parseDouble(cells[2])).isEqualTo(Double.parseDouble(typed[1]));
  }

  @Test
  void stepsPerEpochMeasureEpochs() {
    Cli.Outcome outcome =
        descend(
            "sgd: step(0.01, every=1, gamma=0.5) per epoch",
            "--function=quadratic",
            "--steps=5",
            "--steps-per-epoch=2",
            "--format=csv");
    assertThat(outcome.succeeds().rows())
        .extracting(row -> row.substring(row.lastIndexOf(',') + 1))
        .startsWith("lr", "0.01", "0.01", "0.005", "0.005", "0.0025");
  }

  @Test
  void jsonHoldsTheSameNumbersAsCsv() throws Exception {
    String[] options = {"--function=rastrigin", "--steps=40", "--format=json"};
    JsonNode json = descend("adam: cosine(0.1 -> 0)", options).succeeds().json();
    options[2] = "--format=csv";
    List<String> rows = descend("adam: cosine(0.1 -> 0)", options).succeeds().rows();
    assertThat(json.get("function").asText()).isEqualTo("rastrigin");
    assertThat(json.get("strategy").asText()).isEqualTo("adam: cosine(0.1 -> 0)");
    assertThat(json.get("status").asText()).isEqualTo("done");
    assertThat(json.get("rows")).hasSize(41);
    for (int k = 0; k <= 40; k++) {
      String[] cells = rows.get(k + 1).split(",", -1);
      List<String> names = List.of("step", "x", "y", "loss", "lr");
      for (int i = 0; i < 5; i++) {
        assertThat(json.at("/rows/" + k + "/" + names.get(i)).asDouble())
            .isEqualTo(Double.parseDouble(cells[i]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyFunctionIsDrawnInEveryFormat(TestFunction function) throws Exception {
    for (String format : List.of("plot", "csv", "json", "svg")) {
      Cli.Outcome outcome =
          descend("adam: 0.05", "--function=" + function, "--steps=50", "--format=" + format)
              .succeeds();
      assertThat(outcome.err()).isEmpty();
      switch (format) {
        case "csv" -> assertThat(outcome.rows()).hasSize(52);
        case "json" -> assertThat(outcome.json().get("rows")).hasSize(51);
        case "svg" ->
            assertThat(Cli.xml(outcome.out()).getElementsByTagName("desc").item(0))
                .matches(desc -> desc.getTextContent().contains(function.formula()));
        default -> assertThat(outcome.out()).contains("on " + function + ", 50 steps: loss ");
      }
    }
  }

  @Test
  void severalWalkSideBySide() throws Exception {
    String[] walk = {
      "descend", "sgd: 0.01", "adam: 0.3", "--function=himmelblau", "--steps=30", ""
    };
    walk[5] = "--format=csv";
    List<String> rows = Cli.run(walk).succeeds().rows();
    assertThat(rows).hasSize(63).first().isEqualTo("strategy,step,x,y,loss,lr");
    List<String> alone =
        descend("adam: 0.3", "--function=himmelblau", "--steps=30", "--format=csv").rows();
    assertThat(rows.get(32)).isEqualTo("adam: 0.3," + alone.get(1));
    assertThat(rows.get(62)).isEqualTo("adam: 0.3," + alone.get(31));
    walk[5] = "--format=json";
    assertThat(Cli.run(walk).succeeds().json().at("/1/rows/30/step").asInt()).isEqualTo(30);
    walk[5] = "--format=svg";
    String svg = Cli.run(walk).succeeds().out();
    assertThat(Cli.xml(svg).getDocumentElement().getAttribute("aria-label"))
        .isEqualTo("2 strategies on himmelblau");
    assertThat(svg).contains(">sgd: 0.01: loss ", ">adam: 0.3: loss ");
    walk[5] = "--format=plot";
    assertThat(Cli.run(walk).succeeds().rows())
        .hasSizeBetween(15, 23)
        .allMatch(line -> line.length() <= 80)
        .anyMatch(line -> line.startsWith("2 adam: 0.3: loss "));
  }

  @Test
  void moreThanFourAreRefusedAndOneThatDivergesIsNamed() {
    Cli.Outcome five =
        Cli.run("descend", "1", "2", "3", "4", "5", "--function=quadratic", "--steps=9");
    assertThat(five.status()).isEqualTo(2);
    assertThat(five.err()).contains("at most 4 strategies can walk side by side, were 5");
    Cli.Outcome diverged =
        Cli.run("descend", "sgd: 1e-4", "sgd: 0.01", "--function=rosenbrock", "--steps=200");
    assertThat(diverged.status()).isEqualTo(1);
    assertThat(diverged.err()).contains("the walk of \"sgd: 0.01\" diverged: ");
    assertThat(diverged.out()).contains("1 sgd: 1e-4: loss ", "2 sgd: 0.01: loss ");
  }

  @Test
  void withoutAFormatItIsDrawnForTheTerminal() {
    Cli.Outcome outcome = descend("adam: 0.05", "--function", "beale", "--steps", "300").succeeds();
    assertThat(outcome.rows()).hasSizeBetween(15, 23).allMatch(line -> line.length() <= 80);
    assertThat(outcome.out()).startsWith("adam: 0.05\n").doesNotContain("\u001b");
    assertThat(
            Cli.run(Glyphs.ASCII, "descend", "adam: 0.05", "--function=beale", "--steps=9")
                .succeeds()
                .out())
        .matches("[\\x20-\\x7e\\n]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plot", "csv", "json", "svg", "SVG"})
  void outWritesTheSameToAFileAndNothingToStandardOutput(String format) throws Exception {
    String[] options = {"--function=saddle", "--steps=30", "--format=" + format, ""};
    options[3] = "--start=0.5,1e-4"; // where it begins anyway
    String printed = descend("0.1", options).succeeds().out();
    Path file = folder.resolve("walk");
    Files.writeString(file, descend("0.2", options).succeeds().out()); // an earlier walk
    options[3] = "--out=" + file;
    Cli.Outcome outcome = descend("0.1", options).succeeds();
    assertThat(outcome.out()).isEmpty();
    assertThat(file).hasContent(printed);
    assertThat(folder.toFile().list()).containsExactly("walk");
  }

  @Test
  void aWalkThatDivergesFailsAndItsRowsAreStillPrinted() throws Exception {
    String[] options = {"--function=rosenbrock", "--steps=200", "--format=csv"};
    Cli.Outcome csv = descend("sgd: 0.01", options);
    assertThat(csv.status()).isEqualTo(1);
    assertThat(csv.rows()).hasSizeBetween(4, 20).first().isEqualTo("step,x,y,loss,lr");
    assertThat(csv.rows().get(1)).isEqualTo("0,-1.5,2,12.5,0.01");
    assertThat(csv.out()).doesNotContain("inf", "nan");
    assertThat(csv.err())
        .startsWith("rubato: the walk diverged: the gradient of \"point\" is not finite at step ")
        .hasLineCount(1);
    options[2] = "--format=json";
    Cli.Outcome json = descend("sgd: 0.01", options);
    assertThat(json.status()).isEqualTo(1);
    assertThat(json.json().get("status").asText()).isEqualTo("diverged");
    assertThat(json.json().get("rows")).hasSize(csv.rows().size() - 1);
  }

  @Test
  void plateauFollowsTheLossOfTheWalk() {
    Cli.Outcome outcome =
        descend(
            "sgd(maximize=true): plateau(0.01, factor=0.5, patience=1)",
            "--function=quadratic",
            "--steps=6",
            "--format=csv");
    assertThat(outcome.succeeds().rows())
        .extracting(row -> row.substring(row.lastIndexOf(',') + 1))
        .containsExactly("lr", "0.01", "0.01", "0.01", "0.005", "0.005", "0.0025", "0.0025");
  }

  @Test
  void theHelpSaysWhatPlateauFollowsAndNamesTheFunctions() {
    String help = Cli.run("descend", "--help").succeeds().out();
    assertThat(help)
        .contains("Usage: rubato descend", "validation-loss", "--function", "--start", "--steps")
        .contains("--steps-per-epoch", "--format", "--out", "observed once")
        .doesNotContain("%%");
    for (TestFunction function : TestFunctions.all()) {
      assertThat(help).contains(function.name());
    }
    assertThat(help.lines()).allMatch(line -> line.length() <= Cli.COLUMNS);
  }

  private void isRefused(String message, String... args) {
    Cli.Outcome outcome = Cli.run(args);
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("rubato: ").contains(message);
    assertThat(outcome.out()).isEmpty();
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void anUnknownFunctionIsToldWithTheNearest() {
    isRefused(
        "no function is called \"rosenbruck\"; did you mean \"rosenbrock\"?",
        "descend",
        "0.1",
        "--function=rosenbruck",
        "--steps=9");
    isRefused(
        "no function is called \"moon\"; available: quadratic, rosenbrock, beale, himmelblau,"
            + " saddle, rastrigin",
        "descend",
        "0.1",
        "--function=moon",
        "--steps=9");
  }

  @Test
  void unlessToldOtherwiseItWalksOnRosenbrocksFunction() {
    String[] walk = {"descend", "0.001", "--steps=9", "--format=csv"};
    assertThat(Cli.run(walk).succeeds().out())
        .isEqualTo(descend("0.001", "--function=rosenbrock", "--steps=9", "--format=csv").out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1", "1,2,3", "a,b", "1;2", "", ",", "nan,1", "inf,1", "1,1e39", "0x1p3,1", "1d,2"
      })
  void aBadStartIsToldWithAnExample(String start) {
    isRefused(
        "--start must be two numbers of at most 3.4e38, such as -4,2, was \"" + start + "\"",
        "descend",
        "0.1",
        "--function=quadratic",
        "--steps=9",
        "--start=" + start);
  }

  @Test
  void otherMistakesAreToldBeforeAnythingIsWritten() {
    String function = "--function=quadratic";
    String out = "--out=" + folder.resolve("walk.csv");
    isRefused("--steps must be at least 1, was 0", "descend", "0.1", function, "--steps=0", out);
    isRefused("--steps", "descend", "0.1", function, out);
    isRefused("memory", "descend", "0.1", function, "--steps=9007199254740993", out);
    isRefused(
        "--steps-per-epoch must be at least 1, was 0",
        "descend",
        "0.1",
        function,
        "--steps=9",
        "--steps-per-epoch=0",
        out);
    isRefused(
        "\"adam: ?1e-4..1e-1\" can't walk: replace each ? with a number first",
        "descend",
        "adam: ?1e-4..1e-1",
        function,
        "--steps=9",
        out);
    isRefused("did you mean \"sgd\"?", "descend", "sdg: 0.1", function, "--steps=9", out);
    isRefused("steps per epoch", "descend", "0.1 for 1 epoch then 0.2", function, "--steps=9", out);
    isRefused(
        "watches accuracy, but a walk has only validation-loss",
        "descend",
        "plateau(0.1, metric=accuracy, mode=max)",
        function,
        "--steps=9",
        out);
    isRefused("html", "descend", "0.1", function, "--steps=9", "--format=html", out);
    isRefused(
        "no-such-folder",
        "descend",
        "0.1",
        function,
        "--steps=9",
        "--out=" + folder.resolve("no-such-folder/walk.csv"));
  }
}
