package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code rubato serve} as a process. */
@Timeout(120)
class ServeCommandTest {
  @TempDir private Path folder;

  private Process start(String... more) throws IOException {
    List<String> command = new java.util.ArrayList<>(ProcessTest.rubato("serve"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static URI address(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    return URI.create(out.readLine());
  }

  @Test
  void thePageTrainsABundledTaskAndBendsIt() throws Exception {
    Process process = start();
    try {
      URI address = address(process);
      assertThat(address.toString()).matches("http://127\\.0\\.0\\.1:\\d+/");
      Served page = new Served(address);
      String strategy = "adam: cosine(0.01 -> 0)";
      Map<String, Object> start =
          Map.of("task", "digits", "strategy", strategy, "steps", 60, "seed", 1);
      long id = page.post("api/trainings", start).path("id").asLong();
      Served.Told old = page.ended(id);
      assertThat(old.state()).isEqualTo("done");
      Map<String, Object> bend =
          Map.of("from", 40, "points", List.of(Map.of("step", 60, "rate", 0.002)));
      long child = page.post("api/trainings/" + id + "/bend", bend).path("id").asLong();
      Served.Told bent = page.ended(child);
      assertThat(bent.strategy())
          .isEqualTo("adam: cosine(0.01 -> 0) from start until 40 then linear(-> 0.002)");
      assertThat(bent.losses().subList(0, 41)).isEqualTo(old.losses().subList(0, 41));
      assertThat(bent.losses().get(59)).isNotEqualTo(old.losses().get(59));
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void studiesCanBeStartedOnAProgramThatIsNamed() throws Exception {
    String program =
        "for i in 1 2 3 4 5; do echo '{\"step\":'$i',\"loss\":1,\"validation-loss\":'$i'}'; done";
    Process process = start("--command", program, "--steps", "5");
    try {
      URI address = address(process);
      Served page = new Served(address);
      String name = page.get("api/started/tasks").path(0).path("name").asText();
      assertThat(name).startsWith("for i in");
      page.post(
          "api/started",
          Map.of(
              "kind",
              "train",
              "task",
              name,
              "strategies",
              List.of("sgd: 0.1"),
              "steps",
              5,
              "seeds",
              0,
              "budget",
              0));
      com.fasterxml.jackson.databind.JsonNode seen = page.get("api/started");
      while (seen.path("running").asBoolean()) {
        Thread.sleep(100);
        seen = page.get("api/started");
      }
      assertThat(seen.path("exit").asInt()).as(seen.path("said").asText()).isZero();
      assertThat(page.get("api/studies").path("studies").path(0).path("finished").asInt())
          .isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
    Cli.Outcome lengthless = Cli.run("serve", "--command", program);
    assertThat(lengthless.status()).isEqualTo(2);
    assertThat(lengthless.err()).contains("--steps");
  }

  @Test
  void otherAddressesGetATokenAndBadOnesAreRefused() throws Exception {
    Process process = start("--host", "0.0.0.0");
    try {
      assertThat(address(process).toString())
          .matches("http://\\d+\\.\\d+\\.\\d+\\.\\d+:\\d+/\\?token=[0-9a-f]{32}")
          .doesNotContain("0.0.0.0");
    } finally {
      process.destroyForcibly();
    }
    assertThat(Cli.run("serve", "--port", "70000").status()).isEqualTo(2);
    Cli.Outcome weak = Cli.run("serve", "--token", "secret");
    assertThat(weak.status()).isEqualTo(2);
    assertThat(weak.err()).contains("16 to 200");
  }
}
