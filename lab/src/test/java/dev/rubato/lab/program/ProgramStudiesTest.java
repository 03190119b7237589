package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whole studies of programs that die, leak or hang: each ends, and what can be well is well. */
@Tag("long")
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class ProgramStudiesTest {
  private static final String PROGRAM =
      """
      import os, time, rubato
      served, held = 0, []
      for trial in rubato.trials(fork=False):
          served += 1
          with open(%s, "a") as runs:
              print(os.getpid(), file=runs)
          w = 1.0
          for step in trial.steps():
              if step == 5:
                  %s
              w -= trial.lr * w
              trial.step(None, w * w)
              if trial.evaluates:
                  trial.report(validation_loss=w * w)
      """;

  @TempDir private Path folder;

  @AfterEach
  void nothingIsLeftRunning() throws IOException {
    ServingPrograms.end(0);
    for (String process : Files.readAllLines(folder.resolve("runs"))) {
      assertThat(ProgramRuns.runs(process)).isFalse();
    }
  }

  /** A study of so many trials of a program that does this in the midst of each. */
  private List<TrialResult> study(int trials, String inTheMidst, Limits limits) throws IOException {
    Files.writeString(folder.resolve("rubato.py"), PythonHelper.text());
    String runs = "'" + folder.resolve("runs") + "'";
    Path file = Files.writeString(folder.resolve("train.py"), PROGRAM.formatted(runs, inTheMidst));
    Horizon horizon = Horizon.ofSteps(10);
    ProgramTask task = new ProgramTask(ProgramRuns.python() + " " + file, horizon).within(limits);
    List<Trial> all =
        LongStream.rangeClosed(1, trials)
            .mapToObj(seed -> new Trial(Notation.strategy("cosine(0.3 -> 0)"), horizon, seed))
            .toList();
    try (LocalRunner runner = new LocalRunner(2)) {
      return new Study(task, runner, Ledger.NONE, List.of(), true).run("training", all);
    }
  }

  private long processes() throws IOException {
    return Files.readAllLines(folder.resolve("runs")).stream().distinct().count();
  }

  @Test
  void aProgramThatDiesAtEverySeventhTrialCostsNoTrial() throws IOException {
    List<TrialResult> results = study(30, "served == 7 and os._exit(1)", Limits.DEFAULT);

    assertThat(results).allMatch(result -> result.status() == Status.DONE);
    assertThat(processes()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void whereEverySeventhTrialKillsItTheOthersAreWell() throws IOException {
    List<TrialResult> results = study(30, "trial.seed % 7 == 0 and os._exit(3)", Limits.DEFAULT);

    for (TrialResult result : results) {
      boolean kills = result.trial().seed() % 7 == 0;
      assertThat(result.status()).isEqualTo(kills ? Status.FAILED : Status.DONE);
      assertThat(result.reason()).startsWith(kills ? "it exited with status 3 after step " : "");
    }
  }

  @Test
  void aProgramThatLeaksAHundredMegabytesATrialIsStartedAgain() throws IOException {
    List<TrialResult> results = study(24, "held.append(b'x' * 100_000_000)", Limits.DEFAULT);

    assertThat(results).allMatch(result -> result.status() == Status.DONE);
    // two side by side from the start, and the two first trials alone: more were started meanwhile
    assertThat(processes()).isGreaterThan(4).isLessThan(24);
  }

  @Test
  void aProgramThatHangsFailsItsTrialAloneInTime() throws IOException {
    Duration silence = Duration.ofSeconds(20);
    long begin = System.nanoTime();
    List<TrialResult> results =
        study(8, "trial.seed == 5 and time.sleep(1000)", Limits.DEFAULT.withSilence(silence));

    // once in a process that has served others, and once more in a fresh one
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(silence.multipliedBy(6));
    for (TrialResult result : results) {
      boolean hangs = result.trial().seed() == 5;
      assertThat(result.status()).isEqualTo(hangs ? Status.FAILED : Status.DONE);
      assertThat(result.reason()).startsWith(hangs ? "it printed nothing for 20 s" : "");
    }
  }
}
