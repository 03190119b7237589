package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The curves, handles and walks that the page shows. */
class DesignTest {
  @TempDir private static Path folder;
  private static Page page;
  private static Asking asking;

  @BeforeAll
  static void start() throws IOException {
    page = Page.start(PageSettings.local(folder, List.of()));
    asking = new Asking(page);
  }

  @AfterAll
  static void end() {
    page.close();
  }

  private static JsonNode design(long steps, String... strategies) {
    return asking.asked(
        "api/design",
        Map.of("strategies", List.of(strategies), "steps", steps, "stepsPerEpoch", 0));
  }

  @Test
  void everyPointIsATrueValueAtATrueStep() {
    JsonNode plot = design(100_000, "adam: linear(0 -> 0.1) for 50%").path("charts").path(0);
    assertThat(plot.path("x").size()).isBetween(600, 3000);
    assertThat(plot.path("x").path(0).asLong()).isZero();
    assertThat(plot.path("x").path(plot.path("x").size() - 1).asLong()).isEqualTo(99_999);
    for (int i = 0; i < plot.path("x").size(); i++) {
      double t = plot.path("x").path(i).asLong();
      double rate = plot.path("lines").path(0).path("y").path(i).asDouble();
      assertThat(rate)
          .isEqualTo(
              t >= 50_000 ? 0.1 : 0.1 * (t / 50_000), org.assertj.core.data.Offset.offset(1e-15));
    }
  }

  @Test
  void aSpikeOfOneStepIsSeen() {
    String spike = "sgd: 0.1 for 77777 then 5 for 1 then 0.1 for 1000 then 0 for 1 then 0.1";
    JsonNode y = design(100_000, spike).path("charts").path(0).path("lines").path(0).path("y");
    double[] values = new double[y.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = y.path(i).asDouble();
    }
    assertThat(Arrays.stream(values).max().orElse(0)).isEqualTo(5);
    assertThat(Arrays.stream(values).min().orElse(1)).isZero();
  }

  @Test
  void everyNumberThatChangesHasACurve() {
    JsonNode picture =
        design(
            100,
            "sgd(momentum=linear(0.5 -> 0.9)): 0.1 with \"head*\" (rate=linear(0 -> 1))",
            "adam(beta1=0.8): cosine(0.1 -> 0)");
    assertThat(picture.path("charts").findValuesAsText("name"))
        .contains("rate", "momentum", "rate of \"head*\"");
    assertThat(picture.path("charts").path(0).path("lines").size()).isEqualTo(2);
    assertThat(picture.path("strategies").path(1).path("constants").path("beta1").asText())
        .isEqualTo("0.8");
  }

  @Test
  void anErrorStandsUnderItsWord() {
    JsonNode picture =
        design(100, "adamw: cosin(0.1 -> 0)", "0.1 for 500 then cosine(-> 0)", "adam: ?");
    JsonNode error = picture.path("strategies").path(0).path("error");
    assertThat(error.path("reason").asText()).contains("did you mean \"cosine\"?");
    assertThat(
            "adamw: cosin(0.1 -> 0)"
                .substring(error.path("start").asInt(), error.path("end").asInt()))
        .isEqualTo("cosin");
    assertThat(picture.path("strategies").path(1).path("warnings").toString())
        .contains("is cut off");
    assertThat(picture.path("strategies").path(2).path("error").path("start").asInt()).isEqualTo(6);
    assertThat(picture.path("charts").path(0).path("lines").size()).isEqualTo(1);
  }

  @Test
  void veryLongTrainingsAreSampledAndSaySo() {
    JsonNode picture = design(1_000_000_000_000L, "adam: cosine(0.1 -> 0)");
    assertThat(picture.path("stride").asLong()).isGreaterThan(1);
    assertThat(picture.path("charts").path(0).path("x").size()).isBetween(100, 3000);
  }

  @Test
  void aZoomIsDrawnInFull() {
    JsonNode plot =
        asking
            .asked(
                "api/design",
                Map.of(
                    "strategies",
                    List.of("adam: cosine(0.1 -> 0)"),
                    "steps",
                    100_000,
                    "stepsPerEpoch",
                    0,
                    "from",
                    500,
                    "to",
                    700))
            .path("charts")
            .path(0);
    assertThat(plot.path("x").size()).isEqualTo(200);
    assertThat(plot.path("x").path(0).asLong()).isEqualTo(500);
  }

  @Test
  void handlesStandOnTheCurveAndDragsChangeTheNotation() {
    String text = "\"mine\" = adamw(beta1=0.8): linear(0 -> 3e-4) for 5% then cosine(-> 1e-5)";
    JsonNode handles = design(1000, text).path("strategies").path(0).path("handles");
    assertThat(handles.size()).isEqualTo(3);
    JsonNode peak = handles.path(1);
    assertThat(peak.path("step").asLong()).isEqualTo(50);
    assertThat(peak.path("value").asDouble()).isEqualTo(3e-4);
    Map<String, Object> drag =
        Map.of(
            "strategy",
            text,
            "edits",
            List.of(
                Map.of("index", peak.path("level").asInt(), "value", 0.00123456),
                Map.of("index", peak.path("length").asInt(), "value", 12)));
    assertThat(asking.asked("api/drag", drag).path("strategy").asText())
        .isEqualTo(
            "\"mine\" = adamw(beta1=0.8): linear(0 -> 0.00123) for 12% then cosine(-> 1e-5)");
    Map<String, Object> below =
        Map.of(
            "strategy",
            text,
            "edits",
            List.of(Map.of("index", peak.path("length").asInt(), "value", -3)));
    HttpResponse<String> refused = asking.post("api/drag", below);
    assertThat(refused.statusCode()).isEqualTo(422);
  }

  @Test
  void theHandleOfACyclesPeakStandsOnThePeak() {
    JsonNode handles =
        design(1000, "sgd: one-cycle(0.1)").path("strategies").path(0).path("handles");
    assertThat(handles.path(0).path("step").asLong()).isEqualTo(299);
    assertThat(handles.path(0).path("value").asDouble()).isEqualTo(0.1);
  }

  @Test
  void csvHasEveryStep() {
    HttpResponse<String> answer =
        asking.post(
            "api/csv",
            Map.of("strategies", List.of("0.1", "\"b\" = 0.2"), "steps", 50, "stepsPerEpoch", 0));
    assertThat(answer.body().lines()).hasSize(51).startsWith("step,0.1,b", "0,0.1,0.2");
  }

  @Test
  void aStrategyWalksOverAHill() throws IOException {
    JsonNode functions = Asking.json(asking.get("api/functions"));
    assertThat(functions.findValuesAsText("name")).contains("quadratic", "himmelblau");
    JsonNode walk =
        asking.asked(
            "api/walk", Map.of("strategy", "sgd: 0.05", "function", "quadratic", "steps", 100));
    assertThat(walk.path("status").asText()).isEqualTo("done");
    assertThat(walk.path("path").size()).isEqualTo(101);
    assertThat(walk.path("path").path(100).path(2).asDouble()).isLessThan(0.01);
    JsonNode lost =
        asking.asked(
            "api/walk", Map.of("strategy", "sgd: 100", "function", "quadratic", "steps", 10_000));
    assertThat(lost.path("status").asText()).isEqualTo("diverged");
    assertThat(
            asking
                .post("api/walk", Map.of("strategy", "sgd: 1", "function", "no", "steps", 1))
                .statusCode())
        .isEqualTo(400);
  }
}
