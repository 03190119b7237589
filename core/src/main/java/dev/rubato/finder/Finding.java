package dev.rubato.finder;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a range test found: the suggestion, how sure it is, or why there is none.
 *
 * <p>The losses of all repeats are put together by their mean, smoothed, and read by the rules. The
 * interval comes from reading the repeats drawn again with replacement, 200 times (Efron's
 * bootstrap), and has 90 % of those answers. There is no answer where the loss falls by less than
 * its noise, where it falls only at an end of the range, or where the repeats disagree by more than
 * ten times.
 *
 * <p>An answer is a place to begin: what is best depends on how long the training is, too, of which
 * a range test knows nothing. On the bundled tasks it is within three times of the best constant
 * rate in about four cases of five ({@code FinderQualityTest}).
 *
 * @param test what was run
 * @param losses of each repeat, as long as it went
 * @param rates of the smoothed losses
 * @param smoothed the losses that the rules read, as long as the shortest repeat
 * @param suggestions of all rules, also where there is no answer; NaN for none
 * @param low the lower end of the interval of the default rule, NaN with a single repeat
 * @param high its upper end
 * @param reason why there is no answer, empty where there is one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Finding(
    RangeTest test,
    List<double[]> losses,
    double[] rates,
    double[] smoothed,
    Map<Rule, Double> suggestions,
    double low,
    double high,
    String reason) {
  private static final double DEVIATION = 3;
  private static final int DRAWS = 200;
  private static final int FEWEST = 10;
  private static final double DISAGREE = 10;

  /** Whether there is an answer. */
  public boolean answers() {
    return reason.isEmpty();
  }

  /** The learning rate to use, or NaN where there is no answer. */
  public double rate() {
    return answers() ? suggestions.getOrDefault(Rule.STEEPEST, Double.NaN) : Double.NaN;
  }

  /** The answer in one line, or why there is none. */
  @Override
  public String toString() {
    if (!answers()) {
      return "no answer: " + reason;
    }
    String answer = "learning rate %.1e".formatted(rate());
    return Double.isNaN(low)
        ? answer
        : answer + ", between %.1e and %.1e in 90 %% of repeats drawn again".formatted(low, high);
  }

  /**
   * Reads the losses of a range test.
   *
   * @param repeats each the losses of its steps, as long as it went; what is not finite ends one
   */
  public static Finding of(RangeTest test, List<double[]> repeats) {
    if (repeats.isEmpty()) {
      throw new IllegalArgumentException("a range test needs at least 1 repeat, had 0");
    }
    List<double[]> finite = repeats.stream().map(Finding::untilNotFinite).toList();
    int length = finite.stream().mapToInt(curve -> curve.length).min().orElse(0);
    double[] rates = Arrays.copyOf(test.rates(), length);
    if (length < FEWEST) {
      return new Finding(
          test,
          repeats,
          rates,
          new double[0],
          Map.of(),
          Double.NaN,
          Double.NaN,
          "the loss was finite for only " + length + " steps: begin at a lower rate");
    }
    double[] together = together(finite, length);
    double[] smoothed = Smoothing.of(together, DEVIATION);
    Map<Rule, Double> suggestions = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      suggestions.put(rule, rule.suggestion(rates, smoothed));
    }
    double[] drawn = bootstrap(finite, rates);
    double low = drawn.length == 0 ? Double.NaN : drawn[(int) (0.05 * (drawn.length - 1))];
    double high =
        drawn.length == 0 ? Double.NaN : drawn[(int) Math.ceil(0.95 * (drawn.length - 1))];
    return new Finding(
        test,
        repeats,
        rates,
        smoothed,
        suggestions,
        low,
        high,
        reason(together, smoothed, length == test.steps(), low, high));
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

  /** The default rule's answers for repeats drawn again, in order; none for a single repeat. */
  private static double[] bootstrap(List<double[]> repeats, double[] rates) {
    if (repeats.size() < 2) {
      return new double[0];
    }
    SplittableRandom random = new SplittableRandom(1);
    double[] answers = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      List<double[]> drawn =
          random.ints(repeats.size(), 0, repeats.size()).mapToObj(repeats::get).toList();
      double[] smoothed = Smoothing.of(together(drawn, rates.length), DEVIATION);
      answers[draw] = Rule.STEEPEST.suggestion(rates, smoothed);
    }
    Arrays.sort(answers); // NaN last
    int known = 0;
    while (known < DRAWS && !Double.isNaN(answers[known])) {
      known++;
    }
    return Arrays.copyOf(answers, known);
  }

  private static String reason(
      double[] curve, double[] smoothed, boolean whole, double low, double high) {
    int lowest = Rule.lowest(smoothed);
    int steepest = Rule.STEEPEST.at(smoothed);
    if (steepest < 0) {
      return "the loss never falls: is the model trained already, or the first rate too high?";
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
      return "the loss falls from the first rates on: begin at a lower rate";
    }
    if (whole && steepest > smoothed.length - 4) {
      return "the loss still falls fastest at the highest rates: end at a higher rate";
    }
    if (high / low > DISAGREE) {
      return "the repeats disagree, from %.1e to %.1e: take more steps or repeats"
          .formatted(low, high);
    }
    return "";
  }
}
