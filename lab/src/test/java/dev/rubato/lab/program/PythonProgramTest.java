package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Python programs that Rubato shows: the one of the protocol's page and the one in PyTorch. */
@Timeout(300)
class PythonProgramTest {
  private static final Path PROTOCOL = Path.of("../docs/protocol.md");
  private static final Path PYTORCH = Path.of("../examples/src/main/python/train.py");

  @TempDir Path folder;

  private String pageProgram() throws IOException {
    Matcher code =
        Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PROTOCOL));
    assertThat(code.find()).isTrue();
    return ProgramRuns.python()
        + " "
        + Files.writeString(folder.resolve("train.py"), code.group(1));
  }

  private static TrialResult run(String command, String strategy, long seed) {
    Trial trial = new Trial(Notation.strategy(strategy), Horizon.ofSteps(300), seed);
    return new ProgramTask(command, trial.horizon()).run(trial, TrialListener.NONE);
  }

  private static double judged(TrialResult result) {
    assertThat(result.reason()).isEmpty();
    assertThat(result.status()).isEqualTo(Status.DONE);
    return result
        .evaluations()
        .get(result.evaluations().size() - 1)
        .metrics()
        .get("validation-loss");
  }

  @Test
  void thePagesProgramLearnsAndItsHelperIsTheOneShown() throws Exception {
    String command = pageProgram();
    TrialResult result = run(command, "cosine(0.2 -> 0)", 1);
    assertThat(judged(result)).isLessThan(0.02);
    assertThat(result.losses()).hasSize(300).doesNotContain(Double.NaN);
    assertThat(result.evaluations()).hasSize(30);
    String page = Files.readString(PROTOCOL);
    int helper = page.indexOf("    def rows():");
    String shown = page.substring(helper, page.indexOf("\n\n", helper)).indent(-4).strip();
    assertThat(Files.readString(folder.resolve("train.py"))).contains(shown);
  }

  @Test
  void thePagesProgramServesAStrategyThatListens() throws Exception {
    String command = pageProgram();
    TrialResult result = run(command, "plateau(0.5, factor=0.5, patience=1)", 1);
    assertThat(judged(result)).isLessThan(0.05);
    assertThat(result.rates()[299]).isLessThan(0.1);
    TrialResult again = run(command, "plateau(0.5, factor=0.5, patience=1)", 1);
    assertThat(again.losses()).isEqualTo(result.losses());
    assertThat(again.evaluations()).isEqualTo(result.evaluations());
  }

  @Test
  void thePagesProgramObeysGroups() throws Exception {
    String command = pageProgram();
    TrialResult half = run(command, "cosine(0.1 -> 0)", 1);
    TrialResult factor = run(command, "cosine(0.2 -> 0) with \"*\" (rate=0.5)", 1);
    assertThat(factor.losses()).isEqualTo(half.losses());
    TrialResult kinds = run(command, "0.2 with \"w\" (rate=0.5) with \"@bias, x\" (rate=0.5)", 1);
    assertThat(kinds.losses()).isEqualTo(run(command, "0.1", 1).losses());
    TrialResult frozen = run(command, "cosine(0.2 -> 0) with \"b\" (frozen=true)", 1);
    assertThat(judged(frozen)).isBetween(0.05, 1.0); // a line through 0
  }

  @Test
  @Tag("long")
  void pyTorchObeysGroups() {
    String command = ProgramRuns.python("torch") + " " + PYTORCH;
    String rest = "adamw(weight-decay=0.3): cosine(0.003 -> 0)";
    TrialResult alike = run(command, rest, 3);
    assertThat(run(command, rest + " with \"0.*\" (rate=1, weight-decay=0.3)", 3).losses())
        .isEqualTo(alike.losses());
    String halves = "sgd(momentum=0.9): 0.1 with \"*.weight\" (rate=0.5) with \"@bias\" (rate=0.5)";
    assertThat(run(command, halves, 3).losses())
        .isEqualTo(run(command, "sgd(momentum=0.9): 0.05", 3).losses());
    TrialResult layerwise =
        run(command, rest + " with \"0.*\" (rate=0.3) with \"@vector\" (weight-decay=0)", 3);
    assertThat(judged(layerwise)).isLessThan(1).isGreaterThan(judged(alike));
    TrialResult frozen = run(command, rest + " with \"*\" (frozen=true)", 3);
    assertThat(judged(frozen)).isGreaterThan(2);
  }

  @Test
  void thePagesProgramDivergesWithTooHighARate() throws Exception {
    TrialResult result = run(pageProgram(), "1e30", 1);
    assertThat(result.status()).isIn(Status.DIVERGED, Status.FAILED);
    assertThat(result.reason()).isNotBlank();
  }

  @Test
  void theShippedPlainProgramLearnsAndObeysGroups() {
    String command = ProgramRuns.python() + " " + PYTORCH.resolveSibling("line.py");
    assertThat(judged(run(command, "cosine(0.2 -> 0)", 1))).isLessThan(0.02);
    TrialResult frozen = run(command, "cosine(0.2 -> 0) with \"b\" (frozen=true)", 1);
    assertThat(judged(frozen)).isBetween(0.05, 1.0);
  }

  @Test
  @Tag("long")
  void scikitLearnIsServed() {
    String command =
        ProgramRuns.python("sklearn") + " " + PYTORCH.resolveSibling("linear_model.py");
    TrialResult result = run(command, "linear(0.3 -> 0)", 1);
    assertThat(judged(result)).isLessThan(0.4);
    assertThat(run(command, "linear(0.3 -> 0)", 1).losses()).isEqualTo(result.losses());
    assertThat(run(command, "adam: 0.1", 1).reason()).contains("knows sgd without momentum");
  }

  @Test
  @Tag("long")
  void pyTorchLearnsTheDigitsTheSameOnOneJobAndOnTwo() {
    ProgramTask task =
        new ProgramTask(ProgramRuns.python("torch") + " " + PYTORCH, Horizon.ofSteps(400));
    List<Trial> trials = new ArrayList<>();
    for (String strategy :
        List.of(
            "sgd(momentum=cosine(0.95 -> 0.85), nesterov=true): linear(0 -> 0.1) for 10% then"
                + " cosine(-> 0)",
            "adam: cosine(0.003 -> 0)",
            "adamw(weight-decay=0.1): plateau(0.003, factor=0.3, patience=2)")) {
      trials.add(new Trial(Notation.strategy(strategy), task.horizon(), 3));
    }
    List<TrialResult> one = run(task, trials, 1);
    List<TrialResult> two = run(task, trials, 2);
    for (int i = 0; i < trials.size(); i++) {
      TrialResult result = one.get(i);
      assertThat(judged(result)).isLessThan(0.4);
      assertThat(result.test().get("accuracy")).isGreaterThan(0.9);
      assertThat(Arrays.equals(result.losses(), two.get(i).losses())).isTrue();
      assertThat(two.get(i).evaluations()).isEqualTo(result.evaluations());
    }
    TrialResult wild =
        task.run(new Trial(Notation.strategy("sgd: 1e30"), task.horizon(), 3), TrialListener.NONE);
    assertThat(wild.status()).isEqualTo(Status.DIVERGED);
    TrialResult unknown =
        task.run(new Trial(Notation.strategy("muon: 1e-3"), task.horizon(), 3), TrialListener.NONE);
    assertThat(unknown.reason()).contains("rubato.py has no muon for PyTorch; it has adabelief, ");
  }

  private static List<TrialResult> run(ProgramTask task, List<Trial> trials, int jobs) {
    try (LocalRunner runner = new LocalRunner(jobs)) {
      return new Study(task, runner, Ledger.NONE, List.of(), true).run("all", trials);
    }
  }
}
