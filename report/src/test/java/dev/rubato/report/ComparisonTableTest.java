package dev.rubato.report;

import static dev.rubato.report.Comparisons.DIVERGED;
import static dev.rubato.report.Comparisons.found;
import static dev.rubato.report.Comparisons.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.plot.Column;
import dev.rubato.plot.Glyphs;
import dev.rubato.plot.Table;
import dev.rubato.plot.draw.TextWidth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {
  private static final Comparison MIXED =
      Comparisons.of(
          given("adam: 0.01", 2, DIVERGED),
          given("sgd: cosine(0.3 -> 0)", 2, 2.5),
          found("sgd: step(?, every=2, gamma=0.5)", new double[] {3, 1.5, DIVERGED}, 1, 1.25));

  /** The cells of a column, best strategy first. */
  private static List<String> column(Comparison comparison, String title) {
    Table table = ComparisonTable.table(comparison);
    List<String> titles = table.columns().stream().map(Column::title).toList();
    assertThat(titles).contains(title);
    return table.rows().stream().map(row -> row.get(titles.indexOf(title))).toList();
  }

  private static List<List<String>> csv(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : ComparisonTable.csv(comparison).lines().toList()) {
      List<String> cells = new ArrayList<>();
      // a comma outside quotes is followed by an even number of quotes
      for (String cell : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
        cells.add(cell.startsWith("\"") ? cell.substring(1, cell.length() - 1) : cell);
      }
      rows.add(cells);
    }
    return rows;
  }

  private static List<String> csvColumn(Comparison comparison, String name) {
    List<List<String>> rows = csv(comparison);
    assertThat(rows.get(0)).contains(name);
    int column = rows.get(0).indexOf(name);
    return rows.stream().skip(1).map(row -> row.get(column)).toList();
  }

  private static JsonNode json(Comparison comparison) throws Exception {
    return new ObjectMapper().readTree(ComparisonTable.json(comparison));
  }

  @Test
  void aLabelIsShownInThePlaceOfItsStrategyAndAdvisedWithIt() {
    Comparison comparison =
        Comparisons.of(
            Comparisons.given("\"flat, plain\" = sgd: 0.1", 0.1, 0.11, 0.12, 0.1),
            Comparisons.given("adam: 0.1", 0.5, 0.51, 0.52, 0.5));
    assertThat(ComparisonTable.table(comparison).toText(80, Glyphs.ASCII))
        .contains("flat, plain")
        .doesNotContain("sgd: 0.1");
    assertThat(ComparisonTable.csv(comparison).lines())
        .anyMatch(row -> row.startsWith("rank,label,strategy,"))
        .anyMatch(row -> row.startsWith("1,\"flat, plain\",sgd: 0.1,"))
        .anyMatch(row -> row.startsWith("2,adam: 0.1,adam: 0.1,"));
    assertThat(comparison.advice()).contains("Use \"flat, plain\" = sgd: 0.1");
  }

  @Test
  void theBestStandsFirstWithItsPeak() {
    assertThat(column(MIXED, "strategy"))
        .containsExactly(
            "sgd: step(0.2, every=2, gamma=0.5)", "sgd: cosine(0.3 -> 0)", "adam: 0.01");
    assertThat(column(MIXED, "peak")).containsExactly("0.2", "as given", "as given");
  }

  @Test
  void aMeanHasItsIntervalAndWhatDivergedSaysSo() {
    // Student's factor for two seeds is 12.7062, the standard errors are 0.125 and 0.25
    assertThat(column(MIXED, "validation loss"))
        .containsExactly("1.1250 ± 1.5883", "2.2500 ± 3.1766", "diverged");
    assertThat(column(Comparisons.of(given("0.1", 2)), "validation loss"))
        .containsExactly("2.0000");
  }

  @Test
  void ofOneSeedThatDivergedTheTestMetricIsUnknown() {
    assertThat(column(MIXED, "test")).containsExactly("87.5%", "87.5%", "–");
  }

  @Test
  void stepsToTheTargetAreTheMedianOrNever() {
    Comparison comparison =
        Comparisons.of(given("0.1", 1, 1, 2), given("0.2", 2, 2, 3), given("0.3", 9, 9, 1));
    assertThat(column(comparison, "to 95%")).containsExactly("4", "6", "never");
  }

  @Test
  void ranksSharedWithTheBestAreMarked() {
    Comparison ties =
        Comparisons.of(
            given("0.1", 1, 2, 1, 2), given("0.2", 2, 1, 2, 1), given("0.3", 8, 9, 8, 9));
    assertThat(column(ties, "rank")).containsExactly("= 1", "= 2", "3");
    assertThat(ComparisonTable.legend(ties)).contains("=:");
    Comparison clear = Comparisons.of(given("0.1", 1, 2, 1, 2), given("0.2", 3, 4, 3, 4));
    assertThat(column(clear, "rank")).containsExactly("1", "2");
    assertThat(ComparisonTable.legend(clear)).doesNotContain("=:");
  }

  @Test
  void withTooFewSeedsNothingIsToldApartAsTheAdviceSays() {
    Comparison few =
        Comparisons.of(given("0.1", 1, 2), given("0.2", 8, 9), given("1", DIVERGED, 9));
    assertThat(few.advice()).startsWith("Can't tell");
    assertThat(column(few, "rank")).containsExactly("= 1", "= 2", "3");
    assertThat(csvColumn(few, "tied-with-best")).containsExactly("true", "true", "false");
    assertThat(ComparisonTable.legend(few)).contains("with so few seeds");
  }

  @Test
  void theLegendNamesTheMetricTheSeedsAndTheTarget() {
    assertThat(ComparisonTable.legend(MIXED))
        .contains("validation loss", "2 seeds", "95 % interval", "steps to 95% accuracy", "test")
        .endsWith(System.lineSeparator());
  }

  @Test
  void theTableFitsEightyColumns() {
    String text = ComparisonTable.table(MIXED).toText(80);
    assertThat(text.lines()).hasSize(2 + 3).allMatch(line -> TextWidth.width(line) <= 80);
  }

  @Test
  void csvHasOneRowAStrategyWithNumbersInFullAndEmptyCellsForWhatIsUnknown() {
    List<List<String>> rows = csv(MIXED);
    assertThat(rows).hasSize(1 + 3);
    assertThat(rows.get(0))
        .startsWith("rank", "strategy", "given-as", "peak", "validation-loss")
        .doesNotHaveDuplicates()
        .contains("validation-loss-low", "validation-loss-high", "tied-with-best")
        .contains("steps-to-target", "accuracy", "test-accuracy", "test-loss", "failures");
    assertThat(rows).allMatch(row -> row.size() == rows.get(0).size());
    assertThat(csvColumn(MIXED, "rank")).containsExactly("1", "2", "3");
    assertThat(csvColumn(MIXED, "given-as").get(0)).isEqualTo("sgd: step(?, every=2, gamma=0.5)");
    assertThat(csvColumn(MIXED, "peak")).containsExactly("0.2", "", "");
    assertThat(csvColumn(MIXED, "validation-loss")).containsExactly("1.125", "2.25", "");
    assertThat(Double.parseDouble(csvColumn(MIXED, "validation-loss-low").get(0)))
        .isCloseTo(1.125 - 12.7062047362 * 0.125, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(csvColumn(MIXED, "failures")).containsExactly("0", "0", "1");
    assertThat(csvColumn(MIXED, "tied-with-best")).containsExactly("true", "true", "false");
    assertThat(csvColumn(MIXED, "test-loss")).containsExactly("1.625", "2.75", "");
    assertThat(csvColumn(MIXED, "steps-to-target").get(2)).isEmpty();
  }

  @Test
  void whereEverythingDivergedCsvAndJsonAreStillReadable() throws Exception {
    Comparison nothing = Comparisons.of(given("8", DIVERGED), given("9", DIVERGED));
    assertThat(csvColumn(nothing, "failures")).containsExactly("1", "1");
    assertThat(csvColumn(nothing, "validation-loss")).containsExactly("", "");
    assertThat(json(nothing).get("advice").asText()).startsWith("No answer");
    assertThat(column(nothing, "validation loss")).containsExactly("diverged", "diverged");
    assertThat(column(nothing, "rank")).containsExactly("1", "2");
  }

  @Test
  void jsonTellsThePlanTheRankingTheSeedsAndTheAdvice() throws Exception {
    JsonNode json = json(MIXED);
    assertThat(json.get("task").asText()).isEqualTo("digits");
    assertThat(json.get("steps").asInt()).isEqualTo(6);
    assertThat(json.get("steps-per-epoch").asInt()).isEqualTo(2);
    assertThat(json.get("judged-by").asText()).isEqualTo("validation-loss");
    assertThat(json.at("/target/accuracy").asDouble()).isEqualTo(0.95);
    assertThat(json.get("seeds").toString()).isEqualTo("[1,2]");
    assertThat(json.get("grid-seeds").toString()).isEqualTo("[1000001]");
    assertThat(json.get("steps-trained").asInt()).isEqualTo(1234);
    assertThat(json.get("advice").asText()).isEqualTo(MIXED.advice());
    assertThat(json.get("strategies")).hasSize(3);
    JsonNode best = json.at("/strategies/0");
    assertThat(best.get("rank").asInt()).isEqualTo(1);
    assertThat(best.get("strategy").asText()).isEqualTo("sgd: step(0.2, every=2, gamma=0.5)");
    assertThat(best.get("peak").asDouble()).isEqualTo(0.2);
    assertThat(best.get("validation-loss").asDouble()).isEqualTo(1.125);
    assertThat(best.get("tied-with-best").asBoolean()).isTrue();
    assertThat(best.get("seeds")).hasSize(2);
    assertThat(best.at("/seeds/1/seed").asLong()).isEqualTo(2);
    assertThat(best.at("/seeds/1/status").asText()).isEqualTo("done");
    assertThat(best.at("/seeds/1/validation-loss").asDouble()).isEqualTo(1.25);
    assertThat(best.at("/seeds/1/test-loss").asDouble()).isEqualTo(1.75);
    assertThat(best.at("/seeds/1").has("reason")).isFalse();
    JsonNode last = json.at("/strategies/2");
    assertThat(last.get("validation-loss").isNull()).isTrue();
    assertThat(last.get("peak").isNull()).isTrue();
    assertThat(last.at("/seeds/1/status").asText()).isEqualTo("diverged");
    assertThat(last.at("/seeds/1/reason").asText()).isEqualTo("the loss was NaN at step 2");
    assertThat(last.at("/seeds/1/steps-to-target").isNull()).isTrue();
  }

  @Test
  void theStrategiesOfCsvAndJsonReadBackAsStrategies() throws Exception {
    List<String> names = csvColumn(MIXED, "strategy");
    for (int i = 0; i < 3; i++) {
      String name = json(MIXED).at("/strategies/" + i + "/strategy").asText();
      assertThat(names.get(i)).isEqualTo(name);
      assertThat(dev.rubato.notation.Notation.strategy(name)).hasToString(name);
    }
  }
}
