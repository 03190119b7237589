package dev.rubato.report;

import dev.rubato.argument.Figures;
import dev.rubato.argument.Numbers;
import dev.rubato.finder.Finding;
import dev.rubato.finder.Finding.Tried;
import dev.rubato.lab.Metric;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.Column;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Label;
import dev.rubato.plot.Mark;
import dev.rubato.plot.Points;
import dev.rubato.plot.Region;
import dev.rubato.plot.Series;
import dev.rubato.plot.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a search for a learning rate found: as a chart and sentences for people, as CSV and JSON.
 * Scores are shown as the metric is, not turned round where it is maximized.
 *
 * @param finding what was found
 * @param optimizer in the notation, for the line to paste
 * @param judged the metric that is the score
 */
public record Findings(Finding finding, String optimizer, Metric judged) {
  private static final double BEYOND = 10;
  private static final String GOOD = "within 5 % of the best";

  /** More would cover one another. */
  private static final int MOST_LABELS = 8;

  static final String PASTE = "to train with it:  ";

  /** The scores of whole trainings over their rate, the mean of each rate, and the answer. */
  public Chart chart(String title) {
    List<Mark> marks = new ArrayList<>();
    List<Tried> whole = finding.whole().stream().filter(this::isShown).toList();
    double[] rates = whole.stream().mapToDouble(Tried::rate).toArray();
    double[] means = whole.stream().mapToDouble(each -> shown(each.mean())).toArray();
    marks.add(Series.of("mean", rates, means));
    List<double[]> points = new ArrayList<>();
    for (Tried each : whole) {
      each.scores().forEach(score -> points.add(new double[] {each.rate(), shown(score)}));
    }
    marks.add(
        Points.of(
            "trainings",
            points.stream().mapToDouble(point -> point[0]).toArray(),
            points.stream().mapToDouble(point -> point[1]).toArray()));
    if (finding.answers() && points.size() > 1) {
      double low = points.stream().mapToDouble(point -> point[1]).min().orElse(0);
      double high = points.stream().mapToDouble(point -> point[1]).max().orElse(1);
      double[] x = {finding.rate(), finding.rate()};
      marks.add(Series.of("answer " + rate(finding.rate()), x, new double[] {low, high}));
      if (finding.goodFrom() < finding.goodTo()) {
        marks.add(Region.across(GOOD, finding.goodFrom(), finding.goodTo()));
      }
    }
    return new Chart(
        title, Axis.log("learning rate"), Axis.linear(judged.words() + " at the end"), marks);
  }

  /** Rates far worse than the others would flatten them: those that diverged, or never learned. */
  private boolean isShown(Tried tried) {
    double mean = tried.mean();
    double best = best();
    double untrained = finding.untrained();
    double span =
        Double.isFinite(untrained) && untrained > best ? untrained - best : BEYOND * Math.abs(best);
    return Double.isFinite(mean) && mean - best <= span;
  }

  private double best() {
    return finding.whole().stream().mapToDouble(Tried::mean).min().orElse(0);
  }

  private double shown(double score) {
    return judged.lowerIsBetter() ? score : -score;
  }

  /** The answer, what is about as good, how sure it is, what it cost, and the line to paste. */
  public String text() {
    if (!finding.answers()) {
      return "no answer: " + finding.reason() + "\n" + cost() + "\n";
    }
    StringBuilder text = new StringBuilder();
    text.append("learning rate ").append(rate(finding.rate()));
    text.append(" for trainings of ").append(Numbers.print(finding.steps())).append(" steps, by ");
    text.append(judged.description()).append('\n');
    if (finding.goodFrom() < finding.goodTo()) {
      text.append("about as good, within 5 % as far as measured: ")
          .append(rate(finding.goodFrom()))
          .append(" to ")
          .append(rate(finding.goodTo()))
          .append('\n');
    }
    String caveat = finding.caveat();
    if (caveat.isEmpty()) {
      text.append("the best rate lies between ")
          .append(rate(finding.low()))
          .append(" and ")
          .append(rate(finding.high()));
    } else {
      text.append(caveat);
    }
    text.append("; ").append(cost()).append('\n');
    text.append(PASTE).append(line()).append('\n');
    return text.toString();
  }

  /** The strategy to paste. */
  public String line() {
    return optimizer + ": " + rate(finding.rate());
  }

  private String cost() {
    int trainings = finding.tried().stream().mapToInt(each -> each.scores().size()).sum();
    return String.format(
        Locale.ROOT,
        "the search cost as much as %.1f whole trainings (%d in all)",
        finding.cost(),
        trainings);
  }

