package dev.rubato.lab.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is sent of a run while its events come with gaps, and the place fails. */
class RunFeedTest {
  private static final int STEPS = 40_000;

  /** A place that keeps what it is sent, unless it fails. */
  private static final class Kept implements CurveSink {
    private final List<CurveRow> rows = new ArrayList<>();
    private int ends;
    private boolean fails;

    @Override
    public String place() {
      return "a list";
    }

    @Override
    public Duration tries() {
      return Duration.ZERO;
    }

    @Override
    public Known begin(SinkRun run, long made, boolean ended) {
      return Known.NOTHING;
    }

    @Override
    public void write(SinkRun run, List<CurveRow> some) throws IOException {
      if (fails) {
        throw new IOException("full");
      }
      rows.addAll(some);
    }

    @Override
    public void end(SinkRun run, TrialResult result) {
      ends++;
    }

    @Override
    public void finish() {}

    private List<Long> steps(CurveRow.Kind kind) {
      return rows.stream().filter(row -> row.kind() == kind).map(CurveRow::step).toList();
    }
  }

  private final Kept kept = new Kept();

  private static TrialResult result(int steps) {
    Trial trial = new Trial(Notation.strategy("sgd: 0.5"), Horizon.ofSteps(steps), 1);
    double[] rates = new double[steps];
    double[] losses = new double[steps];
    Arrays.fill(rates, 0.5);
    Arrays.fill(losses, 2);
    List<Evaluation> evaluations =
        List.of(
            new Evaluation(steps / 2, Map.of("a", 1.0)), new Evaluation(steps, Map.of("a", 2.0)));
    return new TrialResult(trial, Status.DONE, "", rates, losses, evaluations, Map.of("loss", 3.0));
  }

  private static RunFeed feed(TrialResult result) {
    return new RunFeed(SinkRun.of(result.trial(), "task", "1"), null, 0);
  }

  private static void steps(RunFeed feed, TrialResult result, int from, int until) {
    feed.steps(
        from,
        Arrays.copyOfRange(result.rates(), from, until),
        Arrays.copyOfRange(result.losses(), from, until),
        1);
  }

  private void isWhole(TrialResult result) {
    int steps = result.losses().length;
    assertThat(kept.steps(CurveRow.Kind.STEP))
        .isEqualTo(LongStream.rangeClosed(1, steps).boxed().toList());
    assertThat(kept.steps(CurveRow.Kind.EVALUATION)).containsExactly(steps / 2L, (long) steps);
    assertThat(kept.steps(CurveRow.Kind.TEST)).containsExactly((long) steps);
    assertThat(kept.ends).isEqualTo(1);
  }

  @Test
  void whatWasDroppedIsTakenFromTheResult() throws Exception {
    TrialResult result = result(100);
    RunFeed feed = feed(result);
    steps(feed, result, 0, 10);
    feed.flush(kept);
    steps(feed, result, 20, 50);
    feed.evaluated(result.evaluations().get(0), 1);
    feed.flush(kept);
    assertThat(kept.steps(CurveRow.Kind.STEP)).hasSize(10);
    feed.end(result, 1);
    feed.flush(kept);

    isWhole(result);
    assertThat(feed.isDone()).isTrue();
  }

  @Test
  void stepsThatAreToldAgainAreSentOnce() throws Exception {
    TrialResult result = result(100);
    RunFeed feed = feed(result);
    steps(feed, result, 0, 50);
    steps(feed, result, 30, 50);
    feed.evaluated(result.evaluations().get(0), 1);
    steps(feed, result, 40, 100);
    feed.evaluated(result.evaluations().get(1), 1);
    feed.end(result, 1);
    feed.flush(kept);

    isWhole(result);
  }

  @Test
  void aPlaceThatFailsForLongGetsAllOnceItIsWell() throws Exception {
    TrialResult result = result(100);
    RunFeed feed = feed(result);
    kept.fails = true;
    steps(feed, result, 0, 50);
    assertThatThrownBy(() -> feed.flush(kept)).hasMessage("full");
    feed.evaluated(result.evaluations().get(0), 1);
    kept.fails = false;
    steps(feed, result, 50, 100);
    feed.evaluated(result.evaluations().get(1), 1);
    feed.end(result, 1);
    feed.flush(kept);

    isWhole(result);
  }

  @Test
  void ofALongTrainingAboutTenThousandUpdatesAreShownWithTheFirstAndTheLast() throws Exception {
    TrialResult result = result(STEPS);
    RunFeed feed = feed(result);
    steps(feed, result, 0, STEPS);
    feed.end(result, 1);
    feed.flush(kept);

    assertThat(kept.steps(CurveRow.Kind.STEP))
        .hasSize(10_001)
        .startsWith(1L, 4L, 8L)
        .endsWith(40_000L);
  }
}
