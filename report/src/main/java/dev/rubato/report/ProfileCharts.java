package dev.rubato.report;

import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.PerformanceProfile;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Mark;
import dev.rubato.plot.Region;
import dev.rubato.plot.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How strategies did over several tasks or lengths: a table of scores, and what a score is. */
final class ProfileCharts {
  /** The factor up to which {@link PerformanceProfile} looks. */
  private static final double WIDEST = 4;

  private ProfileCharts() {}

  /** The page with the scores; with a single comparison as it is. */
  static HtmlPage add(HtmlPage page, List<Comparison> comparisons) {
    if (comparisons.size() < 2) {
      return page;
    }
    List<PerformanceProfile.Score> scores = PerformanceProfile.of(comparisons);
    return page.section("Across all tasks and lengths")
        .table(
            ComparisonTable.profile(comparisons, scores),
            "Steps to each target as a multiple of the fastest strategy's there; never: it did not"
                + " reach the target.")
        .multiples(
            scores.stream().map(ProfileCharts::chart).toList(),
            "What the score is: the part of the picture that is filled. The line is the share of"
                + " the "
                + comparisons.size()
                + " comparisons in which a strategy reached the target within so many times the"
                + " steps of the fastest there. The fastest everywhere has 1; one that never comes"
                + " within four times the fastest has 0.");
  }

  private static Chart chart(PerformanceProfile.Score score) {
    List<Double> jumps = score.ratios().stream().filter(ratio -> ratio < WIDEST).sorted().toList();
    List<double[]> points = new ArrayList<>();
    points.add(new double[] {1, 0});
    for (int i = 0; i < jumps.size(); i++) {
      double before = (double) i / score.ratios().size();
      points.add(new double[] {jumps.get(i), before});
      points.add(new double[] {jumps.get(i), (i + 1.0) / score.ratios().size()});
    }
    points.add(new double[] {WIDEST, (double) jumps.size() / score.ratios().size()});
    double[] x = points.stream().mapToDouble(point -> point[0]).toArray();
    double[] y = points.stream().mapToDouble(point -> point[1]).toArray();
    String name = score.strategy();
    List<Mark> marks =
        List.of(
            Series.of(name, x, y, new double[x.length], y),
            // faint lines, so that all have one scale
            Region.upwards(name, 0, 0),
            Region.upwards(name, 1, 1));
    return new Chart(
        String.format(Locale.ROOT, "%.3f  %s", score.score(), name),
        Axis.linear("times the fastest's steps"),
        Axis.linear("share of the comparisons"),
        marks);
  }
}
