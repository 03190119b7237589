package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that serve many trials in one process, sound and otherwise. */
@Timeout(120)
class ServingProgramTest {
  private static final String PROGRAM =
      """
      import os, random, sys, time
      import rubato
      served = 0
      for trial in rubato.trials(fork=%s):
          served += 1
          with open("%s", "a") as runs:
              runs.write("%%d %%d %%s\\n" %% (os.getpid(), os.getppid(), os.environ["RUBATO_PROTOCOL"]))
          w = random.random()
          for step in trial.steps():
              if step == 3:
                  %s
              loss = w * w
              w -= trial.lr * 2 * w
              trial.step(None, loss)
              if trial.evaluates:
                  trial.report(validation_loss=w * w)
          trial.report(test_loss=w * w)
      """;

  private static final Limits PATIENT =
      new Limits(Duration.ofSeconds(20), Duration.ofSeconds(60), 1000, 100_000);

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeftRunning() {
    ServingPrograms.end(0);
  }

  private String program(boolean fork, String inTheMidst) throws IOException {
    try (InputStream helper = ProgramTask.class.getResourceAsStream("rubato.py")) {
      Files.write(folder.resolve("rubato.py"), Objects.requireNonNull(helper).readAllBytes());
    }
    Path file = folder.resolve("train.py");
    String python = fork ? "True" : "False";
    Files.writeString(file, PROGRAM.formatted(python, folder.resolve("runs"), inTheMidst));
    return ProgramRuns.python() + " " + file;
  }

  /** What the trials that were begun ran in: process, its parent, and protocol. */
  private List<String[]> runs() throws IOException {
    return Files.readAllLines(folder.resolve("runs")).stream()
        .map(each -> each.split(" "))
        .toList();
  }

  private long processes(int column) throws IOException {
    return runs().stream().skip(1).map(each -> each[column]).distinct().count();
  }

  private static Trial trial(String strategy, long seed) {
    return new Trial(Notation.strategy(strategy), Horizon.ofSteps(10), seed);
  }

  private static List<TrialResult> run(String command, int trials, Limits limits) {
    ProgramTask task = new ProgramTask(command, Horizon.ofSteps(10)).within(limits);
    List<TrialResult> results = new ArrayList<>();
    for (int seed = 1; seed <= trials; seed++) {
      results.add(task.run(trial("cosine(0.3 -> 0)", seed), TrialListener.NONE));
    }
    return results;
  }

