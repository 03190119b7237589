package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.finder.Finding;
import dev.rubato.finder.Probe;
import dev.rubato.finder.Rule;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.Column;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Mark;
import dev.rubato.plot.Points;
import dev.rubato.plot.Region;
import dev.rubato.plot.Series;
import dev.rubato.plot.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** What a learning-rate finder found: as a chart and a sentence for people, as CSV and JSON. */
public final class Findings {
  private Findings() {}

  /**
   * The losses of all repeats over the rate, the curve that the rules read, and the losses of the
   * probes.
   */
  public static Chart chart(Finding finding, String title) {
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
    List<Probe> probes = finding.probes();
    double[] probed = probes.stream().mapToDouble(Probe::rate).toArray();
    double[] lost = probes.stream().mapToDouble(Probe::loss).toArray();
    if (!probes.isEmpty()) {
      double[] shown = Arrays.stream(lost).map(y -> y <= ceiling ? y : Double.NaN).toArray();
      marks.add(Points.of("probes", probed, shown));
    }
    if (finding.answers()) {
      double low =
          DoubleStream.concat(Arrays.stream(finding.smoothed()), Arrays.stream(lost))
              .min()
              .orElse(0);
      double high = Math.min(ceiling, Arrays.stream(finding.smoothed()).max().orElse(1));
      double[] x = {finding.rate(), finding.rate()};
      marks.add(Series.of("suggestion " + rate(finding.rate()), x, new double[] {low, high}));
      if (finding.low() < finding.high()) {
        marks.add(Region.across("90 % interval", finding.low(), finding.high()));
      }
    }
    return new Chart(title, Axis.log("learning rate"), Axis.linear("loss"), marks);
  }

  /** A loss that has diverged would flatten all others. */
  private static double ceiling(Finding finding) {
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
  public static String sentence(Finding finding) {
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
  public static Table rules(Finding finding) {
    List<List<String>> rows = new ArrayList<>();
    finding
        .suggestions()
        .forEach(
            (rule, rate) ->
                rows.add(List.of(name(rule), Double.isNaN(rate) ? "none" : rate(rate))));
    return new Table(List.of(Column.text("rule"), Column.number("learning rate")), rows);
  }

  /** The losses of the trainings at constant rates, one rate per line. */
  public static Table probes(Finding finding) {
    List<List<String>> rows = new ArrayList<>();
    for (Probe probe : finding.probes()) {
      double loss = probe.loss();
      String lost = Double.isFinite(loss) ? String.format(Locale.ROOT, "%.4g", loss) : "diverged";
      rows.add(List.of(rate(probe.rate()), lost));
    }
    return new Table(List.of(Column.number("learning rate"), Column.number("loss")), rows);
  }

  private static String name(Rule rule) {
    return rule == Rule.MINIMUM_TENTH ? "minimum/10" : rule.name().toLowerCase(Locale.ROOT);
  }

  private static String rate(double rate) {
    return Numbers.print(Double.parseDouble(String.format(Locale.ROOT, "%.1e", rate)));
  }

  /**
   * One row per step of the range test, and then of each probe: the rate, and the loss of each
   * repeat, empty once it has ended.
   */
  public static String csv(Finding finding) {
    StringBuilder text = new StringBuilder("part,step,lr");
    for (int i = 0; i < finding.losses().size(); i++) {
      text.append(",loss-").append(i + 1);
    }
    text.append('\n');
    rows(text, "range test", finding.test().rates(), finding.losses());
    for (Probe probe : finding.probes()) {
      double[] rates = new double[probe.steps()];
      Arrays.fill(rates, probe.rate());
      rows(text, "probe", rates, probe.losses());
    }
    return text.toString();
  }

  private static void rows(
      StringBuilder text, String part, double[] rates, List<double[]> repeats) {
    for (int step = 0; step < rates.length; step++) {
      text.append(part).append(',').append(step).append(',').append(Numbers.print(rates[step]));
      for (double[] losses : repeats) {
        boolean known = step < losses.length && Double.isFinite(losses[step]);
        text.append(',').append(known ? Numbers.print(losses[step]) : "");
      }
      text.append('\n');
    }
  }

  /** The answer, its interval, all rules, the probes, and the losses of the range test. */
  public static Map<String, Object> json(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("answer", finding.answers() ? finding.rate() : null);
    json.put("low", number(finding.low()));
    json.put("high", number(finding.high()));
    json.put("reason", finding.reason());
    Map<String, Object> rules = new LinkedHashMap<>();
    finding.suggestions().forEach((rule, rate) -> rules.put(name(rule), number(rate)));
    json.put("rules", rules);
    List<Object> probes = new ArrayList<>();
    for (Probe probe : finding.probes()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("rate", probe.rate());
      each.put("loss", number(probe.loss()));
      probes.add(each);
    }
    json.put("probes", probes);
    json.put("rates", list(finding.test().rates()));
    json.put("losses", finding.losses().stream().map(Findings::list).toList());
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

  /** A page with the answer, the curve and the rules. */
  public static String page(Finding finding, String title) {
    HtmlPage page =
        HtmlPage.titled(title)
            .advice(sentence(finding))
            .chart(
                chart(finding, finding.probes().isEmpty() ? "Range test" : "Range test and probes"),
                "The loss of each step over its learning rate; steps after divergence are left out."
                    + (finding.probes().isEmpty()
                        ? ""
                        : " The \"probes\" are the losses of short trainings at one rate each."));
    if (!finding.probes().isEmpty()) {
      page =
          page.table(
              probes(finding),
              "The mean loss over the second half of short trainings at one rate each, from which"
                  + " the answer comes.");
    }
    return page.table(rules(finding), "What the rules read off the range test.").toString();
  }
}
