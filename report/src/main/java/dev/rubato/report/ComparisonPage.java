package dev.rubato.report;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A comparison as a page: the advice, the ranking, and the curves behind it. */
public final class ComparisonPage {
  private static final String BAND =
      "Lines are means over the seeds, bands reach from the lowest to the highest.";

  private final Comparison comparison;
  private final Task.About task;

  private ComparisonPage(Comparison comparison) {
    this.comparison = comparison;
    this.task = comparison.task();
  }

  /**
   * The page.
   *
   * @param madeBy versions, for the note at the end
   */
  public static String html(Comparison comparison, String madeBy) {
    return new ComparisonPage(comparison).html(madeBy);
  }

  private String html(String madeBy) {
    String metric = task.judged().name().replace('-', ' ');
    int seeds = comparison.seeds().size();
    HtmlPage page =
        HtmlPage.titled("Learning-rate strategies on " + task.name())
            .lead(
                "%d strategies, each at its own best peak rate, over %d fresh seeds of %d steps."
                    .formatted(comparison.ranking().size(), seeds, comparison.horizon().steps()))
            .advice(comparison.advice())
            .table(
                ComparisonTable.table(comparison),
                "Ranked by "
                    + metric
                    + " at the end, with Student's 95 % interval of the mean over the seeds. A number"
                    + " marked = can't be told apart from the best: the interval of the difference, paired"
                    + " by seed, contains 0. Steps to the target are the median over the seeds; test is the"
                    + " mean over them.")
            .note(ComparisonTable.steps(comparison) + ".")
            .section("The rates")
            .chart(
                new Chart(
                    "Shapes",
                    Axis.linear("step"),
                    Axis.linear("learning rate ÷ its highest"),
                    lines(ComparisonPage::shape)),
                "Each strategy's rate as a fraction of its highest. " + BAND)
            .chart(
                new Chart(
                    "Learning rates",
                    Axis.linear("step"),
                    Axis.log("learning rate"),
                    lines(ranked -> perStep(ranked, TrialResult::rates))),
                "The rates themselves. " + BAND)
            .section("Results")
            .chart(evaluated(task.judged(), Axis.log(metric)), "On the validation data. " + BAND);
    if (!task.target().equals(task.judged())) {
      page =
          page.chart(
              evaluated(task.target(), Axis.linear(task.target().name())),
              "On the validation data. " + BAND);
    }
    page =
        page.chart(
                new Chart(
                    "Training loss",
                    Axis.linear("step"),
                    Axis.log("loss"),
                    lines(this::trainingLoss)),
                "Mean over the batches since the previous evaluation. " + BAND)
            .section("How the peaks were found")
            .chart(
                new Chart(
                    "The grid",
                    Axis.log("peak learning rate"),
                    Axis.log(metric),
                    lines(this::grid)),
                "Each strategy was tried at several peaks, on seeds that the final runs did not use; the"
                    + " grid was extended where the best was at its edge. A strategy is judged at its lowest"
                    + " point.");
    String unfinished = Unfinished.reasons(comparison);
    if (!unfinished.isEmpty()) {
      page = page.section("Trials that did not finish").code(unfinished);
    }
    return page.section("The task")
        .text(task.summary() + ".")
        .text(task.data() + ".")
        .note(madeBy)
        .toString();
  }

  private List<Series> lines(Function<RankedEntrant, List<Series>> line) {
    List<Series> lines = new ArrayList<>();
    comparison.ranking().forEach(ranked -> lines.addAll(line.apply(ranked)));
    return lines;
  }

  private Chart evaluated(Metric metric, Axis axis) {
    String title = metric.name().replace('-', ' ');
    return new Chart(
        Character.toUpperCase(title.charAt(0)) + title.substring(1),
        Axis.linear("step"),
        axis,
        lines(ranked -> band(ranked, result -> metricOf(result, metric))));
  }

  /** x and y of one seed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Points(double[] x, double[] y) {}

  private static Points metricOf(TrialResult result, Metric metric) {
    List<Evaluation> evaluations = result.evaluations();
    double[] x = new double[evaluations.size()];
    double[] y = new double[evaluations.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = evaluations.get(i).t();
      y[i] = evaluations.get(i).metrics().getOrDefault(metric.name(), Double.NaN);
    }
    return new Points(x, y);
  }

  private List<Series> trainingLoss(RankedEntrant ranked) {
    return band(
        ranked,
        result -> {
          List<Evaluation> evaluations = result.evaluations();
          double[] x = new double[evaluations.size()];
          double[] y = new double[evaluations.size()];
          int from = 0;
          for (int i = 0; i < x.length; i++) {
            int to = Math.toIntExact(evaluations.get(i).t());
            double sum = 0;
            int told = 0; // a program may omit losses
            for (int step = from; step < to; step++) {
              boolean known = !Double.isNaN(result.losses()[step]);
              sum += known ? result.losses()[step] : 0;
              told += known ? 1 : 0;
            }
            x[i] = to;
            y[i] = sum / told;
            from = to;
          }
          return new Points(x, y);
        });
  }

  private static List<Series> perStep(
      RankedEntrant ranked, Function<TrialResult, double[]> values) {
    return band(
        ranked,
        result -> {
          double[] y = values.apply(result);
          double[] x = new double[y.length];
          for (int i = 0; i < x.length; i++) {
            x[i] = i;
          }
          return new Points(x, y);
        });
  }

  private static List<Series> shape(RankedEntrant ranked) {
    return perStep(
        ranked,
        result -> {
          double[] rates = result.rates().clone();
          double highest = Arrays.stream(rates).max().orElse(1);
          for (int i = 0; i < rates.length; i++) {
            rates[i] = highest > 0 ? rates[i] / highest : 0;
          }
          return rates;
        });
  }

  private List<Series> grid(RankedEntrant ranked) {
    if (ranked.tried().isEmpty()) {
      return List.of();
    }
    double[] x = ranked.tried().stream().mapToDouble(RankedEntrant.Tried::peak).toArray();
    double[] y =
        ranked.tried().stream()
            .mapToDouble(
                tried -> {
                  double score = tried.score(task.judged());
                  return Double.isFinite(score) ? score : Double.NaN;
                })
            .toArray();
    return List.of(Series.of(ranked.name(), x, y));
  }

  /** The mean over the seeds with the band between the lowest and the highest. */
  private static List<Series> band(RankedEntrant ranked, Function<TrialResult, Points> points) {
    List<Points> all = ranked.results().stream().map(points).toList();
    Points longest = all.get(0);
    for (Points each : all) {
      longest = each.x().length > longest.x().length ? each : longest;
    }
    int length = longest.x().length;
    if (length == 0) {
      return List.of();
    }
    double[] mean = new double[length];
    double[] low = new double[length];
    double[] high = new double[length];
    for (int i = 0; i < length; i++) {
      double sum = 0;
      int count = 0;
      low[i] = Double.POSITIVE_INFINITY;
      high[i] = Double.NEGATIVE_INFINITY;
      for (Points each : all) {
        if (i < each.y().length && Double.isFinite(each.y()[i])) {
          sum += each.y()[i];
          count++;
          low[i] = Math.min(low[i], each.y()[i]);
          high[i] = Math.max(high[i], each.y()[i]);
        }
      }
      mean[i] = count == 0 ? Double.NaN : sum / count;
      low[i] = count == 0 ? Double.NaN : low[i];
      high[i] = count == 0 ? Double.NaN : high[i];
    }
    return List.of(Series.of(ranked.name(), longest.x(), mean, low, high));
  }
}
