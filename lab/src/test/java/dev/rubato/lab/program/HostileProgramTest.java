package dev.rubato.lab.program;

import static dev.rubato.lab.program.ProgramRuns.SHORT;
import static dev.rubato.lab.program.ProgramRuns.WELL;
import static dev.rubato.lab.program.ProgramRuns.line;
import static dev.rubato.lab.program.ProgramRuns.run;
import static dev.rubato.lab.program.ProgramRuns.runs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that are broken or mean harm: each gives a failed trial that says what happened. */
@Timeout(60)
class HostileProgramTest {
  private static final Limits IMPATIENT = SHORT.withSilence(Duration.ofMillis(500));

  private static final Limits FEW_LINES =
      new Limits(SHORT.silence(), SHORT.total(), 20_000, SHORT.bytes());

  @TempDir Path folder;

  @BeforeAll
  static void onlyWhereThereIsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
  }

  private static String failure(TrialResult result) {
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.test()).isEmpty();
    return result.reason();
  }

  @Test
  void anInstantExitSaysThatNothingWasPrinted() {
    assertThat(failure(run("exit 0")))
        .isEqualTo(
            "it printed no JSON lines on its standard output; docs/protocol.md says which are"
                + " expected");
  }

  @Test
  void aMetricThatIsNotReportedIsToldWithThoseThatAre() {
    String command = line(5, "f1", "1") + line(10, "accuracy", "1");
    assertThat(failure(run(command)))
        .isEqualTo(
            "it reported no metric validation-loss; judge it by another with --judged-by NAME, of:"
                + " accuracy, f1");
    assertThat(failure(run(line(5, "validation-loss", "1") + line(10, "accuracy", "1"))))
        .isEqualTo("it reported no validation-loss at the last step, 10, but one at step 5");
  }

  @Test
  void aLargeExitStatusIsNoSignal() {
    assertThat(failure(run("exit 255"))).startsWith("it exited with status 255 after step 0");
    assertThat(failure(run("exit 193"))).startsWith("it exited with status 193 after step 0");
    assertThat(failure(run("exit 137"))).startsWith("it was terminated by signal 9");
  }

  @Test
  void anExitStatusIsToldWithTheLastLinesOfStandardError() {
    assertThat(failure(run(line(4, "loss", "1") + "echo 'no such file' >&2; exit 3")))
        .isEqualTo(
            "it exited with status 3 after step 4 of 10; its standard error ends with:\n"
                + "no such file");
  }

  @Test
  void aCommandThatDoesNotExistIsSaidByTheShell() {
    assertThat(failure(run("no-such-program-anywhere")))
        .contains("exited with status 127", "no-such-program-anywhere");
  }

  @Test
  void aSignalIsTold() {
    assertThat(failure(run("kill -9 $$"))).startsWith("it was terminated by signal 9");
  }

  @Test
  void aTrainingThatEndsTooSoonFails() {
    assertThat(failure(run(line(4, "loss", "1")))).isEqualTo("it ended after step 4 of 10");
  }

  @Test
  void aTrainingWithoutItsLastEvaluationFails() {
    assertThat(failure(run(line(10, "loss", "1"))))
        .isEqualTo("it reported no validation-loss at the last step, 10");
  }

  @Test
  void aProgramThatHangsIsEndedWithAllThatItStarted() throws Exception {
    String command = "sleep 1000 & echo $! > " + folder + "/pid; sleep 1001";
    assertThat(failure(run(command, IMPATIENT)))
        .isEqualTo("it printed nothing for 500 ms, after step 0 of 10");
    assertThat(runs(Files.readString(folder.resolve("pid")))).isFalse();
  }

  @Test
  void aProgramThatDoesNotListenToSignalsIsKilled() throws Exception {
    String command =
        "trap '' TERM INT HUP; echo $$ > " + folder + "/pid; while true; do sleep 1000; done";
    assertThat(failure(run(command, IMPATIENT))).startsWith("it printed nothing for 500 ms");
    assertThat(runs(Files.readString(folder.resolve("pid")))).isFalse();
  }

  @Test
  void aProgramThatTricklesOnIsEndedInTime() {
    Limits limits = SHORT.withTotal(Duration.ofMillis(700));
    assertThat(failure(run("while true; do echo .; sleep 0.1; done", limits)))
        .isEqualTo("it did not finish within 700 ms");
  }

  @Test
  void aProgramThatHangsAfterItClosedItsOutputIsEnded() {
    assertThat(failure(run(WELL + "; exec >&- 2>&-; sleep 1000", IMPATIENT)))
        .startsWith("it printed nothing for 500 ms");
  }

  @Test
  void endlessLinesAreCutOff() {
    assertThat(failure(run("yes"))).startsWith("it printed more than the limit of");
  }

  @Test
  void anEndlessLineIsCutOff() {
    assertThat(failure(run("cat /dev/zero"))).startsWith("it printed more than the limit of");
  }

  @Test
  void anEndlessLineOfJsonIsCutOff() {
    assertThat(failure(run("printf '{'; cat /dev/zero")))
        .isEqualTo("line 1 of its output begins with a brace and has more than 65536 bytes");
  }

  @Test
  void endlessJsonIsCutOff() {
    assertThat(failure(run("yes '{\"test-loss\": 1}'", FEW_LINES)))
        .startsWith("it printed more than the limit of");
  }

  @Test
  void randomBytesAreGarbageOrOrdinaryOutput() {
    assertThat(failure(run("head -c 10000000 /dev/urandom"))).isNotBlank();
  }

  @Test
  void standardErrorMayFloodAndIsNotKept() {
    TrialResult result = run("yes 'too much' | head -c 30000000 >&2; echo 'the end' >&2; exit 1");
    assertThat(failure(result)).startsWith("it exited with status 1").endsWith("the end");
    assertThat(result.reason().length()).isLessThan(2200);
    assertThat(result.reason().lines()).hasSizeLessThan(22);
  }

  @Test
  void whatTerminalsObeyIsTakenOutOfStandardError() {
    assertThat(failure(run("printf 'a\\033[2Jb\\000c\\rd\\377e\\n' >&2; exit 1")))
        .endsWith("a·[2Jb·c\nd\uFFFDe");
  }

  @Test
  void aChildThatKeepsTheOutputOpenIsEndedToo() throws Exception {
    String command = WELL + "; sleep 1000 & echo $! > " + folder + "/pid; sleep 0.3";
    assertThat(run(command).status()).isEqualTo(Status.DONE);
    assumeTrue(Files.isDirectory(Path.of("/proc")), "elsewhere an orphan is seen after a second");
    assertThat(runs(Files.readString(folder.resolve("pid")))).isFalse();
  }

  @Test
  void aChildThatFloodsTheOutputIsEndedToo() {
    assertThat(run(WELL + "; (while true; do echo .; sleep 0.01; done) & sleep 0.3").status())
        .isEqualTo(Status.DONE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDaemonIsEndedToo() throws Exception {
    String daemon = "%s setsid sh -c 'echo $$ > %s; exec sleep 1000' </dev/null >/dev/null 2>&1 & ";
    Path plain = folder.resolve("plain");
    Path hiding = folder.resolve("hiding");
    String command =
        daemon.formatted("", plain)
            + daemon.formatted("env -i", hiding)
            + "sleep 2.5; " // by then it was seen
            + WELL;
    assertThat(run(command).status()).isEqualTo(Status.DONE);
    assertThat(runs(Files.readString(plain))).isFalse();
    assertThat(runs(Files.readString(hiding))).isFalse();
  }

  @Test
  void standardInputIsEmpty() {
    assertThat(run("cat && " + WELL).status()).isEqualTo(Status.DONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                             | not JSON",
        "{step: 1}                     | not JSON",
        "{}                            | it has no values",
        "{\"step\": 1} {\"step\": 2}   | more follows after the closing brace",
        "{\"step\": 1, \"step\": 2}    | Duplicate",
        "{\"loss\": 1}                 | it has no \"step\"",
        "{\"step\": 1.5}               | must be a whole number",
        "{\"step\": -1}                | must be a whole number",
        "{\"step\": 1e999999999}       | must be a whole number",
        "{\"step\": NaN}               | must be a whole number",
        "{\"step\": 11}                | only 10 steps",
        "{\"step\": 0, \"loss\": 1}    | the first loss has step 1",
        "{\"step\": 1, \"loss\": \"x\"} | \"loss\" must be a number",
        "{\"step\": 1, \"a\": {\"b\": 1}} | \"a\" must be a number",
        "{\"step\": 1, \"\": 1}        | can't be the name of a metric",
      })
  void aLineThatCantBeUsedIsShownWithItsNumber(String line, String problem) throws Exception {
    Path file = Files.writeString(folder.resolve("lines"), "hello\n" + line + "\n");
    assertThat(failure(run("cat " + file)))
        .startsWith("line 2 of its output can't be used: ")
        .contains(problem)
        .endsWith(": " + line);
  }

  @Test
  void deeplyNestedJsonAndHugeNumbersAreRefused() throws Exception {
    Path deep = Files.writeString(folder.resolve("deep"), "{\"a\":" + "[".repeat(60_000) + "\n");
    assertThat(failure(run("cat " + deep))).contains("\"a\" must be a number");
    Path huge =
        Files.writeString(folder.resolve("huge"), "{\"step\":" + "9".repeat(60_000) + "}\n");
    assertThat(failure(run("cat " + huge))).contains("can't be used: not JSON");
  }

  @Test
  void stepsOutOfOrderAreRefused() {
    assertThat(failure(run(line(3, "loss", "1") + line(2, "loss", "1"))))
        .contains("line 2", "step 3 was already reported");
    assertThat(failure(run(line(3, "loss", "1") + line(3, "loss", "1"))))
        .contains("a loss for this step was already reported");
    assertThat(failure(run(line(3, "accuracy", "1") + line(3, "validation-loss", "1"))))
        .contains("metrics for this step were already reported");
  }

  @Test
  void aMemoryFullOfMetricsIsRefused() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= 12_000; step++) {
      lines.append("{\"step\":").append(step);
      for (int i = 0; i < 90; i++) {
        lines.append(",\"m").append(i).append("\":1");
      }
      lines.append("}\n");
    }
    Path file = Files.writeString(folder.resolve("lines"), lines);
    assertThat(failure(run("cat " + file, "sgd: 0.1", 12_000, SHORT)))
        .isEqualTo("it reported more than 1000000 metrics");
  }

  @Test
  void anInterruptedTrialIsCancelledAndItsProgramEnded() throws Exception {
    AtomicReference<TrialResult> result = new AtomicReference<>();
    String command = "echo $$ > " + folder + "/pid; " + line(1, "loss", "1") + "sleep 1000";
    Thread[] thread = new Thread[1];
    ProgramTask task = new ProgramTask(command, Horizon.ofSteps(10));
    TrialListener impatient =
        new TrialListener() {
          @Override
          public void steps(TrialEvent.Steps event) {
            thread[0].interrupt();
          }
        };
    thread[0] =
        new Thread(() -> result.set(task.run(ProgramRuns.trial("sgd: 0.1", 10), impatient)));
    thread[0].start();
    thread[0].join();
    assertThat(result.get().status()).isEqualTo(Status.CANCELLED);
    assertThat(result.get().losses()).containsExactly(1);
    assertThat(runs(Files.readString(folder.resolve("pid")))).isFalse();
  }

  @Test
  void aProgramEndsWithRubato() throws Exception {
    Path said = folder.resolve("said");
    Process rubato =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Alone.class.getName(),
                "echo $$ > " + folder + "/pid; echo $RUBATO_FOLDER > " + said + "; sleep 1000")
            .inheritIO()
            .start();
    while (!Files.exists(said) || Files.readString(said).isBlank()) {
      assertThat(rubato.isAlive()).isTrue();
      Thread.sleep(20);
    }
    rubato.destroy();
    rubato.waitFor();
    assertThat(runs(Files.readString(folder.resolve("pid")))).isFalse();
    assertThat(Path.of(Files.readString(said).strip()).getParent()).doesNotExist();
  }

  @Test
  void timeInWhichRubatoIsSuspendedIsNoSilence() throws Exception {
    String command =
        "touch %1$s/begun; while [ ! -e %1$s/go ]; do sleep 0.05; done; ".formatted(folder) + WELL;
    Process rubato =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Impatient.class.getName(),
                command,
                folder.toString())
            .inheritIO()
            .start();
    try {
      while (!Files.exists(folder.resolve("begun"))) {
        assertThat(rubato.isAlive()).isTrue();
        Thread.sleep(20);
      }
      signal("STOP", rubato);
      Thread.sleep(Impatient.LIMIT.plusSeconds(1).toMillis());
      signal("CONT", rubato);
      Thread.sleep(200);
      Files.createFile(folder.resolve("go"));
      assertThat(rubato.waitFor()).isZero();
      assertThat(folder.resolve("result")).hasContent("DONE");
    } finally {
      rubato.destroyForcibly();
    }
  }

  private static void signal(String name, Process process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }

  /** Runs one trial of a command with little patience, and writes how it ended. */
  static final class Impatient {
    static final Duration LIMIT = Duration.ofSeconds(2);

    private Impatient() {}

    public static void main(String[] args) throws Exception {
      TrialResult result = run(args[0], SHORT.withSilence(LIMIT).withTotal(LIMIT));
      Files.writeString(Path.of(args[1], "result"), result.status() + result.reason());
    }
  }

  /** Runs one trial of a command. */
  static final class Alone {
    private Alone() {}

    public static void main(String[] args) {
      TrialResult result = run(args[0]);
      throw new IllegalStateException("it should not have ended: " + result);
    }
  }

  @Test
  void itsFolderGoesAwayAndALinksTargetStays() throws Exception {
    Path mine = Files.writeString(folder.resolve("mine"), "stays");
    String command =
        "ln -s %s $RUBATO_FOLDER/link; mkdir $RUBATO_FOLDER/shut; touch $RUBATO_FOLDER/shut/a;"
            + " echo $RUBATO_FOLDER > %s/said; ls $RUBATO_FOLDER; exit 1";
    failure(run(command.formatted(folder, folder)));
    Path work = Path.of(Files.readString(folder.resolve("said")).strip());
    assertThat(work.getParent()).doesNotExist();
    assertThat(mine).hasContent("stays");
  }
}
