package dev.rubato.lab.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.argument.Span;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks that are judged by another metric than usual, or evaluated at other times. */
class EvaluatedSpecTest {
  private static final BundledSpec USUAL = new BundledSpec("least-squares");
  private static final Metric ACCURACY = new Metric("accuracy", false);

  private static SteppedTask task(@Nullable Metric judged, @Nullable String every) {
    Span span = every == null ? null : Notation.span(every);
    return (SteppedTask) new EvaluatedSpec(USUAL, judged, span).open();
  }

  private static TrialResult run(SteppedTask task, String strategy) {
    return TrialRun.run(task, Runs.trial(strategy, 1), TrialListener.NONE);
  }

  private static long[] times(TrialResult result) {
    return result.evaluations().stream().mapToLong(Evaluation::t).toArray();
  }

  @Test
  void itComesBackFromItsText() {
    for (TaskSpec spec :
        new TaskSpec[] {
          new EvaluatedSpec(USUAL, ACCURACY, null),
          new EvaluatedSpec(USUAL, null, Notation.span("10%")),
          new EvaluatedSpec(
              new CommandSpec("run", Horizon.ofSteps(9), null, false, null, null),
              new Metric("goodness", true),
              Notation.span("1 epoch"))
        }) {
      assertThat(TaskSpec.parse(spec.toJson())).isEqualTo(spec);
    }
    assertThat(new EvaluatedSpec(USUAL, ACCURACY, Notation.span("2 epochs")).toJson())
        .isEqualTo(
            "{\"version\":2,\"kind\":\"evaluated\",\"task\":{\"version\":1,\"kind\":\"bundled\","
                + "\"name\":\"least-squares\"},\"judged-by\":\"accuracy\",\"lower-is-better\":false,"
                + "\"evaluated-every\":\"2 epochs\"}");
    String nested = new EvaluatedSpec(USUAL, ACCURACY, null).toJson();
    String deep = nested;
    for (int i = 0; i < 3; i++) {
      deep =
          nested.replace("{\"version\":1,\"kind\":\"bundled\",\"name\":\"least-squares\"}", deep);
    }
    String text = deep;
    assertThatThrownBy(() -> TaskSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("how a task is evaluated can be said only once");
  }

  @Test
  void anotherMetricJudgesTheSameTrainings() {
    Task usual = USUAL.open();
    Task other = task(ACCURACY, null);
    assertThat(other.about().judged()).isEqualTo(ACCURACY);
    assertThat(other.fingerprint()).isEqualTo(usual.fingerprint());
  }

  @Test
  void aMetricThatIsNotReportedFailsTheTrialAtItsFirstEvaluation() {
    TrialResult result = run(task(new Metric("accurcy", false), null), "sgd: 0.1");
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.reason())
        .isEqualTo("no metric is called accurcy; the task reports accuracy, validation-loss");
    assertThat(result.losses()).hasSize(4);
  }

  @Test
  void aTaskIsEvaluatedAsOftenAsIsAskedFor() {
    assertThat(times(run(task(null, "1 epoch"), "sgd: 0.1"))).containsExactly(12, 24, 36, 48);
    assertThat(times(run(task(null, "25%"), "sgd: 0.1"))).containsExactly(12, 24, 36, 48);
    assertThat(times(run(task(null, "20 steps"), "sgd: 0.1"))).containsExactly(20, 40, 48);
    assertThat(times(run(task(null, "20"), "sgd: 0.1"))).containsExactly(20, 40, 48);
    assertThat(task(null, "20").fingerprint()).isNotEqualTo(USUAL.open().fingerprint());
    assertThatThrownBy(() -> task(null, "0.1%").validationInterval(Runs.HORIZON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.1% of 48 steps");
    assertThatThrownBy(() -> task(null, "1 epoch").validationInterval(Horizon.ofSteps(9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no steps per epoch");
    assertThatThrownBy(() -> task(null, "?1..5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be known");
  }

  @Test
  void aPlateausPatienceThenCountsEpochs() {
    String never = "sgd: plateau(0.1, factor=0.5, patience=1, threshold=0.99)"; // no improvement
    double[] rates = run(task(null, "1 epoch"), never).rates();
    assertThat(rates[35]).isEqualTo(0.1); // the first epoch is the best so far, two more may pass
    assertThat(rates[36]).isEqualTo(0.05);
    assertThat(run((SteppedTask) USUAL.open(), never).rates()[12]).isEqualTo(0.05);
  }
}
