package dev.rubato.battery;

import dev.rubato.lab.Metric;
import java.util.Comparator;
import java.util.List;

/**
 * What is known of a task by training it at many constant rates with many seeds.
 *
 * @param task its name
 * @param times how many times as long as usual it was trained
 * @param optimizer in the notation
 * @param fingerprint of the task that was trained
 * @param untrained the judged metric before the first step
 * @param rates by their rates, about each that might be best
 */
public record Truth(
    String task,
    int times,
    String optimizer,
    String fingerprint,
    double untrained,
    List<RateTruth> rates) {
  private static final double SMALLEST = 0.01;

  public Truth {
    rates = List.copyOf(rates);
    if (rates.isEmpty()) {
      throw new IllegalArgumentException("the truth about " + task + " needs at least 1 rate");
    }
  }

  /**
   * What is stored of a task at its length.
   *
   * @param optimizer in the notation
   * @throws IllegalArgumentException if nothing is stored, or the task is another by now
   */
  public static Truth of(MeasuredTask task, String optimizer) {
    Truth found = TruthFile.stored().find(task.name(), task.times(), optimizer);
    if (found == null || !found.fingerprint().equals(task.fingerprint())) {
      throw new IllegalArgumentException(
          "nothing is known of "
              + task
              + (found == null ? " with " + optimizer : ", which has changed since")
              + ": run the battery's command \"truth\" and build it again");
    }
    return found;
  }

  /** Whether something is stored of a task at its length with each of these optimizers. */
  static boolean isKnown(MeasuredTask task, List<String> optimizers) {
    return optimizers.stream()
        .allMatch(each -> TruthFile.stored().find(task.name(), task.times(), each) != null);
  }

  /** The best rate of the task that this is about. */
  public RateTruth best(MeasuredTask about) {
    Metric judged = about.about().judged();
    // Among those tied: of rates that are alike in all stored digits, others may come first.
    return rates.stream()
        .filter(RateTruth::tied)
        .min(Comparator.comparing(RateTruth::mean, judged.bestFirst()))
        .orElseThrow(() -> new IllegalStateException("no rate of " + task + " is best"));
  }

  /** The factor, at least 1, between a rate and the nearest that is best or tied with the best. */
  public double factor(double rate) {
    double least = Double.POSITIVE_INFINITY;
    for (RateTruth each : rates) {
      if (each.tied()) {
        least = Math.min(least, Math.max(each.rate() / rate, rate / each.rate()));
      }
    }
    return least;
  }

  /** Whether a rate between these, or at most half a grid's step off, is best or tied. */
  public boolean isHeld(double low, double high) {
    double slack = Math.pow(10, 0.5 / TruthScan.PER_DECADE);
    return rates.stream()
        .anyMatch(each -> each.tied() && each.rate() >= low / slack && each.rate() <= high * slack);
  }

  /** {@link #excess(Metric, double, double, double, double)} of the task that this is about. */
  public double excess(MeasuredTask about, double value, double best) {
    return excess(about.about().judged(), about.bound(), untrained, value, best);
  }

  /**
   * By how much a result is worse than another, as a share. For a loss: the difference over the
   * other's distance from what the loss can't be below, or over 1 % of what a training gains if
   * that is more, so that 1e-12 is not a thousand times as good as 1e-9. For a merit: the
   * difference over what the other gained.
   *
   * @param bound what the loss can't be below
   * @param untrained the metric before the first step
   * @param value of the result
   * @param best the other, as good as can be
   * @return 0 for as good, 1 for twice the loss, negative for better
   */
  static double excess(Metric judged, double bound, double untrained, double value, double best) {
    double worse = judged.lowerIsBetter() ? value - best : best - value;
    double gained = Math.abs(untrained - best);
    double unit = judged.lowerIsBetter() ? Math.max(best - bound, SMALLEST * gained) : gained;
    return worse == 0 ? 0 : worse / unit;
  }
}
