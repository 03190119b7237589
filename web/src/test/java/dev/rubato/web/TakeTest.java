package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rubato.interop.Target;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strategies as code of other libraries, and from it, by the page's server. */
class TakeTest {
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

  private static HttpResponse<String> export(String strategy, long steps, String target) {
    return asking.post(
        "api/export",
        Map.of(
            "strategies", List.of(strategy), "steps", steps, "stepsPerEpoch", 0, "target", target));
  }

  @Test
  void everyTargetHasItsCodeOrAReason() {
    for (Target target : Target.values()) {
      HttpResponse<String> answer =
          export("adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0)", 1000, target.toString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("adamw: linear(0 -> 3e-4)");
    }
    HttpResponse<String> muon = export("muon: 0.1", 100, "pytorch");
    assertThat(muon.statusCode()).isEqualTo(422);
    assertThat(muon.body()).contains("it can't be said in pytorch: PyTorch has no muon");
  }

  @Test
  void whatIsTooLargeOrNoRequestIsRefused() {
    assertThat(export("adam: 0.1", 1_000_001, "java").body()).contains("rubato export --to java");
    assertThat(export("adam: 0.1", 200_001, "csv").body()).contains("rubato export --to csv");
    assertThat(export("adam: 0.1", 10, "fortran").statusCode()).isEqualTo(400);
    assertThat(export("adam: ?", 10, "java").statusCode()).isEqualTo(422);
    assertThat(export("adam: cosin(1 -> 0)", 10, "java").body()).contains("cosine");
    assertThat(asking.post("api/import", Map.of("text", "(".repeat(100_001))).statusCode())
        .isEqualTo(400);
    assertThat(asking.post("api/import", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void aSchedulerIsReadOrRefusedInASentence() {
    JsonNode read =
        asking.asked(
            "api/import", Map.of("text", "StepLR(optimizer, 30)", "lr", 0.5, "perEpoch", true));
    assertThat(read.path("strategy").asText()).isEqualTo("step(0.5, every=30) per epoch");
    assertThat(read.path("residual").isNull()).isTrue();
    JsonNode rows =
        asking.asked(
            "api/import", Map.of("text", "step,lr\n0,4\n1,3\n2,2\n3,1\n", "perEpoch", false));
    assertThat(rows.path("strategy").asText()).isEqualTo("linear(4 -> 0)");
    assertThat(rows.path("residual").asText()).isEqualTo("0");
    assertThat(rows.path("steps").asLong()).isEqualTo(4);
    HttpResponse<String> missing =
        asking.post("api/import", Map.of("text", "StepLR(o, 30)", "perEpoch", false));
    assertThat(missing.statusCode()).isEqualTo(422);
    assertThat(missing.body()).contains("the optimizer's rate is missing");
  }
}
