package dev.rubato.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.notation.Notation;
import dev.rubato.plot.Series;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateCurvesTest {

  private static RateCurves curves(Horizon horizon, String... strategies) {
    List<Curve> curves = new ArrayList<>();
    for (String strategy : strategies) {
      curves.add(Notation.strategy(strategy).rate().over(horizon));
    }
    return new RateCurves(horizon, List.of(strategies), curves);
  }

  private static String csv(RateCurves curves) throws IOException {
    StringBuilder out = new StringBuilder();
    curves.csv(out);
    return out.toString();
  }

  private static JsonNode json(RateCurves curves) throws IOException {
    StringBuilder out = new StringBuilder();
    curves.json(out);
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void csvHasARowForEachStepAndAColumnForEachStrategyAsItWasGiven() throws IOException {
    RateCurves curves =
        curves(Horizon.ofSteps(4), "linear(1 -> 0)", "sgd: step(  0.1, every=2, gamma=0.01)");
    assertThat(csv(curves))
        .isEqualTo(
            """
            step,linear(1 -> 0),"sgd: step(  0.1, every=2, gamma=0.01)"
            0,1,0.1
            1,0.75,0.1
            2,0.5,0.001
            3,0.25,0.001
            """);
  }

  @Test
  void jsonHasTheHorizonAndEveryRate() throws IOException {
    JsonNode json = json(curves(Horizon.ofEpochs(2, 3), "cosine(1 -> 0)", "0.1 # \"quoted\""));
    assertThat(json.get("steps").asInt()).isEqualTo(6);
    assertThat(json.get("steps-per-epoch").asInt()).isEqualTo(3);
    assertThat(json.get("curves")).hasSize(2);
    assertThat(json.at("/curves/0/strategy").asText()).isEqualTo("cosine(1 -> 0)");
    assertThat(json.at("/curves/0/rates")).hasSize(6);
    assertThat(json.at("/curves/0/rates/0").asDouble()).isEqualTo(1);
    assertThat(json.at("/curves/0/rates/3").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/curves/1/strategy").asText()).isEqualTo("0.1 # \"quoted\"");
    assertThat(json.at("/curves/1/rates").toString()).isEqualTo("[0.1,0.1,0.1,0.1,0.1,0.1]");
  }

  @Test
  void withoutEpochsJsonHasNoStepsPerEpoch() throws IOException {
    assertThat(json(curves(Horizon.ofSteps(1), "0.1")).has("steps-per-epoch")).isFalse();
  }

  @Test
  void csvAndJsonAndTheChartHoldTheSameNumbers() throws IOException {
    RateCurves curves = curves(Horizon.ofSteps(200), "one-cycle(0.3)");
    List<String> rows = csv(curves).lines().skip(1).toList();
    JsonNode rates = json(curves).at("/curves/0/rates");
    double[] drawn = curves.chart("").lines().get(0).y().toArray();
    assertThat(rows).hasSize(200);
    for (int t = 0; t < 200; t++) {
      assertThat(rows.get(t)).startsWith(t + ",");
      double rate = Double.parseDouble(rows.get(t).substring(rows.get(t).indexOf(',') + 1));
      assertThat(rate).isEqualTo(drawn[t]).isEqualTo(rates.get(t).asDouble());
    }
  }

  @Test
  void namesOfAnyKindReadBackFromCsvAndJson() throws IOException {
    Horizon horizon = Horizon.ofSteps(1);
    RateCurves curves =
        new RateCurves(horizon, List.of("a,\"b\"\nc", "\u001b[31m"), List.of(t -> 1, t -> 2));
    assertThat(csv(curves)).isEqualTo("step,\"a,\"\"b\"\"\nc\",\u001b[31m\n0,1,2\n");
    assertThat(json(curves).at("/curves/0/strategy").asText()).isEqualTo("a,\"b\"\nc");
    assertThat(json(curves).at("/curves/1/strategy").asText()).isEqualTo("\u001b[31m");
  }

  @Test
  void aChartOfVeryManyStepsHasPointsSpreadOverAllOfThem() {
    Series line = curves(Horizon.ofSteps(1_000_003), "linear(1 -> 0)").chart("t").lines().get(0);
    assertThat(line.x().size()).isBetween(10_000, 20_000);
    assertThat(line.x().at(0)).isZero();
    assertThat(line.x().at(line.x().size() - 1)).isBetween(999_900.0, 1_000_002.0);
    assertThat(line.y().at(0)).isEqualTo(1);
  }

  @Test
  void theLongestHorizonCanBeDrawn() {
    Series line =
        curves(new Horizon(Horizon.MAX_STEPS, 0), "cosine(1 -> 0)").chart("").lines().get(0);
    assertThat(line.x().size()).isLessThanOrEqualTo(20_000);
    assertThat(line.x().at(line.x().size() - 1)).isLessThan(Horizon.MAX_STEPS);
  }
}
