package dev.rubato.report;

import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** A stored study as a page: what it found, and the curves of its strategies. */
public final class StudyPage {
  /** The most trials whose curves are shown; more could not be distinguished. */
  public static final int MOST_CURVES = 10;

  private StudyPage() {}

  /**
   * The page.
   *
   * @param trials all of them, without curves
   * @param best one trial of each of the best strategies, with curves
   */
  public static String html(StoredStudy study, List<StoredTrial> trials, List<StoredTrial> best) {
    String metric = study.judged().words();
    List<Long> order =
        StudyRanking.of(study, trials).stream().map(place -> place.first().id()).toList();
    List<StoredTrial> shown =
        best.stream().sorted(Comparator.comparing(trial -> order.indexOf(trial.id()))).toList();
    HtmlPage page =
        HtmlPage.titled("Study " + study.id() + " on " + study.task())
            .lead("Trials: " + StudyTable.states(trials) + ".")
            .code(study.command())
            .section("What was found")
            .code(study.verdict())
            .table(
                StudyTable.ranking(study, trials),
                "The strategies by "
                    + metric
                    + " at the end, the mean over their trials; over fresh seeds once there are any.");
    if (!shown.isEmpty()) {
      List<double[]> values =
          shown.stream().map(trial -> evaluated(trial, study.judged().name())[1]).toList();
      ShownRange limits = ShownRange.of(values, study.judged().lowerIsBetter());
      page =
          page.section("One trial of each")
              .chart(
                  new Chart(
                      "Learning rates",
                      Axis.linear("step"),
                      Axis.linear("learning rate"),
                      lines(shown, StudyPage::rates)),
                  "")
              .chart(
                  new Chart(
                      "On the validation data",
                      Axis.linear("step"),
                      ComparisonPage.axis(study.judged()),
                      lines(shown, trial -> cut(evaluated(trial, study.judged().name()), limits))),
                  "Values far outside those of the others are left out.");
    }
    String warnings = StudyTable.warnings(study, trials);
    if (!warnings.isEmpty()) {
      page = page.section("Probably slips").code(warnings);
    }
    String reasons = StudyTable.reasons(trials);
    if (!reasons.isEmpty()) {
      page = page.section("Trials that did not finish").code(reasons);
    }
    return page.note(
            "Began "
                + study.began()
                + ", changed "
                + study.changed()
                + (trials.isEmpty() ? "." : "; " + trials.get(0).versions() + "."))
        .toString();
  }

  private static List<Series> lines(
      List<StoredTrial> trials, Function<StoredTrial, double[][]> xy) {
    List<Series> lines = new ArrayList<>();
    for (StoredTrial trial : trials) {
      double[][] points = xy.apply(trial);
      if (points[0].length > 0) {
        lines.add(
            Series.of(
                trial.trial().strategy() + ", seed " + trial.trial().seed(), points[0], points[1]));
      }
    }
    return lines;
  }

  private static double[][] rates(StoredTrial trial) {
    double[] x = new double[trial.result().rates().length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    return new double[][] {x, trial.result().rates()};
  }

  private static double[][] cut(double[][] points, ShownRange limits) {
    return new double[][] {points[0], limits.cut(points[1])};
  }

  private static double[][] evaluated(StoredTrial trial, String metric) {
    List<Evaluation> evaluations = trial.result().evaluations();
    double[] x = evaluations.stream().mapToDouble(Evaluation::t).toArray();
    double[] y =
        evaluations.stream()
            .mapToDouble(evaluation -> evaluation.metrics().getOrDefault(metric, Double.NaN))
            .toArray();
    return new double[][] {x, y};
  }
}
