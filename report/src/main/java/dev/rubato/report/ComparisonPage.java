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
import dev.rubato.report.PeakCharts.Search;
import dev.rubato.report.SeedCurves.Curve;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A comparison as a page: the advice, the ranking, and the curves behind it. */
public final class ComparisonPage {
  private static final String BAND =
      "Lines are means over the seeds, bands reach from the lowest to the highest.";

  static final List<String> VIEWS = List.of("Whole training", "Last third");

  private static final String ENDS = " A point is where a training diverged or left the chart.";

  private final Comparison comparison;
  private final List<Comparison> all;
  private final Task.About task;

  private ComparisonPage(Comparison comparison, List<Comparison> all) {
    this.comparison = comparison;
    this.all = all;
    this.task = comparison.task();
  }

  /**
   * The page.
   *
   * @param madeBy versions, for the note at the end
   */
  public static String html(Comparison comparison, String madeBy) {
    return html(comparison, madeBy, List.of());
  }

  /**
   * The page.
   *
   * @param madeBy versions, for the note at the end
   * @param ofGroups what is probably a slip in the strategies' groups on this task
   */
  public static String html(Comparison comparison, String madeBy, List<String> ofGroups) {
    return html(comparison, madeBy, ofGroups, List.of(comparison));
  }

  /**
   * The page of one of several comparisons, with how the strategies did over all of them.
   *
   * @param madeBy versions, for the note at the end
   * @param ofGroups what is probably a slip in the strategies' groups on this task
   * @param all comparisons of the same strategies on other tasks and lengths, this one among them
   */
  public static String html(
      Comparison comparison, String madeBy, List<String> ofGroups, List<Comparison> all) {
    return new ComparisonPage(comparison, List.copyOf(all)).page(madeBy, ofGroups);
  }

  private String page(String madeBy, List<String> ofGroups) {
    String metric = task.judged().words();
    int seeds = comparison.seeds().size();
    HtmlPage page =
        HtmlPage.titled("Learning-rate strategies on " + task.name())
            .lead(
                String.format(
                    Locale.ROOT,
                    "%d strategies, each at its own best peak rate, over %d fresh seeds of %d"
                        + " steps.",
                    comparison.ranking().size(),
                    seeds,
                    comparison.horizon().steps()));
    RankedEntrant advised = comparison.advised();
    if (!comparison.needsSeeds() && Double.isFinite(advised.last(task.judged()).mean())) {
      page = page.answer(advised.entrant().at(advised.peak()).toString());
    }
    page =
        page.advice(comparison.advice())
            .highlight(comparison.ties().stream().map(RankedEntrant::shown).toList());
    for (String note : comparison.notes()) {
      page = page.text(note);
    }
    page =
        page.table(
                ComparisonTable.table(comparison),
                "Ranked by "
                    + metric
                    + " at the end, with a 95 % interval of the mean over the seeds: Student's, as"
                    + " wide as the search's seeds make it. A number marked = can't be told apart"
                    + " from the best: the interval of the difference, paired by seed, contains 0."
                    + " Steps to the target are the median over the seeds; test is the mean over"
                    + " them.")
            .note(ComparisonTable.steps(comparison) + ".");
    page =
        ProfileCharts.add(page, all)
            .section("The rates")
            .chart(
                new Chart(
                    "Shapes",
                    Axis.linear("step"),
                    Axis.linear("learning rate ÷ its highest"),
                    SeedCurves.whole(comparison, ComparisonPage::shape)),
                "Each strategy's rate as a fraction of its highest. " + BAND)
            .chart(
                new Chart(
                    "Learning rates",
                    Axis.linear("step"),
                    Axis.log("learning rate"),
                    SeedCurves.whole(comparison, result -> perStep(result.rates()))),
                "The rates themselves. " + BAND)
            .section("Results")
            .views(evaluated(task.judged()), VIEWS, "On the validation data. " + BAND + ENDS);
    if (!task.target().equals(task.judged())) {
      page = page.views(evaluated(task.target()), VIEWS, "On the validation data. " + BAND + ENDS);
    }
    page =
        page.views(
            views("Training loss", Axis.log("loss"), true, ComparisonPage::trainingLoss),
            VIEWS,
            "Mean over the batches since the previous evaluation. " + BAND + ENDS);
    boolean searched = comparison.ranking().stream().anyMatch(ranked -> !ranked.tried().isEmpty());
    page =
        searched
            ? PeakCharts.add(page, searches(), task.judged())
            : page.section(PeakCharts.SECTION).text("No peak was searched: all rates were given.");
    String unfinished = Unfinished.reasons(comparison);
    if (!unfinished.isEmpty()) {
      page = page.section("Trials that did not finish").code(unfinished);
    }
    String warnings =
        StrategyWarnings.of(
            ofGroups,
            comparison.ranking().stream()
                .flatMap(ranked -> ranked.results().stream().limit(1))
                .map(TrialResult::trial)
                .toList());
    if (!warnings.isEmpty()) {
      page = page.section("Probably slips").code(warnings);
    }
    return page.section("The task")
        .text(task.summary() + ".")
        .text(task.data() + ".")
        .note(madeBy)
        .toString();
  }

