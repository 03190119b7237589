package dev.rubato.lab.program;

import static dev.rubato.lab.program.ProgramRuns.SHORT;
import static dev.rubato.lab.program.ProgramRuns.WELL;
import static dev.rubato.lab.program.ProgramRuns.line;
import static dev.rubato.lab.program.ProgramRuns.run;
import static dev.rubato.lab.program.ProgramRuns.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rubato.argument.Span;
import dev.rubato.lab.Heard;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs of the shell that keep to the protocol. */
@Timeout(60)
class ProgramTaskTest {
  /** Waits for each row, and reports its rate as the loss and the given metric each 3 steps. */
  private static final String LISTENS =
      """
      t=0
      while [ $t -lt $RUBATO_STEPS ]; do
        while [ $(wc -l < $RUBATO_RATES) -lt $((t + 2)) ]; do sleep 0.01; done
        lr=$(sed -n $((t + 2))p $RUBATO_RATES | cut -d, -f2)
        t=$((t + 1))
        echo '{"step": '$t', "loss": '$lr'}'
        if [ $((t %% RUBATO_VALIDATE_EVERY)) = 0 ] || [ $t = $RUBATO_STEPS ]; then
          echo '{"step": '$t', %s}'
        fi
      done
      """;

  private static final Horizon TEN = Horizon.ofSteps(10);

  @TempDir Path folder;

