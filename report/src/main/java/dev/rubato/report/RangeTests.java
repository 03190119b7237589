package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.finder.RangeTestFinding;
import dev.rubato.finder.Rule;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.Column;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Mark;
import dev.rubato.plot.Region;
import dev.rubato.plot.Series;
import dev.rubato.plot.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a range test found: as a chart and a sentence for people, as CSV and JSON. */
public final class RangeTests {
  private RangeTests() {}

  /** The losses of all repeats over the rate, and the curve that the rules read. */
  public static Chart chart(RangeTestFinding finding, String title) {
    List<Mark> marks = new ArrayList<>();
    double ceiling = ceiling(finding);
    marks.add(
        Series.of(
            "smoothed", finding.rates(), below(finding.smoothed(), ceiling, finding.rates())));
    double[] rates = finding.test().rates();
    for (int i = 0; i < finding.losses().size(); i++) {
      double[] losses = finding.losses().get(i);
      double[] x = Arrays.copyOf(rates, losses.length);
      marks.add(Series.of("repeat " + (i + 1), x, below(losses, ceiling, x)));
    }
    if (finding.answers()) {
      double low = Arrays.stream(finding.smoothed()).min().orElse(0);
      double high = Math.min(ceiling, Arrays.stream(finding.smoothed()).max().orElse(1));
      double[] x = {finding.rate(), finding.rate()};
      marks.add(Series.of("suggestion " + rate(finding.rate()), x, new double[] {low, high}));
      if (finding.low() < finding.high()) {
        marks.add(Region.across("90 % of bootstrap samples", finding.low(), finding.high()));
      }
    }
    return new Chart(title, Axis.log("learning rate"), Axis.linear("loss"), marks);
  }

  /** A loss that has diverged would flatten all others. */
  private static double ceiling(RangeTestFinding finding) {
    double[] smoothed = finding.smoothed();
    if (smoothed.length == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double low = Arrays.stream(smoothed).min().orElse(0);
    double[] start = Arrays.copyOf(smoothed, Math.min(10, smoothed.length));
    double level = Arrays.stream(start).average().orElse(low);
    return level + Math.max(level - low, 1e-12);
  }

  /** The losses up to where they diverge; single ones above the ceiling leave a gap. */
  private static double[] below(double[] losses, double ceiling, double[] x) {
    double[] shown = new double[x.length];
    int lowest = 0;
    for (int i = 0; i < x.length; i++) {
      lowest = losses[i] < losses[lowest] ? i : lowest;
    }
    boolean diverged = false;
    for (int i = 0; i < x.length; i++) {
      diverged = diverged || (i > lowest && !(losses[i] <= ceiling));
      shown[i] = diverged || !(losses[i] <= ceiling) ? Double.NaN : losses[i];
    }
    return shown;
  }

  /** The answer in one line. */
  public static String sentence(RangeTestFinding finding) {
    if (!finding.answers()) {
      return "no answer: " + finding.reason();
    }
    String interval =
        Double.isNaN(finding.low())
            ? ""
            : ", between %s and %s in 90 %% of bootstrap samples"
                .formatted(rate(finding.low()), rate(finding.high()));
    return "learning rate " + rate(finding.rate()) + interval;
  }

  /** What every rule suggests, one per line. */
  public static Table rules(RangeTestFinding finding) {
    List<List<String>> rows = new ArrayList<>();
    finding
        .suggestions()
        .forEach(
            (rule, rate) ->
                rows.add(List.of(name(rule), Double.isNaN(rate) ? "none" : rate(rate))));
    return new Table(List.of(Column.text("rule"), Column.number("learning rate")), rows);
  }

  private static String name(Rule rule) {
    return rule == Rule.MINIMUM_TENTH ? "minimum/10" : rule.name().toLowerCase(Locale.ROOT);
  }

  private static String rate(double rate) {
    return Numbers.print(Double.parseDouble(String.format(Locale.ROOT, "%.1e", rate)));
  }

  /** One row per step: the rate, and the loss of each repeat, empty once it has ended. */
  public static String csv(RangeTestFinding finding) {
    StringBuilder text = new StringBuilder("step,lr");
    for (int i = 0; i < finding.losses().size(); i++) {
      text.append(",loss-").append(i + 1);
    }
    text.append('\n');
    rows(text, finding.test().rates(), finding.losses());
    return text.toString();
  }

  private static void rows(StringBuilder text, double[] rates, List<double[]> repeats) {
    for (int step = 0; step < rates.length; step++) {
      text.append(step).append(',').append(Numbers.print(rates[step]));
      for (double[] losses : repeats) {
        boolean known = step < losses.length && Double.isFinite(losses[step]);
        text.append(',').append(known ? Numbers.print(losses[step]) : "");
      }
      text.append('\n');
    }
  }

  /** The answer, its interval, all rules, and the losses. */
  public static Map<String, Object> json(RangeTestFinding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("answer", finding.answers() ? finding.rate() : null);
    json.put("low", number(finding.low()));
    json.put("high", number(finding.high()));
    json.put("reason", finding.reason());
    Map<String, Object> rules = new LinkedHashMap<>();
    finding.suggestions().forEach((rule, rate) -> rules.put(name(rule), number(rate)));
    json.put("rules", rules);
    json.put("rates", list(finding.test().rates()));
    json.put("losses", finding.losses().stream().map(RangeTests::list).toList());
    return json;
  }

  private static List<Object> list(double[] numbers) {
    List<Object> list = new ArrayList<>();
    for (double each : numbers) {
      list.add(number(each));
    }
    return list;
  }

  private static @Nullable Object number(double x) {
    return Double.isFinite(x) ? (Object) x : null;
  }

  /**
   * A page with the answer, the curve and the rules.
   *
   * @param madeBy command, versions and date, for the note at the end
   */
  public static String page(RangeTestFinding finding, String title, String madeBy) {
    return HtmlPage.titled(title)
        .advice(sentence(finding))
        .chart(
            chart(finding, "Range test"),
            "The loss of each step over its learning rate; steps after divergence are left out.")
        .table(rules(finding), "What the rules read off the range test.")
        .note(madeBy)
        .toString();
  }
}
