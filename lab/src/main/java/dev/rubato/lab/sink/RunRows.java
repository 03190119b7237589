package dev.rubato.lab.sink;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.sink.CurveRow.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one training. Of a long one about ten thousand updates are shown, evenly spread: the
 * tools that draw them show fewer.
 */
final class RunRows {
  private static final String LOSS = "train/loss";
  private static final int SHOWN = 10_000;

  private final @Nullable MovingNumbers numbers;
  private final long steps;
  private final long every;
  private long last;

  /** The rows that are shown. */
  RunRows(Trial trial) {
    this(trial, SHOWN);
  }

  /**
   * Rows of about so many updates, evenly spread.
   *
   * @param shown how many; all where there are fewer
   */
  RunRows(Trial trial, long shown) {
    numbers = numbers(trial);
    steps = trial.horizon().steps();
    every = Math.max(1, (steps - 1) / shown + 1);
  }

  private static @Nullable MovingNumbers numbers(Trial trial) {
    try {
      return new MovingNumbers(trial);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return null; // the trial fails before its first step, with that reason
    }
  }

  /** The rows of a result that are shown. */
  static List<CurveRow> of(TrialResult result, long time) {
    List<CurveRow> all = new ArrayList<>();
    new RunRows(result.trial()).each(result, time, all::add);
    return all;
  }

  /** Rows of a whole result, in order. */
  void each(TrialResult result, long time, Consumer<CurveRow> to) {
    List<Evaluation> evaluations = result.evaluations();
    double[] rates = result.rates();
    double[] losses = result.losses();
    int e = 0;
    for (int t = 0; t <= losses.length; t++) {
      for (; e < evaluations.size() && evaluations.get(e).t() <= t; e++) {
        observe(evaluations.get(e));
        to.accept(evaluation(evaluations.get(e), time));
      }
      if (t < losses.length) {
        CurveRow row = step(t, rates[t], losses[t], time);
        if (row != null) {
          to.accept(row);
        }
      }
    }
    CurveRow end = result.status() == Status.PAUSED ? null : last(result, time);
    if (end != null) {
      to.accept(end);
    }
    if (!result.test().isEmpty()) {
      to.accept(test(result, time));
    }
  }

  /** The strategy watches an evaluation. */
  void observe(Evaluation evaluation) {
    if (numbers != null) {
      numbers.observe(evaluation.t(), evaluation.metrics());
    }
  }

  /** The row of update {@code t}, or null if it is not shown. */
  @Nullable CurveRow step(long t, double rate, double loss, long time) {
    boolean shown = t == 0 || (t + 1) % every == 0 || t + 1 == steps;
    return shown ? row(t, rate, loss, false, time) : null;
  }

  private CurveRow row(long t, double rate, double loss, boolean anyway, long time) {
    Map<String, Double> values = new LinkedHashMap<>();
    if (!Double.isNaN(loss) || anyway) { // a program may report fewer losses than steps
      values.put(LOSS, loss);
    }
    if (numbers == null) {
      values.put(MovingNumbers.RATE, rate);
    } else {
      numbers.put(t, rate, values);
    }
    last = t + 1;
    return new CurveRow(Kind.STEP, t + 1, time, values);
  }

  /**
   * The last update of a training that ended, if it was not shown yet; where it diverged, with the
   * loss that was no number.
   */
  @Nullable CurveRow last(TrialResult result, long time) {
    int t = result.made() - 1;
    if (t < 0 || last > t) {
      return null;
    }
    return row(t, result.rates()[t], result.losses()[t], true, time);
  }

  /** A row of metrics on the validation data. */
  CurveRow evaluation(Evaluation evaluation, long time) {
    return new CurveRow(
        Kind.EVALUATION, evaluation.t(), time, named("evaluation/", evaluation.metrics()));
  }

  /** A row of metrics on the test data. */
  static CurveRow test(TrialResult result, long time) {
    return new CurveRow(Kind.TEST, result.made(), time, named("test/", result.test()));
  }

  private static Map<String, Double> named(String prefix, Map<String, Double> metrics) {
    Map<String, Double> named = new LinkedHashMap<>();
    metrics.forEach((name, value) -> named.put(prefix + name, value));
    return named;
  }
}
