package dev.rubato.finder;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a range test found: the learning rate that its default rule reads off, how sure it is, or
 * why there is none.
 *
 * <p>The mean losses of all repeats are smoothed and read by the rules. The interval comes from the
 * repeats resampled with replacement, 200 times (Efron's bootstrap), and contains 90 % of those
 * answers. There is no answer if the loss falls by less than its noise, if it is lowest at an end
 * of the range, or if the repeats disagree by more than a factor of ten.
 *
 * <p>A range test passes each rate in a single step: it shows where the loss begins to fall and
 * where it explodes, but neither how long the training will be nor what validation will say. {@link
 * RateSearch} does, for the price of some trainings.
 *
 * @param test what was run
 * @param losses of each repeat, until it ended
 * @param rates of the smoothed losses
 * @param smoothed the losses that the rules read, as long as the shortest repeat
 * @param suggestions of all rules, even if there is no answer; NaN for none
 * @param rate the learning rate to use, NaN if there is no answer
 * @param low the lower end of its interval, NaN with a single repeat
 * @param high its upper end
 * @param reason why there is no answer, empty if there is one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RangeTestFinding(
    RangeTest test,
    List<double[]> losses,
    double[] rates,
    double[] smoothed,
    Map<Rule, Double> suggestions,
    double rate,
    double low,
    double high,
    String reason) {
  static final int DRAWS = 200;

  private static final double DEVIATION = 3;
  private static final int FEWEST = 10;
  private static final double DISAGREE = 10;

  /** Whether there is an answer. */
  public boolean answers() {
    return reason.isEmpty();
  }

  /** The answer in one line, or why there is none. */
  @Override
  public String toString() {
    if (!answers()) {
      return "no answer: " + reason;
    }
    String answer = String.format(Locale.ROOT, "learning rate %.1e", rate());
    return Double.isNaN(low)
        ? answer
        : answer
            + String.format(
                Locale.ROOT, ", between %.1e and %.1e in 90 %% of bootstrap samples", low, high);
  }

  /**
   * Reads the losses of a range test.
   *
   * @param repeats the losses of each repeat's steps, until it ended; a non-finite loss ends one
   */
  public static RangeTestFinding of(RangeTest test, List<double[]> repeats) {
    if (repeats.isEmpty()) {
      throw new IllegalArgumentException("a range test needs at least 1 repeat, had 0");
    }
    List<double[]> finite = repeats.stream().map(RangeTestFinding::untilNotFinite).toList();
    int length = finite.stream().mapToInt(curve -> curve.length).min().orElse(0);
    double[] rates = Arrays.copyOf(test.rates(), length);
    if (length < FEWEST) {
      String reason = "the loss was finite for only " + length + " steps: start at a lower rate";
      return unanswered(test, repeats, rates, new double[0], Map.of(), reason);
    }
    double[] together = together(finite, length);
    double[] smoothed = Smoothing.of(together, DEVIATION);
    Map<Rule, Double> suggestions = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      suggestions.put(rule, rule.suggestion(test, together, smoothed));
    }
    String reason = reason(together, smoothed, length == test.steps());
    return unanswered(test, repeats, rates, smoothed, suggestions, reason)
        .answered(
            suggestions.getOrDefault(Rule.STEEPEST, Double.NaN),
            bootstrap(test, finite, length),
            reason);
  }

  private static RangeTestFinding unanswered(
      RangeTest test,
      List<double[]> repeats,
      double[] rates,
      double[] smoothed,
      Map<Rule, Double> suggestions,
      String reason) {
    double none = Double.NaN;
    return new RangeTestFinding(
        test, repeats, rates, smoothed, suggestions, none, none, none, reason);
  }

  /**
   * This range test with an answer, or why there is none.
   *
   * @param drawn the answers of bootstrap samples, in order; none for a single repeat
   * @param why there is no answer, empty if there is one
   */
  RangeTestFinding answered(double answer, double[] drawn, String why) {
    double from = drawn.length == 0 ? Double.NaN : drawn[(int) (0.05 * (drawn.length - 1))];
    double to = drawn.length == 0 ? Double.NaN : drawn[(int) Math.ceil(0.95 * (drawn.length - 1))];
    String missing = why;
    if (missing.isEmpty() && to / from > DISAGREE) {
      missing =
          String.format(
              Locale.ROOT,
              "the repeats disagree, from %.1e to %.1e: take more steps or repeats",
              from,
              to);
    }
    double known = missing.isEmpty() ? answer : Double.NaN;
    return new RangeTestFinding(
        test, losses, rates, smoothed, suggestions, known, from, to, missing);
  }

  private static double[] untilNotFinite(double[] losses) {
    int length = 0;
    while (length < losses.length && Double.isFinite(losses[length])) {
      length++;
    }
    return Arrays.copyOf(losses, length);
  }

  private static double[] together(List<double[]> repeats, int length) {
    double[] together = new double[length];
    for (double[] repeat : repeats) {
      for (int i = 0; i < length; i++) {
        together[i] += repeat[i] / repeats.size();
      }
    }
    return together;
  }

  /** The default rule's answers for resampled repeats, in order; none for a single repeat. */
  private static double[] bootstrap(RangeTest test, List<double[]> repeats, int length) {
    if (repeats.size() < 2) {
      return new double[0];
    }
    SplittableRandom random = new SplittableRandom(1);
    double[] answers = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      List<double[]> drawn =
          random.ints(repeats.size(), 0, repeats.size()).mapToObj(repeats::get).toList();
      double[] together = together(drawn, length);
      double[] smoothed = Smoothing.of(together, DEVIATION);
      answers[draw] = Rule.STEEPEST.suggestion(test, together, smoothed);
    }
    Arrays.sort(answers); // NaN last
    int known = 0;
    while (known < DRAWS && !Double.isNaN(answers[known])) {
      known++;
    }
    return Arrays.copyOf(answers, known);
  }

  private static String reason(double[] curve, double[] smoothed, boolean whole) {
    int lowest = Rule.lowest(smoothed);
    int steepest = Rule.STEEPEST.at(smoothed);
    if (steepest < 0) {
      return "the loss never falls: is the model already trained, or the first rate too high?";
    }
    double[] residuals = new double[lowest + 1];
    for (int i = 0; i <= lowest; i++) {
      residuals[i] = Math.abs(curve[i] - smoothed[i]);
    }
    double noise = 1.4826 * Smoothing.median(residuals); // of a normal distribution
    double level = Rule.level(smoothed);
    double fall = level - smoothed[lowest];
    if (!(fall > 2 * noise) || !(fall > 0.005 * Math.abs(level))) {
      return "the loss falls by less than its noise: take more steps, larger batches or repeats";
    }
    if (Rule.begin(smoothed) < Rule.FIRST) {
      return "the loss falls from the first rates on: start at a lower rate";
    }
    if (whole && steepest > smoothed.length - 4) {
      return "the loss still falls fastest at the highest rates: end at a higher rate";
    }
    return "";
  }
}
