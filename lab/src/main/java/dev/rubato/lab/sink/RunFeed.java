package dev.rubato.lab.sink;

import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.sink.CurveRow.Kind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is sent of one run, and what waits to be: nothing twice and nothing left out, whatever the
 * place knows already, and though the place may fail for a while. Used by one thread.
 */
final class RunFeed {
  /** What waits at most while a place fails; more is taken from the result in the end. */
  static final int MOST_WAITING = 20_000;

  /** Values of one request, of which MLflow takes 1000 with the tags. */
  private static final int MOST_VALUES = 900;

  private final SinkRun run;
  private final RunRows rows;
  private final long made;
  private final @Nullable TrialResult before;
  private final Deque<CurveRow> waiting = new ArrayDeque<>();
  private boolean begun;
  private CurveSink.Known sent = CurveSink.Known.NOTHING;
  private long told;
  private boolean behind;
  private @Nullable TrialResult end;

  /**
   * A run that begins, or goes on.
   *
   * @param before its result so far; null where it is not known, or there is none
   * @param made updates made before
   */
  RunFeed(SinkRun run, @Nullable TrialResult before, long made) {
    this.run = run;
    this.before = before;
    this.made = made;
    this.told = made;
    this.rows = new RunRows(run.trial());
    if (before != null) {
      before.evaluations().forEach(rows::observe);
    }
  }

  /** Whether the place has all of it. */
  boolean isDone() {
    return end != null && begun && sent.ended();
  }

  /** A batch of steps; those that were told before are left out. */
  void steps(int from, double[] rates, double[] losses, long time) {
    if (from > told) {
      behind = true;
    }
    for (int i = (int) Math.max(0, told - from); i < losses.length && !behind; i++) {
      CurveRow row = rows.step(from + i, rates[i], losses[i], time);
      if (row != null) {
        add(row);
      }
      told = from + i + 1L;
    }
  }

  /** An evaluation, which may come before the loss of its update. */
  void evaluated(Evaluation evaluation, long time) {
    if (evaluation.t() > told + 1) {
      behind = true;
    }
    rows.observe(evaluation);
    if (!behind && evaluation.t() > made) {
      add(rows.evaluation(evaluation, time));
    }
  }

  private void add(CurveRow row) {
    if (waiting.size() >= MOST_WAITING) {
      waiting.clear();
      behind = true;
    } else {
      waiting.add(row);
    }
  }

  /** It ended; what was not told of its steps is in the result. */
  void end(TrialResult result, long time) {
    if (result.made() > told) {
      behind = true;
    }
    end = result;
    if (!behind) {
      CurveRow last = rows.last(result, time);
      if (last != null) {
        add(last);
      }
      if (!result.test().isEmpty()) {
        add(RunRows.test(result, time));
      }
    }
  }

  /** Sends what waits. */
  void flush(CurveSink sink) throws IOException, InterruptedException {
    if (!begun) {
      begin(sink);
    }
    if (end != null && behind) {
      waiting.clear();
      waiting.addAll(fresh(RunRows.of(end, System.currentTimeMillis())));
    }
    while (!waiting.isEmpty()) {
      List<CurveRow> some = some();
      sink.write(run, some);
      for (CurveRow row : some) {
        waiting.remove();
        sent =
            row.kind() == Kind.EVALUATION
                ? new CurveSink.Known(sent.steps(), row.step(), false)
                : new CurveSink.Known(row.step(), sent.evaluated(), false);
      }
    }
    if (end != null && !sent.ended()) {
      sink.end(run, end);
      sent = new CurveSink.Known(sent.steps(), sent.evaluated(), true);
    }
  }

  private void begin(CurveSink sink) throws IOException, InterruptedException {
    boolean whole = before != null && before.status() != Status.PAUSED;
    sent = sink.begin(run, made, whole);
    begun = true;
    List<CurveRow> later = fresh(waiting);
    waiting.clear();
    if (before != null && !sent.ended()) {
      waiting.addAll(fresh(RunRows.of(before, System.currentTimeMillis())));
    }
    waiting.addAll(later);
    if (whole) {
      waiting.removeIf(row -> sent.ended());
      end = before;
    }
  }

  private List<CurveRow> fresh(Iterable<CurveRow> all) {
    List<CurveRow> fresh = new ArrayList<>();
    for (CurveRow row : all) {
      long known = row.kind() == Kind.EVALUATION ? sent.evaluated() : sent.steps();
      if (row.step() > known || (row.kind() == Kind.TEST && !sent.ended())) {
        fresh.add(row);
      }
    }
    return fresh;
  }

  private List<CurveRow> some() {
    List<CurveRow> some = new ArrayList<>();
    int values = 0;
    for (CurveRow row : waiting) {
      values += row.values().size();
      if (values > MOST_VALUES && !some.isEmpty()) {
        break;
      }
      some.add(row);
    }
    return some;
  }
}
