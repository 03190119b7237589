package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file of rates that is given to a Python program which Rubato does not drive. */
@Timeout(60)
class RatesArgumentTest {
  private static final String PROGRAM =
      """
      import rubato
      for trial in rubato.trials(optimizer="adam"):
          print(trial.optimizer, [trial.lr for step in trial.steps()], sorted(trial.row))
      """;

  @TempDir private Path folder;

  private String run(String name, String rates) throws Exception {
    Files.writeString(folder.resolve("rubato.py"), PythonHelper.text());
    Path program = Files.writeString(folder.resolve("train.py"), PROGRAM);
    Path file = folder.resolve(name);
    if (!rates.isEmpty()) {
      Files.writeString(file, rates);
    }
    Process python =
        new ProcessBuilder(ProgramRuns.python(), program.toString(), "--rates", file.toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return out.replace(file.toString(), name).strip();
  }

  @Test
  void theRateIsTheColumnOfItsNameWhereverItStands() throws Exception {
    assertThat(run("a.csv", "step,epoch,learning_rate\n0,7,0.5\n1,8,0.25\n"))
        .isEqualTo("adam [0.5, 0.25] ['lr', 'step']");
    assertThat(run("b.csv", "# strategy: sgd(momentum=0.9): 0.5\nstep,lr,momentum\n0,0.5,0.9\n"))
        .isEqualTo("sgd [0.5] ['lr', 'momentum', 'step']");
  }

  @Test
  void whatIsNoTableOfRatesIsASentence() throws Exception {
    assertThat(run("c.csv", "step;lr\n0;0.5\n"))
        .isEqualTo(
            "rubato: --rates c.csv must be a CSV whose first line names one column lr,"
                + " learning_rate or rate; its first line is: step;lr");
    assertThat(run("d.json", "[{\"step\": 0, \"lr\": 0.5}]\n"))
        .startsWith("rubato: --rates d.json must");
    assertThat(run("e.csv", ""))
        .isEqualTo("rubato: --rates e.csv can't be read: No such file or directory");
    assertThat(run("f.csv", "step,lr\n0,0.5\n1,zero\n"))
        .isEqualTo("rubato: --rates f.csv must have 2 numbers in line 3, which is: 1,zero");
    assertThat(run("g.csv", "step,lr\n")).isEqualTo("rubato: --rates g.csv has no rows");
  }
}
