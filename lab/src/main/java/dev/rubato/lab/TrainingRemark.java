package dev.rubato.lab;

import dev.rubato.argument.Figures;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is plainly wrong with one training, as a sentence that says so and what to try; nothing
 * where its curve looks as usual. The thresholds were chosen on one half of the battery and
 * measured on the other (docs/truth.md).
 *
 * @param kind what it is
 * @param text one or two sentences
 */
public record TrainingRemark(Kind kind, String text) {
  /** Fewer losses say too little. */
  private static final int FEWEST = 20;

  /** A mean over a twentieth of the steps smooths the noise of batches. */
  private static final int WINDOWS = 20;

  /** Of its start: a loss that fell less did not fall. */
  private static final double NOTHING = 0.01;

  /** Of the first evaluation: others so near are the same. */
  private static final double STILL = 0.001;

  /**
   * Of the loss from one tenth of the steps to the next, and of the judged metric over the last
   * fifth of its evaluations: what falls more is far from its end.
   */
  private static final double FAST = 0.05;

  /** Fewer evaluations don't show where the judged metric goes. */
  private static final int FEWEST_EVALUATIONS = 4;

  /** Of its start: a loss that is lower has come to its end, however fast it falls. */
  private static final double LEFT = 0.001;

  /** Of its start: a loss that ends above this was driven up. */
  private static final double RISEN = 1.5;

  /** Of the judged metric at first: noise of batches alone does not make it so much worse. */
  private static final double WORSE = 0.2;

  /** Of the first loss: what one update leaves above this is hardly noise of batches. */
  private static final double BLOWN = 30;

  /** Of the first loss: a second half above this did not come back. */
  private static final double ABOVE = 5;

  /** Standard errors of a difference that are hardly chance. */
  private static final double ERRORS = 4;

  /** What can be plainly wrong. */
  public enum Kind {
    /** The loss was no longer finite. */
    DIVERGED,
    /** The loss ended far above its start. */
    ROSE,
    /** The loss was never below its start. */
    NEVER_FELL,
    /** It ended in the midst of learning. */
    STILL_FALLING
  }

  /** The remark on a training, or null. */
  public static @Nullable TrainingRemark of(TrialResult result, Metric judged) {
    if (result.status() == Status.DIVERGED) {
      return new TrainingRemark(
          Kind.DIVERGED,
          "Its rate is probably too high: try a tenth of it, or let rubato find search one.");
    }
    double[] losses = Arrays.stream(result.losses()).filter(Double::isFinite).toArray();
    if (result.status() != Status.DONE || losses.length < FEWEST) {
      return null;
    }
    double start = median(losses[0], losses[1], losses[2]);
    if (blewUp(losses)) {
      start = losses[0];
    }
    int size = Math.max(5, losses.length / WINDOWS);
    double lowest = Double.POSITIVE_INFINITY;
    for (int from = 0; from + size <= losses.length; from++) {
      lowest = Math.min(lowest, mean(losses, from, from + size));
    }
    double end = mean(losses, losses.length - size, losses.length);
    boolean rose = start > 0 && end > RISEN * start;
    if (rose && (blewUp(losses) || worsened(result, judged))) {
      return new TrainingRemark(
          Kind.ROSE,
          String.format(
              Locale.ROOT,
              "The loss ended above its start: %s at first, %s over the last %d steps. The rate is"
                  + " probably too high: try a tenth of it, or let rubato find search one.",
              Figures.show(start),
              Figures.show(end),
              size));
    }
    if (start > 0 && lowest > start * (1 - NOTHING) && !improved(result, judged)) {
      return new TrainingRemark(
          Kind.NEVER_FELL,
          String.format(
              Locale.ROOT,
              "The loss did not fall: %s at first, %s at best (mean of %d steps). The rate may be"
                  + " far too low or too high: let rubato find search one.",
              Figures.show(start),
              Figures.show(lowest),
              size));
    }
    double fell = mean(losses, 0, 3) - end;
    if (start > 0 && fell < ERRORS * noise(losses, 0) && standsStill(result, judged)) {
      double[] values = values(result.evaluations(), judged);
      return new TrainingRemark(
          Kind.NEVER_FELL,
          String.format(
              Locale.ROOT,
              "Nothing was learned: the %s was %s at the first evaluation and %s at the last. The"
                  + " rate may be far too low or too high: let rubato find search one.",
              judged.words(),
              Figures.show(values[0]),
              Figures.show(values[values.length - 1])));
    }
    return stillFalling(result, judged, losses, start);
  }

