package dev.rubato.report;

import static dev.rubato.report.Comparisons.DIVERGED;
import static dev.rubato.report.Comparisons.found;
import static dev.rubato.report.Comparisons.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.PerformanceProfile;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.plot.Series;
import dev.rubato.plot.draw.TextWidth;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {
  private static final String STEP = "sgd: step(0.2, every=2, gamma=0.5)";
  private static final Comparison MIXED =
      Comparisons.of(
          given("adam: 0.01", 2, DIVERGED),
          given("sgd: cosine(0.3 -> 0)", 2, 2.5),
          found("sgd: step(?, every=2, gamma=0.5)", new double[] {3, 1.5, DIVERGED}, 1, 1.25));
  private static final String PAGE = ComparisonPage.html(MIXED, "Made by a test <1>.");

  /** Elements that have no end. */
  private static final Set<String> VOID = Set.of("meta", "link", "br", "hr", "img", "input");

  private static List<String> all(String page, String pattern) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
    while (matcher.find()) {
      found.add(matcher.group(matcher.groupCount()));
    }
    return found;
  }

  /** Every element that begins ends, in order. */
  private static void checkWellFormed(String page) throws Exception {
    assertThat(page).startsWith("<!DOCTYPE html>\n<html").endsWith("</html>\n");
    String markup =
        page.replaceAll("(?s)(<(script|style)[^>]*>).*?(</\\2>)", "$1$3")
            .replaceFirst("<!DOCTYPE html>", "");
    Deque<String> open = new ArrayDeque<>();
    Matcher tag = Pattern.compile("<(/?)([a-zA-Z0-9-]+)((?:\"[^\"]*\"|[^\">])*)>").matcher(markup);
    while (tag.find()) {
      String name = tag.group(2);
      if (!tag.group(1).isEmpty()) {
        assertThat(open.pop()).isEqualTo(name);
      } else if (!tag.group(3).endsWith("/") && !VOID.contains(name)) {
        open.push(name);
      }
    }
    assertThat(open).isEmpty();
    assertThat(tag.replaceAll("")).doesNotContain("<").doesNotContain(">");
    List<String> pictures = all(page, "<svg.*?</svg>");
    assertThat(pictures).isNotEmpty();
    for (String picture : pictures) {
      Xml.parse(picture);
    }
  }

  /** The data of the chart with this title: its lines by name. */
  private static JsonNode chart(String page, String title) throws Exception {
    int at = page.indexOf("<strong>" + title + "</strong>");
    assertThat(at).as("a chart called %s", title).isNotNegative();
    String json =
        all(page.substring(at), "<script type=\"application/json\">(.*?)</script>").get(0);
    return new ObjectMapper().readTree(json);
  }

  /** The line of a strategy: charts know lines by their strokes, in the order of the ranking. */
  private static JsonNode line(JsonNode chart, String name) {
    List<String> ranking = MIXED.ranking().stream().map(RankedEntrant::name).toList();
    for (JsonNode line : chart.get("lines")) {
      if (line.get("series").asInt() == ranking.indexOf(name)) {
        return line;
      }
    }
    throw new AssertionError("no line for " + name + " in " + chart);
  }

  @Test
  void thePageIsWellFormed() throws Exception {
    checkWellFormed(PAGE);
  }

  /**
   * Each part stands after the one before. AssertJ's containsSubsequence takes seconds for a page.
   */
  private static void standInThisOrder(String page, String... parts) {
    int from = 0;
    for (String part : parts) {
      int at = page.indexOf(part, from);
      assertThat(at).as("\"%s\" after what stands before it", part).isNotNegative();
      from = at + part.length();
    }
  }

  @Test
  void itHasTheAdviceTheRankingTheChartsAndTheTaskInThisOrder() {
    standInThisOrder(
        PAGE,
        "digits</h1>",
        "3 strategies",
        "<aside class=\"advice\">",
        TextWidth.escape(MIXED.advice()).substring(0, 40),
        "<table class=\"cards\">",
        TextWidth.escape(STEP),
        "<h2>The rates</h2>",
        "<strong>Learning rates</strong>",
        "<strong>Validation loss</strong>",
        "<strong>Accuracy</strong>",
        "<strong>Training loss</strong>",
        "<h2>How the peaks were found</h2>",
        "<figure class=\"multiples\">",
        "digits &lt;8×8&gt;",
        "real &amp; small",
        "Made by a test &lt;1&gt;.");
  }

  @Test
  void everyStrategyOfTheTableHasItsStroke() {
    assertThat(all(PAGE, "<td class=\"key\" data-title=\"strategy\">")).hasSize(3);
  }

  @Test
  void eachRowHasItsSeedsAndItsRate() {
    assertThat(all(PAGE, "<svg class=\"(strip) ")).hasSize(3);
    assertThat(all(PAGE, "<svg class=\"(spark) ")).hasSize(3);
    assertThat(all(PAGE, "<path class=\"(best)\"")).as("the line at the best").hasSize(3);
  }

  @Test
  void ratesAreDrawnFromTheFirstStep() throws Exception {
    JsonNode rates = line(chart(PAGE, "Learning rates"), STEP);
    assertThat(rates.get("y")).hasSize(6);
    assertThat(rates.at("/y/0").asDouble()).isEqualTo(0.6, within());
    assertThat(rates.at("/y/5").asDouble()).isEqualTo(0.1, within());
  }

  @Test
  void shapesAreSharesOfTheHighestRate() throws Exception {
    JsonNode shape = line(chart(PAGE, "Shapes"), STEP);
    assertThat(shape.at("/y/0").asDouble()).isEqualTo(1, within());
    assertThat(shape.at("/y/5").asDouble()).isEqualTo(1 / 6.0, within());
  }

  private static Offset<Double> within() {
    return Assertions.within(1e-3);
  }

  @Test
  void aLineIsTheMeanOverTheSeedsAndItsBandReachesFromTheLowestToTheHighest() throws Exception {
    JsonNode loss = line(chart(PAGE, "Validation loss"), STEP);
    // seeds end at 1 and 1.25
    assertThat(loss.get("y")).hasSize(3);
    assertThat(loss.at("/y/2").asDouble()).isEqualTo(1.125, within());
    assertThat(loss.at("/low/2").asDouble()).isEqualTo(1, within());
    assertThat(loss.at("/high/2").asDouble()).isEqualTo(1.25, within());
  }

  @Test
  void aSeedThatDivergedCountsAsFarAsItWent() throws Exception {
    JsonNode loss = line(chart(PAGE, "Validation loss"), "adam: 0.01");
    // 6 by the one seed and 77 by the other, which was never evaluated again
    assertThat(loss.at("/y/0").asDouble()).isEqualTo((6 + 77) / 2.0, within());
    assertThat(loss.at("/y/2").asDouble()).isEqualTo(2, within());
    assertThat(loss.at("/high/2").asDouble()).isEqualTo(2, within());
  }

  @Test
  void aStrategyThatDivergesIsMarkedAndDoesNotStretchTheAxis() throws Exception {
    RankedEntrant away = Comparisons.away("sgd: 9", 1e24);
    String page =
        ComparisonPage.html(
            Comparisons.of(given("adam: 0.01", 2), given("adam: 0.02", 3), away), "");
    checkWellFormed(page);
    JsonNode chart = chart(page, "Validation loss");
    for (JsonNode line : chart.get("lines")) {
      for (JsonNode y : line.get("y")) {
        assertThat(y.isNumber() ? y.asDouble() : 0).isLessThan(1000);
      }
    }
    assertThat(page).doesNotContain("e+24").doesNotContain("e24").contains("left the chart");
    assertThat(page)
        .contains("<h2>Trials that did not finish</h2>", "diverged: sgd: 9, seed 1: the loss");
  }

  @Test
  void theTrainingLossIsTheMeanSinceTheEvaluationBefore() throws Exception {
    JsonNode loss = line(chart(PAGE, "Training loss"), STEP);
    // of the seed that ends at 1: 7 6, 5 4, 3 2; of the other 0.25 more
    assertThat(loss.at("/y/0").asDouble()).isEqualTo(6.625, within());
    assertThat(loss.at("/y/1").asDouble()).isEqualTo(4.625, within());
    assertThat(loss.at("/y/2").asDouble()).isEqualTo(2.625, within());
  }

  @Test
  void aSmallChartHoldsThePeaksThatWereTriedWithoutOneThatDivergedAndARingAtTheChosen() {
    List<String> small = all(PAGE, "(?s)<figure class=\"multiples\">(.*?)</figure>");
    assertThat(small).hasSize(1);
    assertThat(all(small.get(0), "<h3>(.*?)</h3>")).containsExactly(TextWidth.escape(STEP));
    assertThat(all(small.get(0), "<circle [^>]*r=\"4\"")).as("of three, one diverged").hasSize(2);
    assertThat(all(small.get(0), "<circle [^>]*r=\"7.5\" fill=\"none\"")).hasSize(1);
  }

  @Test
  void whereEverythingDivergedThereIsStillAPage() throws Exception {
    String page =
        ComparisonPage.html(Comparisons.of(given("8", DIVERGED), given("9", DIVERGED)), "");
    checkWellFormed(page);
    assertThat(page).contains("No answer", "diverged");
  }

  @Test
  void aComparisonOfOneStrategyOnOneSeedHasAPage() throws Exception {
    String page = ComparisonPage.html(Comparisons.of(given("0.1", 2)), "");
    checkWellFormed(page);
    assertThat(page).contains("Only one strategy");
  }

  @Test
  void groupsThatMatchNothingAreAmongTheSlips() throws Exception {
    String warning = "no parameter of digits matches \"haed*\"; there are: head";
    String page = ComparisonPage.html(Comparisons.of(given("0.1", 2)), "", List.of(warning));
    checkWellFormed(page);
    assertThat(page).contains("Probably slips", "haed*");
    assertThat(ComparisonPage.html(Comparisons.of(given("0.1", 2)), "")).doesNotContain("haed");
  }

  @Test
  void theSameComparisonGivesTheSamePage() {
    assertThat(ComparisonPage.html(MIXED, "Made by a test <1>.")).isEqualTo(PAGE);
  }

  @Test
  void aMeasurementIsSeenWholeAndInItsLastThirdOnAnAxisOfItsOwn() {
    List<String> views = all(PAGE, "<div data-view=\"([^\"]*)\"");
    assertThat(views).hasSize(6).startsWith("Whole training", "Last third");
    String late = all(PAGE, "<div data-view=\"Last third\">(.*?)</script>").get(0);
    assertThat(late).contains("Validation loss, last third").contains("\"x\":[4,6]");
    assertThat(late).contains("\"log\":false");
    assertThat(all(PAGE, "<div data-view=\"Whole training\">(.*?)</script>").get(0))
        .contains("\"x\":[2,4,6]");
  }

  @Test
  void overSeveralTasksTheScoreIsATableAndAPicture() throws Exception {
    Comparison one = Comparisons.of(given("adam: 0.01", 1, 1), given("sgd: 0.1", 2, 2));
    String page = ComparisonPage.html(one, "", List.of(), List.of(one, one));
    checkWellFormed(page);
    assertThat(page).contains("Across all tasks and lengths");
    // adam reaches the target at step 4, sgd at step 6: ⅓ (4 − 1.5)
    assertThat(all(page, "<h3>([^<]*)</h3>")).contains("1.000  adam: 0.01", "0.833  sgd: 0.1");
    assertThat(PAGE).doesNotContain("Across all tasks");
  }

  @Test
  void whatIsFilledInTheScoresPictureIsTheScore() {
    // ⅓ (4 − 1) and ⅓ (4 − 1.5), and nothing of the third, over three
    PerformanceProfile.Score score =
        new PerformanceProfile.Score(
            "a", List.of(1.0, 1.5, Double.POSITIVE_INFINITY), (1 + 2.5 / 3) / 3);
    Series line = ProfileCharts.chart(score).lines().get(0);
    double filled = 0;
    for (int i = 1; i < line.x().size(); i++) {
      double width = line.x().at(i) - line.x().at(i - 1);
      filled += width / 3 * (line.y().at(i) + line.y().at(i - 1)) / 2;
    }
    assertThat(filled).isCloseTo(score.score(), Offset.offset(0.005));
    assertThat(line.x().at(0)).isEqualTo(1);
    assertThat(line.y().at(0)).isCloseTo(1 / 3.0, Offset.offset(1e-9));
    assertThat(line.high()).isEqualTo(line.y());
  }
}
