package dev.rubato.lab.program;

import dev.rubato.lab.Metric;
import dev.rubato.lab.StepBatches;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.text.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a program has reported of its trial; passes it on to the listener, and writes the rates of a
 * strategy that watches a metric.
 */
final class Journal {
  /** Metrics that are kept of one trial, so that a program can't fill the memory. */
  private static final int MOST_VALUES = 1_000_000;

  private static final int EXCERPT = 80;

  private final Trial trial;
  private final Metric judged;
  private final RatesFile file;
  private final TrialListener listener;
  private final StepBatches batches;
  private final Set<String> watched;
  private final int steps;
  private final long interval;
  private final double[] losses;
  private final List<Evaluation> evaluations = new ArrayList<>();
  private final Map<String, Double> test = new LinkedHashMap<>();
  private int values;
  private long made;
  private long lastLoss;
  private long lastEvaluation = -1;
  private boolean told;

  /** A journal before the first line; writes the rates that can be known. */
  Journal(Trial trial, long interval, Metric judged, RatesFile file, TrialListener listener)
      throws IOException {
    this.trial = trial;
    this.judged = judged;
    this.file = file;
    this.listener = listener;
    this.batches = new StepBatches(listener, 0);
    this.watched = file.watched();
    this.steps = Math.toIntExact(trial.horizon().steps());
    this.interval = interval;
    this.losses = new double[steps];
    Arrays.fill(losses, Double.NaN);
    file.grow(watched.isEmpty() ? steps : Math.min(steps, interval));
  }

  /** Updates made, as far as reported. */
  long made() {
    return made;
  }

  /** Reads a line; returns a verdict if it ends the trial. */
  @Nullable Verdict hear(long number, byte[] text) throws IOException {
    String problem;
    try {
      ReportLine line = ReportLine.parse(text);
      told = true;
      problem = disorder(line);
      if (problem.isEmpty()) {
        return note(line);
      }
    } catch (ReportLine.Malformed e) {
      problem = String.valueOf(e.getMessage());
    }
    return Verdict.failed(
        String.format(
            Locale.ROOT,
            "line %d of its output can't be used: %s: %s",
            number,
            problem,
            SafeText.line(new String(text, StandardCharsets.UTF_8), EXCERPT)));
  }

  /** What is wrong with the order of the lines, or empty. */
  private String disorder(ReportLine line) {
    if (line.step() == null) {
      return "";
    }
    long step = line.step();
    if (step > steps) {
      return "the trial has only " + steps + " steps";
    }
    if (step > file.rows()) {
      return "rates were given for " + file.rows() + " steps, " + waiting();
    }
    if (step < made) {
      return "step " + made + " was already reported";
    }
    if (line.loss() != null && step == 0) {
      return "\"step\" is the number of updates made, so the first loss has step 1";
    }
    if (line.loss() != null && step == lastLoss) {
      return "a loss for this step was already reported";
    }
    if (!line.metrics().isEmpty() && step == lastEvaluation) {
      return "metrics for this step were already reported; put them all on one line";
    }
    return "";
  }

  private @Nullable Verdict note(ReportLine line) throws IOException {
    test.putAll(line.test());
    if (test.size() > MOST_VALUES) {
      return tooMany();
    }
    if (line.step() == null) {
      return null;
    }
    made = line.step();
    Double loss = line.loss();
    if (loss != null) {
      lastLoss = made;
      losses[(int) made - 1] = loss;
      if (!Double.isFinite(loss)) {
        return Verdict.diverged("the loss was " + loss + " at step " + (made - 1));
      }
    }
    batches.made(List.of(trial), file.rates(), losses, certain());
    return line.metrics().isEmpty() ? null : evaluate(line.metrics());
  }

  /** Passes on what was reported, as the program is silent now. */
  void quiet() {
    batches.flush(List.of(trial), file.rates(), losses, certain());
  }

  /** Updates made that the program has fully reported: a loss may follow its metrics. */
  private int certain() {
    return (int) (lastLoss == made ? made : made - 1);
  }

  private @Nullable Verdict evaluate(Map<String, Double> metrics) throws IOException {
    lastEvaluation = made;
    boolean due = made == file.rows();
    if (made == 0 || (!watched.isEmpty() && !due)) {
      return null; // the strategy is told, and the result shows, only the evaluations that were
      // requested
    }
    values += metrics.size();
    if (values > MOST_VALUES) {
      return tooMany();
    }
    Evaluation evaluation = new Evaluation(made, Collections.unmodifiableMap(metrics));
    evaluations.add(evaluation);
    batches.flush(List.of(trial), file.rates(), losses, certain());
    listener.hear(new TrialEvent.Evaluated(List.of(trial), evaluation));
    Verdict verdict = Verdict.on(evaluation, judged);
    if (verdict != null) {
      return verdict;
    }
    if (due && made < steps) {
      for (String name : watched) {
        if (!metrics.containsKey(name)) {
          return Verdict.failed(
              String.format(
                  Locale.ROOT,
                  "the strategy watches %s, but the program reported no such metric at step %d",
                  name,
                  made));
        }
      }
      file.observe(metrics);
      file.grow(Math.min(steps, made + interval));
    }
    return null;
  }

  private static Verdict tooMany() {
    return Verdict.failed("it reported more than " + MOST_VALUES + " metrics");
  }

  /**
   * What a watching strategy still needs from the program, in words that follow a comma; or empty.
   */
  String waiting() {
    return file.rows() == steps
        ? ""
        : String.format(
            Locale.ROOT,
            "and more follow when it reports %s at step %d",
            String.join(" and ", watched),
            file.rows());
  }

  /** The verdict on a program that exited without an error. */
  Verdict end() {
    if (!told) {
      return Verdict.failed(
          "it printed no JSON lines on its standard output; docs/protocol.md says which are"
              + " expected");
    }
    if (made < steps) {
      return Verdict.failed(
          String.format(Locale.ROOT, "it ended after step %d of %d", made, steps));
    }
    return Verdict.atEnd(evaluations, steps, judged);
  }

  /** The result; the listener has been told of all steps by then. */
  TrialResult result(Verdict verdict) {
    batches.flush(List.of(trial), file.rates(), losses, (int) made);
    boolean done = verdict.status() == TrialResult.Status.DONE;
    return new TrialResult(
        trial,
        verdict.status(),
        verdict.reason(),
        Arrays.copyOf(file.rates(), (int) made),
        Arrays.copyOf(losses, (int) made),
        List.copyOf(evaluations),
        done ? Collections.unmodifiableMap(new LinkedHashMap<>(test)) : Map.of());
  }
}
