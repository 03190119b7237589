package dev.rubato.lab.program;

import static dev.rubato.lab.program.ProgramRuns.SHORT;
import static dev.rubato.lab.program.ProgramRuns.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rubato.finder.Finding;
import dev.rubato.finder.RangeTest;
import dev.rubato.lab.Metric;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.find.RateFinder;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.run.StudyFailedException;
import dev.rubato.lab.tune.Tune;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Studies of programs that refuse an optimizer, or everything. */
@Timeout(120)
class FailingProgramsTest {
  private static final Horizon HORIZON = Horizon.ofSteps(10);

  /** Its loss is least at a rate of 0.1. */
  private static final String TRAINS =
      """
      lr=$(sed -n 2p $RUBATO_RATES | cut -d, -f2)
      awk -v n=$RUBATO_STEPS -v lr=$lr 'BEGIN {
        if (lr == 0) lr = 1e-9
        for (t = 1; t <= n; t++) print "{\\"step\\": " t ", \\"loss\\": " 1 / t "}"
        loss = 1 + (log(lr) - log(0.1)) ^ 2
        print "{\\"step\\": " n ", \\"validation-loss\\": " loss "}" }'
      """;

  private static final String REFUSES =
      "if [ $RUBATO_OPTIMIZER != sgd ]; then echo starting >&2;"
          + " echo \"no optimizer $RUBATO_OPTIMIZER here\" >&2; exit 2; fi\n"
          + TRAINS;