  /** The scores of all trainings, one rate and length per line. */
  public Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (Tried each : finding.tried()) {
      rows.add(
          List.of(
              Numbers.print(each.steps()),
              rate(each.rate()),
              Numbers.print(each.scores().size()),
              score(each.mean())));
    }
    return new Table(
        List.of(
            Column.number("steps"),
            Column.number("learning rate"),
            Column.number("seeds"),
            Column.number(judged.words())),
        rows);
  }

  private String score(double score) {
    return Double.isFinite(score) ? Figures.show(shown(score)) : "diverged";
  }

  private static String rate(double rate) {
    return Numbers.print(Numbers.round(rate, 3));
  }

  /** One row per training: its length, rate, seed and score; empty where it diverged. */
  public String csv() {
    StringBuilder text = new StringBuilder("steps,lr,repeat,score\n");
    for (Tried each : finding.tried()) {
      for (int i = 0; i < each.scores().size(); i++) {
        double score = each.scores().get(i);
        text.append(each.steps()).append(',').append(Numbers.print(each.rate())).append(',');
        text.append(i + 1).append(',');
        text.append(Double.isFinite(score) ? Numbers.print(shown(score)) : "").append('\n');
      }
    }
    return text.toString();
  }

  /** The answer, its bands, what it cost, and all trainings. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("answer", number(finding.rate()));
    json.put("low", number(finding.low()));
    json.put("high", number(finding.high()));
    json.put("good-from", number(finding.goodFrom()));
    json.put("good-to", number(finding.goodTo()));
    json.put("reason", finding.answers() ? finding.caveat() : finding.reason());
    json.put("strategy", finding.answers() ? line() : null);
    json.put("steps", finding.steps());
    json.put("judged-by", judged.name());
    json.put("cost", finding.cost());
    List<Object> trainings = new ArrayList<>();
    for (Tried each : finding.tried()) {
      Map<String, Object> tried = new LinkedHashMap<>();
      tried.put("steps", each.steps());
      tried.put("rate", each.rate());
      tried.put("scores", each.scores().stream().map(score -> number(shown(score))).toList());
      trainings.add(tried);
    }
    json.put("trainings", trainings);
    return json;
  }

  private static @Nullable Object number(double x) {
    return Double.isFinite(x) ? (Object) x : null;
  }

  /**
   * A page with the answer, the curve and all trainings.
   *
   * @param madeBy command, versions and date, for the note at the end
   */
  public String page(String title, String madeBy) {
    HtmlPage page = HtmlPage.titled(title);
    if (finding.answers()) {
      page = page.answer(line());
    }
    String said = text().strip().replace(PASTE + line(), "").strip();
    page =
        page.advice(said)
            .highlight(highlighted())
            .chart(
                labelled(chart("Whole trainings")),
                "What trainings at a constant rate came to, a dot each, and their means; those"
                    + " that diverged, or learned nothing, are left out.");
    List<Series> shorter = shorter();
    if (!shorter.isEmpty()) {
      page =
          page.chart(
              new Chart(
                  "Shorter trainings",
                  Axis.log("learning rate"),
                  Axis.linear(judged.words() + " at their end"),
                  shorter),
              "They showed where to look, and decide nothing: shorter trainings want higher"
                  + " rates.");
    }
    return page.table(
            table(), "All trainings. The shorter ones show where to look; only whole ones decide.")
        .note(madeBy)
        .toString();
  }

  /** What is not grey on the page. */
  private List<String> highlighted() {
    List<String> names = new ArrayList<>(List.of("mean", GOOD));
    if (finding.answers()) {
      names.add("answer " + rate(finding.rate()));
    }
    shorter().forEach(each -> names.add(each.name()));
    return names;
  }

  /** The chart with the mean of each rate written beside it. */
  private Chart labelled(Chart chart) {
    List<Mark> marks = new ArrayList<>(chart.marks());
    List<Tried> whole = finding.whole().stream().filter(this::isShown).toList();
    if (whole.size() <= MOST_LABELS) {
      for (Tried each : whole) {
        double mean = shown(each.mean());
        marks.add(new Label(Figures.show(mean), each.rate(), mean));
      }
    }
    return new Chart(chart.title(), chart.x(), chart.y(), marks);
  }

  /** The scores of the shorter trainings over their rate, a line for each length. */
  private List<Series> shorter() {
    Map<Long, List<Tried>> lengths = new LinkedHashMap<>();
    for (Tried each : finding.tried()) {
      if (each.steps() < finding.steps() && Double.isFinite(each.mean())) {
        lengths.computeIfAbsent(each.steps(), none -> new ArrayList<>()).add(each);
      }
    }
    List<double[]> all =
        lengths.values().stream()
            .map(list -> list.stream().mapToDouble(each -> shown(each.mean())).toArray())
            .toList();
    ShownRange limits = ShownRange.of(all, judged.lowerIsBetter());
    List<Series> lines = new ArrayList<>();
    lengths.forEach(
        (steps, list) ->
            lines.add(
                Series.of(
                    Numbers.print(steps) + " steps",
                    list.stream().mapToDouble(Tried::rate).toArray(),
                    limits.cut(list.stream().mapToDouble(each -> shown(each.mean())).toArray()))));
    return lines;
  }
}