  private static void allWell(List<TrialResult> results) {
    for (TrialResult result : results) {
      assertThat(result.reason()).isEmpty();
      assertThat(result.status()).isEqualTo(Status.DONE);
      assertThat(result.losses()).hasSize(10);
      assertThat(result.test()).containsKey("loss");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyTrialsAreServedInOneProcessWithTheSameResults(boolean fork) throws IOException {
    String command = program(fork, "pass");
    List<TrialResult> served = run(command, 5, PATIENT);
    allWell(served);
    assertThat(runs().stream().map(each -> each[2])).containsExactly("1", "2", "2", "2", "2");
    assertThat(processes(fork ? 1 : 0)).isEqualTo(1);
    String alone = command + " # alone"; // another program, so that its first trial is its own
    for (int seed = 1; seed <= 5; seed++) {
      TrialResult one =
          new ProgramTask(alone + seed, Horizon.ofSteps(10))
              .run(trial("cosine(0.3 -> 0)", seed), TrialListener.NONE);
      TrialResult other = served.get(seed - 1);
      assertThat(one.losses()).isEqualTo(other.losses());
      assertThat(one.evaluations()).isEqualTo(other.evaluations());
      assertThat(one.test()).isEqualTo(other.test());
    }
  }

  @Test
  void aProgramThatDiesIsStartedAgainAndTheTrialToo() throws IOException {
    allWell(run(program(false, "served == 3 and os._exit(1)"), 6, PATIENT));
    assertThat(processes(0)).isEqualTo(3); // trials 2 3, 4 5, 6 7: the third of each died
  }

  @Test
  @Tag("long")
  void aForkThatDiesFailsItsTrialAlone() throws IOException {
    List<TrialResult> results =
        run(program(true, "trial.seed == 3 and sys.exit('no luck')"), 5, PATIENT);
    assertThat(results.remove(2).reason())
        .isEqualTo(
            "it exited with status 1 after step 3 of 10; its standard error ends with:\nno luck");
    allWell(results);
    assertThat(runs()).hasSize(5);
    assertThat(processes(1)).isEqualTo(1);
  }

  @Test
  @Tag("long")
  void aTrialThatFailsInAFreshProcessTooHasFailed() throws IOException {
    List<TrialResult> results =
        run(program(false, "trial.seed == 3 and sys.exit('no luck')"), 5, PATIENT);
    assertThat(results.remove(2).reason())
        .isEqualTo(
            "it exited with status 1 after step 3 of 10; its standard error ends with:\nno luck");
    allWell(results);
    assertThat(processes(0)).isEqualTo(3);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @Tag("long")
  void aProgramThatLeaksIsStartedAgain() throws IOException {
    allWell(
        run(
            program(false, "leak = globals().setdefault('all', []).append(b'x' * 300_000_000)"),
            7,
            PATIENT));
    assertThat(processes(0)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("long")
  void aProgramThatHangsIsEnded(boolean fork) throws IOException {
    String command = program(fork, "trial.seed == 3 and time.sleep(1000)");
    List<TrialResult> results = run(command, 4, PATIENT.withSilence(Duration.ofSeconds(15)));
    assertThat(results.remove(2).reason()).startsWith("it printed nothing for 15 s, after step");
    allWell(results);
    // without forks the trial hangs again in a process of its own, and the next has a third
    assertThat(processes(fork ? 1 : 0)).isEqualTo(fork ? 1 : 3);
    ServingPrograms.end(0);
    for (String[] run : runs()) {
      assertThat(ProgramRuns.runs(run[0])).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("long")
  void aTrainingThatDivergesEndsWithoutItsProcess(boolean fork) throws IOException {
    String command = program(fork, "w = float('nan') if trial.seed == 2 else w");
    List<TrialResult> results = run(command, 4, PATIENT);
    assertThat(results.remove(1).status()).isEqualTo(Status.DIVERGED);
    allWell(results);
    assertThat(processes(fork ? 1 : 0)).isEqualTo(1);
  }

  @Test
  @Tag("long")
  void aStrategyThatListensIsServed() throws IOException {
    String command = program(false, "pass");
    ProgramTask task = new ProgramTask(command, Horizon.ofSteps(10)).within(PATIENT);
    Trial trial = trial("plateau(0.3, patience=0, threshold=0.9, factor=0.5)", 1);
    TrialResult alone = task.run(trial, TrialListener.NONE);
    TrialResult served = task.run(trial, TrialListener.NONE);
    allWell(List.of(alone, served));
    assertThat(served.rates()).isEqualTo(alone.rates()).contains(0.15);
    assertThat(served.losses()).isEqualTo(alone.losses());
  }

  @Test
  @Tag("long")
  void aTrialThatIsRunAgainIsToldOnce() throws IOException {
    String command = program(false, "served == 2 and (time.sleep(0.3), os._exit(1))");
    ProgramTask task = new ProgramTask(command, Horizon.ofSteps(10)).within(PATIENT);
    List<Double> losses = new ArrayList<>();
    List<Long> evaluated = new ArrayList<>();
    TrialListener listener =
        new TrialListener() {
          @Override
          public void steps(TrialEvent.Steps event) {
            assertThat(event.from()).isEqualTo(losses.size());
            for (double loss : event.losses()) {
              losses.add(loss);
            }
          }

          @Override
          public void evaluated(TrialEvent.Evaluated event) {
            evaluated.add(event.evaluation().t());
          }
        };
    run(command, 2, PATIENT);
    TrialResult result = task.run(trial("cosine(0.3 -> 0)", 3), listener);
    assertThat(runs()).hasSize(4);
    assertThat(losses).hasSize(10).containsExactly(boxed(result.losses()));
    assertThat(evaluated).doesNotHaveDuplicates().isSorted().endsWith(10L);
  }

  private static Double[] boxed(double[] numbers) {
    return Arrays.stream(numbers).boxed().toArray(Double[]::new);
  }

  @Test
  void anEndOfAnotherTrialIsRefused() {
    String command =
        "if [ $RUBATO_PROTOCOL = 2 ]; then read a; echo '{\"end\": 9, \"status\": 0}'; sleep 100; fi;"
            + " echo '{\"protocol\": 2}'; "
            + ProgramRuns.WELL;
    List<TrialResult> results = run(command, 2, PATIENT);
    assertThat(results.get(0).status()).isEqualTo(Status.DONE);
    assertThat(results.get(1).reason())
        .isEqualTo("it said that trial 9 had ended, while it was at trial 1");
  }
}