  @BeforeAll
  static void onlyWhereThereIsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
  }

  @Test
  void aProgramIsAskedToEvaluateItselfAsOftenAsIsWanted() {
    String strategy = "sgd: plateau(0.1, factor=0.5, patience=0, threshold=0.9)";
    ProgramTask task = new ProgramTask(LISTENS.formatted("\"validation-loss\": 1"), TEN);
    TrialResult result =
        task.within(SHORT).validatedEvery(Span.of(4)).run(trial(strategy, 10), TrialListener.NONE);
    assertThat(result.status()).as(result.reason()).isEqualTo(Status.DONE);
    assertThat(result.evaluations()).extracting(Evaluation::t).containsExactly(4L, 8L, 10L);
    assertThat(result.rates()).containsExactly(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05);
    assertThat(task.validatedEvery(Span.of(4)).fingerprint()).isNotEqualTo(task.fingerprint());
  }

  @Test
  void whatAProgramReportsIsItsResult() {
    Heard heard = new Heard();
    String command =
        line(1, "loss", "2")
            + "echo epoch 1; echo; echo ' {not ours}'; "
            + line(2, "loss", "1.5e0")
            + "echo '{\"step\": 5, \"loss\": 1, \"validation-loss\": 0.9, \"accuracy\": 0.1}';"
            + line(6, "accuracy", "0.2")
            + "echo '{\"step\": 10, \"validation-loss\": 0.5}';"
            + "echo '{\"test-loss\": 0.6, \"test-accuracy\": 0.7}'";
    Trial trial = trial("linear(1 -> 0)", 10);
    TrialResult result =
        new ProgramTask(command, Horizon.ofSteps(10)).within(SHORT).run(trial, heard);
    assertThat(result.reason()).isEmpty();
    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(result.trial()).isEqualTo(trial);
    double untold = Double.NaN;
    assertThat(result.losses())
        .containsExactly(2, 1.5, untold, untold, 1, untold, untold, untold, untold, untold);
    assertThat(result.rates()).hasSize(10).startsWith(1, 0.9).endsWith(0.1);
    assertThat(result.evaluations())
        .containsExactly(
            new Evaluation(5, Map.of("validation-loss", 0.9, "accuracy", 0.1)),
            new Evaluation(6, Map.of("accuracy", 0.2)),
            new Evaluation(10, Map.of("validation-loss", 0.5)));
    assertThat(result.test()).isEqualTo(Map.of("loss", 0.6, "accuracy", 0.7));
    assertThat(heard.losses(trial)).isEqualTo(result.losses());
    assertThat(heard.rates(trial)).isEqualTo(result.rates());
    assertThat(heard.words(trial))
        .filteredOn(word -> word.startsWith("evaluated"))
        .containsExactly("evaluated 5", "evaluated 6", "evaluated 10");
  }

  @Test
  void aProgramIsToldAllOfItsTrial() throws Exception {
    String command =
        "cp $RUBATO_RATES "
            + folder
            + "/rates; env | grep RUBATO_ | grep -v -e FOLDER -e RATES"
            + " | sort > "
            + folder
            + "/env; ls -A $RUBATO_FOLDER > "
            + folder
            + "/ls; "
            + WELL;
    String strategy = "sgd(momentum=linear(0.75 -> 0.25), nesterov=true): 0.1 for 5 then 1e-12";
    assertThat(run(command, strategy, 10, SHORT).status()).isEqualTo(Status.DONE);
    assertThat(folder.resolve("env"))
        .hasContent(
            """
            RUBATO_OPTIMIZER=sgd
            RUBATO_PROTOCOL=1
            RUBATO_SEED=7
            RUBATO_STEPS=10
            RUBATO_STRATEGY=%s
            RUBATO_VALIDATE_EVERY=1
            """
                .formatted(trial(strategy, 10).strategy()));
    assertThat(folder.resolve("ls")).isEmptyFile();
    assertThat(Files.readAllLines(folder.resolve("rates")))
        .hasSize(11)
        .startsWith(
            "step,lr,momentum,dampening,nesterov,rate-inside,weight-decay,maximize",
            "0,0.1,0.75,0,1,0,0,0")
        .contains("5,1e-12,0.5,0,1,0,0,0");
  }

  /** A run of 36 steps with an evaluation each 3. */
  private static TrialResult everyThird(String command, String strategy) {
    return new ProgramTask(command, Horizon.ofSteps(36))
        .within(SHORT)
        .validatedEvery(Span.of(3))
        .run(trial(strategy, 36), TrialListener.NONE);
  }

  @Test
  void aStrategyThatListensHearsTheProgram() {
    TrialResult result =
        everyThird(
            LISTENS.formatted("\"validation-loss\": 1"), "plateau(0.1, factor=0.5, patience=2)");
    assertThat(result.reason()).isEmpty();
    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(result.rates()).isEqualTo(result.losses()); // the program used what we say it used
    assertThat(result.rates()).startsWith(0.1).endsWith(0.1 / 8);
    assertThat(result.evaluations()).hasSize(12);
  }

  @Test
  void evaluationsThatNobodyAskedForChangeNothing() {
    String extra =
        "echo '{\"step\": 0, \"validation-loss\": 1}'; echo '{\"step\": 1, \"validation-loss\":"
            + " 1}';";
    String listens = LISTENS.formatted("\"validation-loss\": 1");
    String strategy = "plateau(0.1, factor=0.5, patience=2)";
    TrialResult plain = everyThird(listens, strategy);
    TrialResult more = everyThird(extra + listens, strategy);
    assertThat(more.status()).isEqualTo(Status.DONE);
    assertThat(more.rates()).isEqualTo(plain.rates());
    assertThat(more.evaluations()).isEqualTo(plain.evaluations());
  }

  @Test
  void aProgramThatDoesNotTellWhatIsWatchedFails() {
    TrialResult result =
        run(
            LISTENS.formatted("\"validation-loss\": 1"),
            "plateau(0.1, metric=accuracy, mode=max)",
            90,
            SHORT);
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.reason())
        .isEqualTo(
            "the strategy watches accuracy, but the program reported no such metric at step 3");
  }

  @Test
  void aProgramThatDoesNotWaitForItsRatesFails() {
    TrialResult result = run(line(4, "loss", "1"), "plateau(0.1)", 90, SHORT);
    assertThat(result.reason())
        .contains("rates were given for 3 steps", "more follow when it reports validation-loss");
    TrialResult hangs =
        run("sleep 1000", "plateau(0.1)", 90, SHORT.withSilence(Duration.ofMillis(300)));
    assertThat(hangs.reason())
        .isEqualTo(
            "it printed nothing for 300 ms, after step 0 of 90; rates are in the file for fewer,"
                + " and more follow when it reports validation-loss at step 3");
  }

  @Test
  void aTrainingThatDivergesIsEnded() {
    for (String value : List.of("NaN", "Infinity", "-Infinity", "1e999", "null")) {
      TrialResult result = run(line(3, "loss", "1") + line(4, "loss", value) + "sleep 1000");
      assertThat(result.status()).isEqualTo(Status.DIVERGED);
      assertThat(result.reason()).startsWith("the loss was ").endsWith(" at step 3");
      assertThat(result.losses()).hasSize(4);
      assertThat(result.rates()).hasSize(4);
    }
    TrialResult validation = run(line(4, "validation-loss", "NaN") + "sleep 1000");
    assertThat(validation.status()).isEqualTo(Status.DIVERGED);
    assertThat(validation.reason()).isEqualTo("validation-loss was NaN after 4 updates");
  }

  @Test
  void theJudgedMetricMayBeAnother() {
    Trial trial = trial("0.1", 10);
    ProgramTask task =
        new ProgramTask(line(10, "accuracy", "0.9"), Horizon.ofSteps(10)).within(SHORT);
    assertThat(task.run(trial, TrialListener.NONE).status()).isEqualTo(Status.FAILED);
    ProgramTask other = task.judgedBy(new Metric("accuracy", false));
    assertThat(other.run(trial, TrialListener.NONE).status()).isEqualTo(Status.DONE);
    assertThat(other.about().targetValue()).isInfinite().isPositive();
    assertThat(task.about().targetValue()).isInfinite().isNegative();
  }

  @Test
  void aStrategyThatCantBeRunFailsAlone() {
    assertThat(run("true", "linear(0 -> ?)", 10, SHORT).status()).isEqualTo(Status.FAILED);
    assertThat(run("true", "linear(0 -> 1) for 1 epochs then 1", 10, SHORT).reason())
        .contains("steps per epoch");
    assertThat(run("true", "sgd(momentum=linear(0.5 -> 1) * 2): 1", 10, SHORT).reason())
        .startsWith("momentum must be ")
        .contains("but its schedule gives ");
    assertThat(run("true", "0.1", 1L << 40, SHORT).reason()).contains("at most");
  }

  @Test
  void trialsRunSideBySide() {
    String command =
        "sleep 0.0$RUBATO_SEED; lr=$(sed -n 2p $RUBATO_RATES | cut -d, -f2);"
            + " echo '{\"step\": 10, \"loss\": '$RUBATO_SEED', \"validation-loss\": '$lr'}'";
    ProgramTask task = new ProgramTask(command, Horizon.ofSteps(10)).within(SHORT);
    List<Trial> trials = new ArrayList<>();
    for (int seed = 1; seed <= 6; seed++) {
      Trial like = trial("0." + seed, 10);
      trials.add(new Trial(like.strategy(), like.horizon(), 7 - seed));
    }
    try (LocalRunner runner = new LocalRunner(2)) {
      List<TrialResult> results =
          new Study(task, runner, Ledger.NONE, List.of(), true).run("all", trials);
      for (int i = 0; i < trials.size(); i++) {
        TrialResult result = results.get(i);
        assertThat(result.status()).isEqualTo(Status.DONE);
        assertThat(result.losses()[9]).isEqualTo(6 - i);
        assertThat(result.last(task.about().judged())).isEqualTo((i + 1) / 10.0);
      }
    }
  }

  @Test
  void anEditedProgramIsAnother() throws Exception {
    Path program = Files.writeString(folder.resolve("train.sh"), "exit 0");
    Path options = Files.writeString(folder.resolve("options"), "a=1");
    String command = "sh " + program + " --options=" + options;
    String before = new ProgramTask(command, Horizon.ofSteps(10)).fingerprint();
    assertThat(new ProgramTask(command, Horizon.ofSteps(20)).fingerprint()).isEqualTo(before);
    assertThat(new ProgramTask(command + " -v", Horizon.ofSteps(10)).fingerprint())
        .isNotEqualTo(before);
    Files.writeString(options, "a=2");
    String edited = new ProgramTask(command, Horizon.ofSteps(10)).fingerprint();
    Files.writeString(program, "exit 1");
    assertThat(List.of(before, edited, new ProgramTask(command, Horizon.ofSteps(10)).fingerprint()))
        .doesNotHaveDuplicates();
  }

  @Test
  void itsNameIsTheCommandOnOneLine() {
    assertThat(new ProgramTask("  sh\n a\tb ", Horizon.ofSteps(1)).about().name())
        .isEqualTo("sh a b");
    assertThat(new ProgramTask("sh a", Horizon.ofEpochs(3, 5)).named("mine").about())
        .matches(about -> about.name().equals("mine") && about.epochs() == 3)
        .matches(about -> about.stepsPerEpoch() == 5);
    assertThatThrownBy(() -> new ProgramTask(" ", Horizon.ofSteps(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
