package dev.rubato.report;

import dev.rubato.lab.Metric;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The curves of stored strategies on a page: their rates, and how they were judged. */
final class TrialCurves {
  private static final double FAR = 20;

  private static final String BAND =
      "Lines are means over the seeds, bands reach from the lowest to the highest.";

  private TrialCurves() {}

  /**
   * Trials of one strategy under a name.
   *
   * @param name what their curve is called
   * @param trials with their curves, one for each seed
   */
  record Named(String name, List<StoredTrial> trials) {
    Named {
      trials = List.copyOf(trials);
    }

    /** Each strategy of some trials, in their order. */
    static List<Named> of(String before, List<StoredTrial> trials, StudyLabels labels) {
      Map<List<Object>, List<StoredTrial>> together = new LinkedHashMap<>();
      for (StoredTrial each : trials) {
        together
            .computeIfAbsent(
                List.of(each.trial().strategy(), each.trial().horizon()), none -> new ArrayList<>())
            .add(each);
      }
      return together.values().stream()
          .map(list -> new Named(before + labels.shown(list.get(0).trial(), trials), list))
          .toList();
    }
  }

  /** The page with both charts, if there is anything to draw. */
  static HtmlPage add(HtmlPage page, List<Named> curves, Metric judged) {
    if (curves.isEmpty()) {
      return page;
    }
    List<double[]> values =
        curves.stream()
            .flatMap(each -> each.trials().stream())
            .map(each -> evaluated(each, judged.name())[1])
            .toList();
    ShownRange limits = ShownRange.of(values, judged.lowerIsBetter());
    ShownRange latest =
        ShownRange.of(
            curves.stream()
                .flatMap(each -> each.trials().stream())
                .map(each -> late(each, judged.name())[1])
                .toList(),
            judged.lowerIsBetter());
    return page.section("Their curves")
        .chart(
            new Chart(
                "Learning rates",
                Axis.linear("step"),
                areFarApart(curves) ? Axis.log("learning rate") : Axis.linear("learning rate"),
                lines(curves, TrialCurves::rates)),
            BAND)
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
            BAND + " Values far outside those of the others are left out.");
  }

  /** On a linear axis the lower ones would lie on the floor. */
  private static boolean areFarApart(List<Named> curves) {
    double[] peaks =
        curves.stream()
            .map(each -> each.trials().get(0).result().rates())
            .mapToDouble(rates -> Arrays.stream(rates).max().orElse(0))
            .filter(peak -> peak > 0)
            .sorted()
            .toArray();
    return peaks.length > 1 && peaks[peaks.length - 1] > FAR * peaks[0];
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
      lines.addAll(
          SeedCurves.band(
              each.name(),
              each.trials().stream()
                  .map(xy)
                  .map(points -> new SeedCurves.Curve(points[0], points[1]))
                  .toList()));
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
