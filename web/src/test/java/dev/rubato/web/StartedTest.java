package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rubato.web.started.Offer;
import dev.rubato.web.started.Starter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Studies that the page starts, and what it refuses to start. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class StartedTest {
  @TempDir private Path folder;

  /** What would have been run. */
  private final List<List<String>> started = Collections.synchronizedList(new ArrayList<>());

  /** Runs something harmless in its place. */
  private Starter doing(String... command) {
    return (words, log) -> {
      started.add(List.copyOf(words));
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    };
  }

  private Page serve(Starter starter) throws IOException {
    return Page.start(PageSettings.local(folder, List.of(new Valley())).with(starter));
  }

  private static Map<String, Object> wish() {
    return new HashMap<>(
        Map.of(
            "kind",
            "compare",
            "task",
            "valley",
            "strategies",
            List.of("sgd: ?", "\"a\" = adam: 0.1"),
            "steps",
            20,
            "seeds",
            3,
            "budget",
            0));
  }

  private static JsonNode await(Asking asking, boolean running) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      JsonNode seen = Asking.json(asking.get("api/started"));
      if (seen.path("running").asBoolean() == running) {
        return seen;
      }
      Thread.sleep(25);
    }
    throw new AssertionError("running never became " + running);
  }

  @Test
  void aStudyIsStartedAsItsCommandAndStopped() throws Exception {
    try (Page page = serve(doing("sleep", "60"))) {
      Asking asking = new Asking(page);
      assertThat(asking.asked("api/started", wish()).path("running").asBoolean()).isTrue();
      assertThat(started)
          .containsExactly(
              List.of(
                  "compare",
                  "sgd: ?",
                  "\"a\" = adam: 0.1",
                  "--task",
                  "valley",
                  "--steps",
                  "20",
                  "--store",
                  folder.toString(),
                  "--seeds",
                  "3",
                  "--report",
                  folder.resolve("started.html").toString()));
      HttpResponse<String> second = asking.post("api/started", wish());
      assertThat(second.statusCode()).isEqualTo(422);
      assertThat(second.body()).contains("stop it first");
      asking.asked("api/started/stop", Map.of());
      assertThat(await(asking, false).path("exit").asInt()).isNotZero();
      assertThat(folder.resolve("started.json")).doesNotExist();
      assertThat(asking.post("api/started/stop", Map.of()).statusCode()).isEqualTo(422);
    }
  }

  @Test
  void aNamedTaskIsStartedByTheWordsThatNamedItAndNoOther() throws Exception {
    Offer own = new Offer("train.py", "a program", 50, List.of("--command", "python3 train.py"));
    PageSettings settings =
        PageSettings.local(folder, List.of(new Valley())).with(doing("echo", "x"), List.of(own));
    try (Page page = Page.start(settings)) {
      Asking asking = new Asking(page);
      JsonNode offered = Asking.json(asking.get("api/started/tasks"));
      assertThat(offered.size()).isEqualTo(1);
      assertThat(offered.path(0).path("name").asText()).isEqualTo("train.py");
      assertThat(offered.path(0).path("steps").asLong()).isEqualTo(50);
      assertThat(offered.toString()).doesNotContain("--command");
      assertThat(asking.post("api/started", wish()).statusCode()).isEqualTo(422); // the valley
      Map<String, Object> wish = wish();
      wish.put("task", "train.py");
      asking.asked("api/started", wish);
      assertThat(started.get(0))
          .containsSequence("--command", "python3 train.py", "--steps", "20")
          .doesNotContain("--task");
    }
  }

  @Test
  void whatEndsByItselfIsNotGoneOnWithAndItsWordsAreSeen() throws Exception {
    try (Page page = serve(doing("echo", "No clear winner"))) {
      Asking asking = new Asking(page);
      asking.asked("api/started", wish());
      JsonNode seen = await(asking, false);
      assertThat(seen.path("exit").asInt()).isZero();
      assertThat(seen.path("said").asText()).isEqualTo("No clear winner\n");
    }
    try (Page page = serve(doing("sleep", "60"))) {
      assertThat(Asking.json(new Asking(page).get("api/started")).path("running").asBoolean())
          .isFalse();
    }
  }

  @Test
  void whatAPagesEndStoppedGoesOnWithTheNextPage() throws Exception {
    try (Page page = serve(doing("sleep", "60"))) {
      new Asking(page).asked("api/started", wish());
    }
    assertThat(folder.resolve("started.json")).exists();
    try (Page page = serve(doing("sleep", "60"))) {
      assertThat(await(new Asking(page), true).path("kind").asText()).isEqualTo("compare");
      assertThat(started).hasSize(2);
      assertThat(started.get(1)).isEqualTo(started.get(0));
    }
  }

  @Test
  void nothingButWhatIsOfferedIsStarted() throws Exception {
    Files.writeString(
        folder.resolve("started.json"),
        "{\"kind\":\"train\",\"task\":\"evil\",\"strategies\":[\"sgd: 1\"],\"steps\":1,\"seeds\":0,\"budget\":0}");
    try (Page page = serve(doing("sleep", "60"))) {
      Asking asking = new Asking(page);
      Object[][] wrong = {
        {"kind", "serve"},
        {"kind", "studies"},
        {"task", "--command"},
        {"task", "other"},
        {"strategies", List.of()},
        {"strategies", List.of("--command=touch x")},
        {"strategies", List.of("@/etc/passwd")},
        {"strategies", List.of("sgd: cosin(1)")},
        {"steps", 0},
        {"steps", 1_000_000_000_000L},
        {"seeds", -1},
        {"budget", 1_000_000}
      };
      for (Object[] each : wrong) {
        Map<String, Object> wish = wish();
        wish.put((String) each[0], each[1]);
        assertThat(asking.post("api/started", wish).statusCode()).as("%s", wish).isEqualTo(422);
      }
      assertThat(asking.post("api/started", "{}").statusCode()).isEqualTo(400);
      assertThat(started).isEmpty();
    }
    try (Page page = Page.start(PageSettings.local(folder, List.of(new Valley())))) {
      assertThat(new Asking(page).post("api/started", wish()).statusCode()).isEqualTo(422);
    }
  }
}
