package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: signals, pipes, exit statuses, encodings. */
@Timeout(300)
class ProcessTest {
  @TempDir private Path folder;

  static List<String> rubato(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // starts sooner
                "-Xmx256m"));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.rubato.cli.Main"));
    command.addAll(List.of(args));
    return command;
  }

  /** A process in the test's folder. */
  private Process start(List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  private Cli.Outcome run(Map<String, String> environment, List<String> command) throws Exception {
    Process process = start(command, environment);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Cli.Outcome(process.waitFor(), out, err);
  }

  private Cli.Outcome shell(String script, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
    command.addAll(rubato(args));
    return run(Map.of(), command);
  }

  @Test
  void aProcessEndsWithTheStatusOfTheRun() throws Exception {
    Cli.Outcome good = run(Map.of(), rubato("curve", "0.1", "--steps=1", "--format=csv"));
    assertThat(good).isEqualTo(new Cli.Outcome(0, "step,0.1\n0,0.1\n", ""));
    Cli.Outcome bad = run(Map.of(), rubato("curve", "cosin(1 -> 0)", "--steps=1"));
    assertThat(bad.status()).isEqualTo(2);
    assertThat(bad.out()).isEmpty();
    assertThat(bad.err()).contains("cosine");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aReaderThatHasSeenEnoughIsNoError() throws Exception {
    // far more than a pipe holds, and than anybody would wait for
    Cli.Outcome outcome =
        shell("\"$@\" | head -n 1", "curve", "0.1", "--steps=9007199254740992", "--format=csv");
    assertThat(outcome.out()).isEqualTo("step,0.1\n");
    assertThat(outcome.err()).isEmpty();
    assertThat(shell("\"$@\" | head -n 1", "strategies").err()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskUnderStandardOutputIsAFailureThatIsTold() throws Exception {
    Cli.Outcome outcome = shell("\"$@\" > /dev/full", "strategies");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("standard output").doesNotContain("\tat ");
    Cli.Outcome rows =
        shell("\"$@\" > /dev/full", "curve", "0.1", "--steps=1000000", "--format=csv");
    assertThat(rows.status()).isEqualTo(1);
    assertThat(rows.err()).contains("standard output").doesNotContain("\tat ");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whereOnlyAsciiCanBeShownCurvesAreDrawnInAscii() throws Exception {
    Map<String, String> plain = Map.of("LC_ALL", "C", "LANG", "C");
    String drawn = run(plain, rubato("curve", "cosine(1 -> 0)", "--steps=9")).succeeds().out();
    assertThat(drawn).contains("cosine(1 -> 0)").matches("[\\x20-\\x7e\\n]+");
  }

  /** Whether a trial of the study in the test's folder is done. */
  private boolean oneIsDone() {
    try (Store store = Store.read(folder.resolve(".rubato"))) {
      return store.trials(1, false).stream().anyMatch(trial -> trial.state().equals("done"));
    } catch (StoreException e) {
      return false; // it is being made
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anInterruptEndsAComparisonAndLeavesOnlyTheStoreBehind() throws Exception {
    // the shell of a build may ignore interrupts, and would have its children do so
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    // the first is soon done, the second takes long
    command.addAll(rubato("compare", "0.1", "sgd: ?", "--epochs=10", "--seeds=1"));
    Process process = start(command, Map.of());
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      assertThat(err.readLine()).contains("comparing");
      while (!oneIsDone()) {
        assertThat(process.isAlive()).as("it runs until a first trial is done").isTrue();
        TimeUnit.MILLISECONDS.sleep(20);
      }
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      List<String> said = err.lines().filter(line -> !line.contains(" of ")).toList();
      assertThat(said).hasSize(3);
      assertThat(said.get(0))
          .matches("rubato: stopped; \\.rubato keeps [0-9]+ finished training.*");
      assertThat(said.get(1)).isEqualTo("To go on, run the same command again:");
      assertThat(said.get(2)).isEqualTo("  rubato compare 0.1 'sgd: ?' --epochs=10 --seeds=1");
      assertThat(process.getInputStream().readAllBytes()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve(".rubato"));
    }
    assertThat(run(Map.of(), rubato("studies")).succeeds().out()).contains("stopped");
  }
}
