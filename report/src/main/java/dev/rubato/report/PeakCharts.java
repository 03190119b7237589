package dev.rubato.report;

import dev.rubato.lab.Metric;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Mark;
import dev.rubato.plot.Points;
import dev.rubato.plot.Region;
import dev.rubato.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How peaks were found: a small chart for each strategy of the peaks it was tried at. */
final class PeakCharts {
  static final String SECTION = "How the peaks were found";

  private static final String CAPTION =
      "Each strategy was tried at several peaks, on seeds that the final runs did not use; the"
          + " grid was extended where the best was at its edge. A strategy is judged at the peak"
          + " with the ring, chosen on more seeds than the grid's where several were near. Peaks"
          + " that diverged are left out.";

  private PeakCharts() {}

  /**
   * A strategy's search for its peak.
   *
   * @param name what its curves are called
   * @param peaks in rising order; empty where none was searched
   * @param scores the mean of the judged metric at each
   * @param chosen NaN where none is yet
   */
  @SuppressWarnings("ArrayRecordComponent") // made to be drawn once, never compared
  record Search(String name, double[] peaks, double[] scores, double chosen) {}

  /** The page with them, in charts of one scale; as it is where none has anything to show. */
  static HtmlPage add(HtmlPage page, List<Search> searches, Metric judged) {
    List<Chart> charts = charts(searches, judged);
    return charts.isEmpty() ? page : page.section(SECTION).multiples(charts, CAPTION);
  }

  private static List<Chart> charts(List<Search> searches, Metric judged) {
    List<double[]> all = searches.stream().map(Search::scores).toList();
    ShownRange limits = ShownRange.of(all, judged.lowerIsBetter());
    double[] shown =
        all.stream().flatMapToDouble(Arrays::stream).filter(limits::show).sorted().toArray();
    List<Chart> charts = new ArrayList<>();
    for (Search search : searches) {
      if (search.peaks().length == 0 || shown.length == 0) {
        continue;
      }
      String name = search.name();
      double[] x = search.peaks();
      double[] y = limits.cut(search.scores());
      List<Mark> marks = new ArrayList<>();
      marks.add(Series.of(name, x, y));
      marks.add(Points.of(name, x, y));
      for (int i = 0; i < x.length; i++) {
        if (x[i] == search.chosen() && Double.isFinite(y[i])) {
          marks.add(Points.rings(name, new double[] {x[i]}, new double[] {y[i]}));
        }
      }
      // faint lines at the best and the worst of all, so that all have one scale
      marks.add(Region.upwards(name, shown[0], shown[0]));
      marks.add(Region.upwards(name, shown[shown.length - 1], shown[shown.length - 1]));
      charts.add(new Chart(name, Axis.log("peak"), ComparisonPage.axis(judged), marks));
    }
    return charts;
  }
}