  @BeforeAll
  static void onlyWhereThereIsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
  }

  /** What a study's listener heard of failures. */
  private static final class Heard implements StudyListener {
    private final List<String> leftOut = new ArrayList<>();
    private final List<TrialResult> ended = new ArrayList<>();

    @Override
    public void leftOut(String optimizer, String reason) {
      leftOut.add(optimizer + ": " + reason);
    }

    @Override
    public void ended(TrialEvent.Ended event) {
      ended.add(event.result());
    }

    /** Trials that were run and failed. */
    long refused() {
      return ended.stream()
          .filter(result -> result.status() == Status.FAILED)
          .filter(result -> !result.reason().startsWith("it was not run"))
          .count();
    }

    long count(Status status) {
      return ended.stream().filter(result -> result.status() == status).count();
    }
  }

  private static ProgramTask task(String command) {
    return new ProgramTask(command, HORIZON).within(SHORT);
  }

  private static <T> T study(ProgramTask task, Heard heard, Function<Study, T> work) {
    try (LocalRunner runner = new LocalRunner(1)) {
      return work.apply(new Study(task, runner, Ledger.NONE, List.of(heard), true));
    }
  }

  private static Tune.Outcome tune(String command, Heard heard, String... strategies) {
    List<Strategy> parsed = Stream.of(strategies).map(Notation::strategy).toList();
    Tune.Plan plan = new Tune.Plan(parsed, HORIZON, 30, 2, 1);
    return study(task(command), heard, study -> Tune.run(study, plan));
  }

  private static Comparison compare(ProgramTask task, Heard heard, String... strategies) {
    List<Entrant> entrants =
        Stream.of(strategies).map(Notation::strategy).map(Entrant::new).toList();
    Compare.Plan plan = new Compare.Plan(entrants, HORIZON, 2, 2, 5);
    return study(task, heard, study -> Compare.run(study, plan));
  }

  @Test
  void aTuningGoesOnWithoutAnOptimizerThatIsRefused() {
    for (String open : List.of("?", "?1e-3..1")) {
      Heard heard = new Heard();
      Tune.Outcome outcome = tune(REFUSES, heard, "adam: " + open, "sgd: " + open);
      assertThat(outcome.winner().toString()).startsWith("sgd: ");
      assertThat(outcome.finalists().best().failures()).isZero();
      assertThat(heard.leftOut)
          .containsExactly(
              "adam: it exited with status 2 after step 0 of 10; its standard error ends with: no"
                  + " optimizer adam here");
      assertThat(outcome.leftOut())
          .isEqualTo(
              Map.of(
                  "adam",
                  "it exited with status 2 after step 0 of 10; its standard error ends with: no"
                      + " optimizer adam here"));
      assertThat(heard.refused()).isEqualTo(3);
      assertThat(heard.count(Status.DONE)).as("the budget goes to the others").isGreaterThan(20);
    }
  }

  @Test
  void aComparisonGoesOnWithoutAnOptimizerThatIsRefused() {
    Heard heard = new Heard();
    Comparison comparison = compare(task(REFUSES), heard, "adam: ?", "lion: ?", "sgd: ?1e-3..10");
    assertThat(comparison.best().entrant().strategy().toString()).startsWith("sgd");
    assertThat(comparison.best().failures()).isZero();
    assertThat(heard.leftOut).hasSize(2);
    assertThat(heard.refused()).isEqualTo(6);
  }

  @Test
  void aStudyWhoseFirstTrialsFailInTheSameWayStopsAndSaysWhy() {
    String nothing =
        "the first 3 trainings failed in the same way: it printed no JSON lines on its standard"
            + " output; docs/protocol.md says which are expected";
    Heard heard = new Heard();
    assertThatThrownBy(() -> compare(task("true"), heard, "sgd: ?"))
        .isInstanceOf(StudyFailedException.class)
        .hasMessage(nothing);
    assertThat(heard.count(Status.FAILED)).isEqualTo(3);
    assertThat(heard.leftOut).isEmpty();
    assertThatThrownBy(() -> tune("true", new Heard(), "sgd: ?", "sgd: cosine(? -> 0)"))
        .hasMessage(nothing);
    Strategy any = Notation.strategy("sgd: 1");
    assertThatThrownBy(
            () ->
                study(
                    task("true"),
                    new Heard(),
                    study ->
                        RateFinder.rangeTest(study, any.optimizerOrSgd(), RangeTest.DEFAULT, 3, 1)))
        .hasMessage(nothing);
    Heard all = new Heard();
    assertThatThrownBy(() -> tune("echo no disk >&2; exit 9", all, "sgd: ?", "adam: ?", "lion: ?"))
        .hasMessage(
            "the first 3 trainings failed in the same way: it exited with status 9 after step 0 of"
                + " 10; its standard error ends with: no disk");
    assertThat(all.count(Status.FAILED)).isEqualTo(3);
  }

  @Test
  void aMisspeltMetricEndsAStudyWithThoseThatTheProgramReports() {
    ProgramTask task = task(line(10, "accuracy", "0.5")).judgedBy(new Metric("accurcy", false));
    assertThatThrownBy(() -> compare(task, new Heard(), "sgd: ?", "adam: ?"))
        .hasMessage(
            "the first 3 trainings failed in the same way: it reported no metric accurcy;"
                + " judge it by another with --judged-by NAME, of: accuracy");
  }

  @Test
  void trialsThatFailEachInTheirOwnWayEndNothing() {
    Heard heard = new Heard();
    String fails =
        "case $(sed -n 2p $RUBATO_RATES) in 0,0.0*) mktemp -u >&2; exit 1;; esac\n" + TRAINS;
    Comparison comparison = compare(task(fails), heard, "sgd: ?0.01..1");
    assertThat(comparison.best().failures()).isZero();
    assertThat(heard.leftOut).isEmpty();
    assertThat(heard.refused()).isEqualTo(4);
  }

  /** Fails at every rate above 0.01, and learns best just below. */
  private static final String FAILS_HIGH =
      "awk -F, 'NR > 1 && $2 > 0.01 { exit 1 }' $RUBATO_RATES || { echo nan >&2; exit 3; }\n"
          + TRAINS;

  @Test
  @Tag("long")
  void aFailureAtAHighRateCountsAsTooHigh() {
    Finding finding =
        study(
            task(FAILS_HIGH),
            new Heard(),
            study -> RateFinder.find(study, Notation.optimizer("sgd"), HORIZON, 5, 1));
    assertThat(finding.reason()).isEmpty();
    assertThat(finding.rate()).isBetween(0.003, 0.01);
    Heard heard = new Heard();
    Comparison comparison = compare(task(FAILS_HIGH), heard, "sgd: ?");
    assertThat(heard.leftOut).isEmpty();
    assertThat(comparison.ranking()).allMatch(each -> each.failures() == 0);
    assertThat(comparison.best().peak()).isBetween(0.003, 0.01);
    for (String open : List.of("?", "?1e-3..1")) {
      Tune.Outcome outcome =
          study(task(FAILS_HIGH), new Heard(), study -> Tune.run(study, plan("sgd: " + open)));
      assertThat(outcome.finalists().best().failures()).isZero();
      assertThat(Double.parseDouble(outcome.winner().rate().toString())).isBetween(0.001, 0.01);
    }
  }

  @Test
  void whereOnlyARateOfNothingWorksTheReasonIsQuoted() {
    String fails = FAILS_HIGH.replace("0.01 {", "0 {");
    for (Function<Study, Object> work :
        List.<Function<Study, Object>>of(
            study -> RateFinder.find(study, Notation.optimizer("sgd"), HORIZON, 12, 1),
            study -> Tune.run(study, plan("sgd: ?")),
            study -> Tune.run(study, plan("sgd: ?1e-3..1")))) {
      assertThatThrownBy(() -> study(task(fails), new Heard(), work))
          .isInstanceOf(StudyFailedException.class)
          .hasMessageContaining("exited with status 3");
    }
  }

  @Test
  void whereSeedsFailForAnotherReasonThanTheRateItIsQuoted() {
    String even =
        "[ $((RUBATO_SEED % 2)) = 1 ] || { echo CUDA out of memory >&2; exit 1; }\n" + TRAINS;
    Comparison comparison = compare(task(even), new Heard(), "sgd: 0.1", "sgd: 0.2");
    assertThat(comparison.advice())
        .startsWith("No answer: no strategy finished every training. Of 4 trainings 2 failed")
        .contains("with seed 2: it exited with status 1")
        .endsWith("its standard error ends with: CUDA out of memory.")
        .doesNotContain("lower rates");
  }

  @Test
  void aTargetThatNobodyMeasuresIsToldWithWhatIsMeasured() {
    Metric misspelt = new Metric("acuracy", false);
    ProgramTask task = task(TRAINS).withTarget(misspelt, 0.9);
    assertThat(compare(task, new Heard(), "sgd: 0.1").notes())
        .contains(
            "There is no metric acuracy to reach the target by; reported were validation-loss.");
    assertThat(compare(task(TRAINS), new Heard(), "sgd: 0.1").notes()).isEmpty();
  }

  private static Tune.Plan plan(String strategy) {
    return new Tune.Plan(List.of(Notation.strategy(strategy)), HORIZON, 26, 1, 1);
  }
}
