package dev.rubato.report;

import static dev.rubato.report.Comparisons.DIVERGED;
import static dev.rubato.report.Comparisons.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.tune.RateBracket;
import dev.rubato.lab.tune.Tune;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TuneTextTest {
  private static final RankedEntrant GOOD = given("sgd: 0.1", 1, 2, 1, 2, 1);
  private static final RankedEntrant NEAR = given("adam: 0.1", 1.1, 1.9, 1.2, 1.9, 1.1);
  private static final RankedEntrant WORSE = given("adam: 0.2", 2, 3.1, 2.1, 3, 2);

  private static Tune.Outcome outcome(int budget, int enough, RankedEntrant... finalists) {
    Comparison comparison = Comparisons.of(finalists);
    return new Tune.Outcome(
        comparison,
        List.of(given("lion: 0.3", 4, DIVERGED), given("lion: 0.4", 3)),
        List.of(
            new RateBracket("sgd", 0.04, 0.01, 0.32, 0.01, 1),
            new RateBracket("lion", Double.NaN, 1e-5, 1e-2, 1e-5, 1e-2)),
        List.of(new Tune.Cut(2, 8, 4, 1, 3, 0.5)),
        8,
        budget * comparison.horizon().steps(),
        enough,
        Map.of("adan", "no adan here"));
  }

  private static String text(int budget, int enough, RankedEntrant... finalists) {
    return TuneText.explanation(outcome(budget, enough, finalists));
  }

  @Test
  void whatIsClearlyBetterIsToldWithItsInterval() {
    assertThat(text(40, 40, WORSE, GOOD))
        .contains("Better than the second by 1.04 ± 0.068 in validation loss, over 5 fresh seeds")
        .doesNotContain("thin", "By the median")
        .endsWith("The best by all that was seen:\n");
    assertThat(outcome(40, 40, WORSE, GOOD).winner()).hasToString("sgd: 0.1");
  }

  @Test
  void whatCantBeToldApartIsToldWithWhatWouldBeEnough() {
    assertThat(text(40, 40, GOOD, NEAR))
        .contains(
            "Can't tell the best two apart with this budget: their validation loss differs by")
        .containsPattern("About \\d+ fresh seeds would: --budget \\d+");
    assertThat(text(40, 40, GOOD, given("adam: 0.3", 1, 2, 1, 2, 1))).contains("Either will do");
    assertThat(text(40, 40, given("sgd: 1", 1, 2), given("adam: 1", 2, 1)))
        .contains("Can't tell the best two apart with this budget: 2 fresh seeds are too few;");
    assertThat(text(40, 40, GOOD)).contains("the budget had fresh seeds for one strategy only");
  }

  @Test
  void whereMeansAndMediansDisagreeItIsTold() {
    RankedEntrant stuck = given("adam: 0.3", 0.5, 0.5, 0.5, 0.5, 9);
    assertThat(text(40, 40, stuck, GOOD))
        .contains("By the median the second would be first (0.5, not 1)");
  }

  @Test
  void aThinBudgetIsToldWithWhatWouldBeEnough() {
    assertThat(text(40, 90, GOOD, WORSE)).contains("thin", "Enough would be --budget 90.");
  }

  @Test
  void whatWasSearchedDroppedAndLeftOutIsTold() throws Exception {
    assertThat(text(40, 40, GOOD, WORSE))
        .contains(
            "dropped after 2 fresh seeds: lion: 0.3 (did not finish)\n",
            "dropped after 1 fresh seed: lion: 0.4 (3)\n",
            "sgd: shorter trainings did best at a constant 0.04, so from 0.01 to 0.32, and as the"
                + " best was near an edge, up to 1\n",
            "lion: shorter trainings found no rate, so around its usual one, from 1e-5 to 0.01\n",
            "adan is left out, as its first trainings failed: no adan here\n");
    JsonNode json = new ObjectMapper().readTree(TuneText.json(outcome(40, 90, GOOD, WORSE)));
    assertThat(json.get("winner").asText()).isEqualTo("sgd: 0.1");
    assertThat(json.at("/left-out/0/optimizer").asText()).isEqualTo("adan");
    assertThat(json.at("/left-out/0/reason").asText()).isEqualTo("no adan here");
    assertThat(json.at("/dropped-before/0/seeds").asInt()).isEqualTo(2);
    assertThat(json.at("/brackets/0/highest").asDouble()).isEqualTo(1);
    assertThat(json.get("budget-that-would-be-enough").asInt()).isEqualTo(90);
  }
}