  /** What should rise, such as an accuracy, has no use for a logarithm. */
  static Axis axis(Metric metric) {
    String title = metric.words();
    return metric.lowerIsBetter() ? Axis.log(title) : Axis.linear(title);
  }

  private List<Chart> evaluated(Metric metric) {
    String title = metric.words();
    return views(
        Character.toUpperCase(title.charAt(0)) + title.substring(1),
        axis(metric),
        metric.lowerIsBetter(),
        result -> metricOf(result, metric));
  }

  /** All of it, and its last third on an axis of its own, where what is near each other parts. */
  private List<Chart> views(
      String title, Axis axis, boolean lowerIsBetter, Function<TrialResult, Curve> curve) {
    double late = comparison.horizon().steps() * 2 / 3.0;
    return List.of(
        new Chart(
            title,
            Axis.linear("step"),
            axis,
            SeedCurves.measured(comparison, lowerIsBetter, curve)),
        new Chart(
            title + ", last third",
            Axis.linear("step"),
            Axis.linear(axis.label()),
            SeedCurves.measured(
                comparison, lowerIsBetter, result -> curve.apply(result).from(late))));
  }

  private static Curve metricOf(TrialResult result, Metric metric) {
    List<Evaluation> evaluations = result.evaluations();
    double[] x = new double[evaluations.size()];
    double[] y = new double[evaluations.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = evaluations.get(i).t();
      y[i] = evaluations.get(i).metrics().getOrDefault(metric.name(), Double.NaN);
    }
    return new Curve(x, y);
  }

  private static Curve trainingLoss(TrialResult result) {
    List<Evaluation> evaluations = result.evaluations();
    double[] losses = result.losses();
    double[] x = new double[evaluations.size()];
    double[] y = new double[evaluations.size()];
    int from = 0;
    for (int i = 0; i < x.length; i++) {
      int to = Math.toIntExact(evaluations.get(i).t());
      double sum = 0;
      int told = 0; // a program may omit losses
      for (int step = from; step < to; step++) {
        boolean known = !Double.isNaN(losses[step]);
        sum += known ? losses[step] : 0;
        told += known ? 1 : 0;
      }
      x[i] = to;
      y[i] = sum / told;
      from = to;
    }
    return new Curve(x, y);
  }

  private static Curve perStep(double[] y) {
    double[] x = new double[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    return new Curve(x, y);
  }

  private static Curve shape(TrialResult result) {
    double[] rates = result.rates().clone();
    double highest = Arrays.stream(rates).max().orElse(1);
    for (int i = 0; i < rates.length; i++) {
      rates[i] = highest > 0 ? rates[i] / highest : 0;
    }
    return perStep(rates);
  }

  private List<Search> searches() {
    return comparison.ranking().stream()
        .map(
            ranked ->
                new Search(
                    ranked.shown(),
                    ranked.tried().stream().mapToDouble(RankedEntrant.Tried::peak).toArray(),
                    ranked.tried().stream()
                        .mapToDouble(tried -> tried.score(task.judged()))
                        .toArray(),
                    ranked.peak()))
        .toList();
  }
}
