package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a trial of a program costs besides its training, in processor time; prints the figures. */
@Tag("long")
@Timeout(900)
@EnabledOnOs(OS.LINUX)
class ServingCostTest {
  private static final String TRAIN = "../examples/src/main/python/train.py";
  private static final int SERVED = Integer.getInteger("rubato.served", 60);
  private static final int ALONE = Integer.getInteger("rubato.alone", 6);
  private static final int LINES = 1_000_000;

  @TempDir Path folder;

  /** Seconds of processor time of all children of this process that have ended. */
  private static double ofChildren() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private static TrialResult run(ProgramTask task, long steps, long seed) {
    TrialResult result =
        task.run(
            new Trial(Notation.strategy("adam: cosine(0.003 -> 0)"), Horizon.ofSteps(steps), seed),
            TrialListener.NONE);
    assertThat(result.reason()).isEmpty();
    assertThat(result.status()).isEqualTo(Status.DONE);
    return result;
  }

  @Test
  void aTrialOfAProgramInPyTorchCostsATenthWhereItIsServed() throws Exception {
    String command = "exec " + ProgramRuns.python("torch") + " " + TRAIN; // no shell beside it
    double before = ofChildren();
    long begin = System.nanoTime();
    TrialResult[] alone = new TrialResult[ALONE];
    for (int i = 0; i < ALONE; i++) { // each another program, which nobody knows to serve
      ProgramTask task = new ProgramTask(command + " # alone " + i, Horizon.ofSteps(20));
      alone[i] = run(task, 20, i);
    }
    double aloneWall = seconds(begin) / ALONE;
    double aloneCpu = (ofChildren() - before) / ALONE;
    before = ofChildren();
    begin = System.nanoTime();
    ProgramTask task = new ProgramTask(command, Horizon.ofSteps(20));
    for (int i = 0; i < SERVED; i++) {
      TrialResult served = run(task, 20, i);
      if (i < ALONE) {
        assertThat(served.losses()).isEqualTo(alone[i].losses());
        assertThat(served.evaluations()).isEqualTo(alone[i].evaluations());
        assertThat(served.test()).isEqualTo(alone[i].test());
      }
    }
    double servedWall = seconds(begin) / SERVED;
    ServingPrograms.end(0);
    Thread.sleep(1000); // until the system has added up what it used
    double servedCpu = (ofChildren() - before) / SERVED;
    System.out.printf(
        Locale.ROOT,
        "a trial alone %.3f s, processor %.3f s (%d trials); served %.3f s, processor %.3f s (%d)%n",
        aloneWall,
        aloneCpu,
        ALONE,
        servedWall,
        servedCpu,
        SERVED);
    assertThat(servedCpu).isLessThan(aloneCpu / 5); // a tenth where nothing else is at work
    assertThat(servedWall).isLessThan(aloneWall / 5);
  }

  @Test
  void aMillionLossesCostNoMoreThanALoopThatPrintsThem() throws Exception {
    Files.writeString(folder.resolve("rubato.py"), PythonHelper.text());
    Path bare = folder.resolve("bare.py");
    Files.writeString(
        bare,
        "import json\nfor i in range(1, %s):\n    print(json.dumps({'step': i, 'loss': 1 / i}), flush=True)\n"
            .formatted(LINES + 1));
    Path least = folder.resolve("least.py");
    Files.writeString(
        least,
        "for i in range(1, %s):\n    print('{\"step\": %%d, \"loss\": %%r}' %% (i, 1 / i))\n"
            .formatted(LINES + 1));
    Path told = folder.resolve("told.py");
    Files.writeString(
        told,
        """
        import rubato
        for trial in rubato.trials():
            for step in trial.steps():
                trial.step(None, 1 / (step + 1))
            trial.report(validation_loss=1)
        """);
    String python = ProgramRuns.python();
    double printed = printed(python, bare);
    double leastOfAll = printed(python, least);
    double before = ofChildren();
    double own = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    TrialResult result =
        run(new ProgramTask(python + " " + told, Horizon.ofSteps(LINES)), LINES, 1);
    double driven = ofChildren() - before;
    own = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3 - own;
    assertThat(result.losses()[LINES - 1]).isEqualTo(1.0 / LINES);
    System.out.printf(
        Locale.ROOT,
        "a million losses, processor time: bare loop %.2f s, without json and flush %.2f s; driven"
            + " %.2f s, and %.2f s of ours%n",
        printed,
        leastOfAll,
        driven,
        own);
    assertThat(driven + own).isLessThan(1.05 * printed);
  }

  /** Seconds that a program takes whose output nobody reads. */
  private static double printed(String python, Path program) throws Exception {
    double before = ofChildren();
    ProcessBuilder loop = new ProcessBuilder(List.of(python, program.toString()));
    assertThat(loop.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor()).isZero();
    return ofChildren() - before;
  }
}