  /** Whether the first updates threw the loss far above its start, and it never came back. */
  private static boolean blewUp(double[] losses) {
    double half = mean(losses, losses.length / 2, losses.length);
    return Math.min(losses[1], losses[2]) > BLOWN * losses[0] && half > ABOVE * losses[0];
  }

  /** Whether all evaluations gave nearly the same. */
  private static boolean standsStill(TrialResult result, Metric judged) {
    double[] values = values(result.evaluations(), judged);
    return values.length >= 3
        && Arrays.stream(values)
            .allMatch(each -> Math.abs(each - values[0]) <= STILL * Math.abs(values[0]));
  }

  private static @Nullable TrainingRemark stillFalling(
      TrialResult result, Metric judged, double[] losses, double start) {
    int tenth = losses.length / 10;
    if (tenth < 5 || !isImprovingFast(result, judged)) {
      return null;
    }
    double before = mean(losses, losses.length - 2 * tenth, losses.length - tenth);
    double last = mean(losses, losses.length - tenth, losses.length);
    double fall = before - last;
    double noise = noise(losses, losses.length - 2 * tenth) * Math.sqrt(2.0 / tenth);
    if (before <= LEFT * start || fall < FAST * before || fall < ERRORS * noise) {
      return null;
    }
    return new TrainingRemark(
        Kind.STILL_FALLING,
        String.format(
            Locale.ROOT,
            "The loss was still falling fast when the training ended: %s, then %s over the last"
                + " two tenths of its steps. A longer training would probably go lower, and often one"
                + " at a higher rate.",
            Figures.show(before),
            Figures.show(last)));
  }

  /** The standard deviation of losses from one step to the next, whatever their trend. */
  private static double noise(double[] losses, int from) {
    double sum = 0;
    for (int t = from + 1; t < losses.length; t++) {
      double change = losses[t] - losses[t - 1];
      sum += change * change / 2;
    }
    return Math.sqrt(sum / (losses.length - from - 1));
  }

  private static boolean improved(TrialResult result, Metric judged) {
    double[] values = values(result.evaluations(), judged);
    if (values.length < 2) {
      return false;
    }
    double best = best(values, judged);
    return judged.bestFirst().compare(best, values[0]) < 0
        && Math.abs(best - values[0]) > NOTHING * Math.abs(values[0]);
  }

  /** Whether the last evaluation is the best of all, and much better than one not long before. */
  private static boolean isImprovingFast(TrialResult result, Metric judged) {
    double[] values = values(result.evaluations(), judged);
    if (values.length < FEWEST_EVALUATIONS) {
      return false;
    }
    double last = values[values.length - 1];
    double before = values[values.length - 1 - Math.max(1, values.length / 5)];
    return last == best(values, judged) && Math.abs(before - last) >= FAST * Math.abs(last);
  }

  /** Whether the last evaluation is much worse than the first; true where there are no two. */
  private static boolean worsened(TrialResult result, Metric judged) {
    double[] values = values(result.evaluations(), judged);
    if (values.length < 2) {
      return true;
    }
    double last = values[values.length - 1];
    return judged.bestFirst().compare(values[0], last) < 0
        && Math.abs(last - values[0]) >= WORSE * Math.abs(values[0]);
  }

  private static double best(double[] values, Metric judged) {
    return Arrays.stream(values).boxed().min(judged.bestFirst()).orElse(Double.NaN);
  }

  private static double[] values(List<Evaluation> evaluations, Metric judged) {
    return evaluations.stream()
        .mapToDouble(each -> each.metrics().getOrDefault(judged.name(), Double.NaN))
        .filter(Double::isFinite)
        .toArray();
  }

  private static double mean(double[] losses, int from, int to) {
    return Arrays.stream(losses, from, to).average().orElse(Double.NaN);
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
