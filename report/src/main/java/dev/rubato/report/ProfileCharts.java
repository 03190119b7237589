package dev.rubato.report;

import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.PerformanceProfile;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Mark;
import dev.rubato.plot.Region;
import dev.rubato.plot.Series;
import java.util.List;
import java.util.Locale;

/** How strategies did over several tasks or lengths: a table of scores, and what a score is. */
final class ProfileCharts {
  /** The factor up to which {@link PerformanceProfile} looks. */
  private static final double WIDEST = 4;

  /** A jump is no wider than a pixel. */
  private static final int POINTS = 300;

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

  static Chart chart(PerformanceProfile.Score score) {
    double[] x = new double[POINTS + 1];
    double[] y = new double[x.length];
    for (int i = 0; i <= POINTS; i++) {
      double at = 1 + (WIDEST - 1) * i / POINTS;
      x[i] = at;
      y[i] =
          (double) score.ratios().stream().filter(ratio -> ratio <= at).count()
              / score.ratios().size();
    }
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
