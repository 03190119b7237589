package dev.rubato.report;

import dev.rubato.lab.Metric;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The curves of single stored trials on a page: their rates, and how they were judged. */
final class TrialCurves {
  private TrialCurves() {}

  /**
   * A trial under a name.
   *
   * @param name put before its strategy; may be empty
   * @param trial with its curves
   */
  record Named(String name, StoredTrial trial) {
    private String title() {
      String own = trial.trial().strategy() + ", seed " + trial.trial().seed();
      return name.isEmpty() ? own : name + ": " + own;
    }
  }

  /** The page with both charts, if there is anything to draw. */
  static HtmlPage add(HtmlPage page, List<Named> curves, Metric judged) {
    if (curves.isEmpty()) {
      return page;
    }
    List<double[]> values =
        curves.stream().map(each -> evaluated(each.trial(), judged.name())[1]).toList();
    ShownRange limits = ShownRange.of(values, judged.lowerIsBetter());
    ShownRange latest =
        ShownRange.of(
            curves.stream().map(each -> late(each.trial(), judged.name())[1]).toList(),
            judged.lowerIsBetter());
    return page.section("One trial of each")
        .chart(
            new Chart(
                "Learning rates",
                Axis.linear("step"),
                Axis.linear("learning rate"),
                lines(curves, TrialCurves::rates)),
            "")
        .views(
            List.of(
                new Chart(
                    "On the validation data",
                    Axis.linear("step"),
                    ComparisonPage.axis(judged),
                    lines(curves, trial -> cut(evaluated(trial, judged.name()), limits))),
                new Chart(
                    "On the validation data, last third",
                    Axis.linear("step"),
                    Axis.linear(judged.words()),
                    lines(curves, trial -> cut(late(trial, judged.name()), latest)))),
            ComparisonPage.VIEWS,
            "Values far outside those of the others are left out.");
  }

  private static double[][] late(StoredTrial trial, String metric) {
    double[][] all = evaluated(trial, metric);
    SeedCurves.Curve late =
        new SeedCurves.Curve(all[0], all[1]).from(trial.trial().horizon().steps() * 2 / 3.0);
    return new double[][] {late.x(), late.y()};
  }

  private static List<Series> lines(List<Named> curves, Function<StoredTrial, double[][]> xy) {
    List<Series> lines = new ArrayList<>();
    for (Named each : curves) {
      double[][] points = xy.apply(each.trial());
      if (points[0].length > 0) {
        lines.add(Series.of(each.title(), points[0], points[1]));
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
            .mapToDouble(each -> each.metrics().getOrDefault(metric, Double.NaN))
            .toArray();
    return new double[][] {x, y};
  }
}
