package dev.rubato.lab.program;

import dev.rubato.lab.Metric;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a run of a program ended. That depends on the metric by which it is judged, which must be
 * finite, and reported at the end.
 *
 * @param reason empty where all went well
 */
record Verdict(Status status, String reason) {
  static final Verdict DONE = new Verdict(Status.DONE, "");
  static final Verdict CANCELLED = new Verdict(Status.CANCELLED, "its study ended first");

  /** The metric that must be finite however a training is judged. */
  private static final String LOSS = "validation-loss";

  private static final int SHOWN = 10;

  static Verdict failed(String reason) {
    return new Verdict(Status.FAILED, reason);
  }

  static Verdict diverged(String reason) {
    return new Verdict(Status.DIVERGED, reason);
  }

  /** The verdict on an evaluation that ends the training, otherwise null. */
  static @Nullable Verdict on(Evaluation evaluation, Metric judged) {
    for (String name : new LinkedHashSet<>(List.of(LOSS, judged.name()))) {
      Double value = evaluation.metrics().get(name);
      if (value != null && !Double.isFinite(value)) {
        return diverged(
            String.format(Locale.ROOT, "%s was %s after %d updates", name, value, evaluation.t()));
      }
    }
    return null;
  }

  /** The verdict on a program that made all steps and exited without an error. */
  static Verdict atEnd(List<Evaluation> evaluations, long steps, Metric judged) {
    Set<String> others = new TreeSet<>();
    long last = 0;
    for (Evaluation each : evaluations) {
      others.addAll(each.metrics().keySet());
      last = each.metrics().containsKey(judged.name()) ? each.t() : last;
    }
    if (last == steps) {
      return DONE;
    }
    String missing =
        String.format(Locale.ROOT, "it reported no %s at the last step, %d", judged.name(), steps);
    if (last > 0) {
      return failed(missing + ", but one at step " + last);
    }
    return failed(
        others.isEmpty()
            ? missing
            : "it reported no metric %s; judge it by another with --judged-by NAME, of: %s"
                .formatted(
                    judged.name(),
                    others.stream().limit(SHOWN).collect(Collectors.joining(", "))
                        + (others.size() > SHOWN ? ", … (" + others.size() + " in all)" : "")));
  }

  /**
   * What a result would have been if it had been judged by this metric; null where that is not
   * known, as it was ended for another one's sake or lacks this one.
   */
  static @Nullable TrialResult again(TrialResult kept, Metric judged) {
    Evaluation last = null;
    for (Evaluation each : kept.evaluations()) {
      Verdict verdict = on(each, judged);
      if (verdict != null) {
        boolean same = kept.status() == Status.DIVERGED && each.t() == kept.made();
        return same ? kept : kept.upTo((int) each.t()).with(verdict.status(), verdict.reason());
      }
      last = each;
    }
    if (kept.status() == Status.DONE) {
      long steps = kept.trial().horizon().steps();
      return atEnd(kept.evaluations(), steps, judged).status() == Status.DONE ? kept : null;
    }
    boolean endedByOther =
        kept.status() == Status.DIVERGED
            && last != null
            && last.t() == kept.made()
            && last.metrics().values().stream().anyMatch(value -> !Double.isFinite(value));
    return endedByOther ? null : kept;
  }
}
