package dev.rubato.report;

import dev.rubato.lab.Metric;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Mark;
import dev.rubato.plot.Points;
import dev.rubato.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a stored tuning searched: its trials in order with the best so far, and for each number
 * that it varied a scatter of what came of it, coloured by how far the training was taken.
 */
final class SearchCharts {
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\p{L}\\p{N}_])[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
  private static final int MOST_SHAPES = 4;
  private static final int MOST_SCATTERS = 12;
  private static final int LOGARITHMIC = 10;
  private static final double FURTHER = 4;
  private static final String BEST = "best so far, of whole trainings";

  private final Metric judged;
  private final List<StoredTrial> trials;
  private final ShownRange limits;
  private final long longest;

  private SearchCharts(Metric judged, List<StoredTrial> trials) {
    this.judged = judged;
    this.trials = trials;
    double[] ends = trials.stream().mapToDouble(StoredTrial::last).toArray();
    longest = trials.stream().mapToLong(one -> one.trial().horizon().steps()).max().orElse(0);
    limits = limits(ends, judged.lowerIsBetter());
  }

  /** What ended several times as far from the best as the middle training is left out. */
  private static ShownRange limits(double[] ends, boolean lowerIsBetter) {
    double[] sorted = Arrays.stream(ends).sorted().toArray();
    double middle = sorted[sorted.length / 2];
    return lowerIsBetter
        ? new ShownRange(
            Double.NEGATIVE_INFINITY, middle + FURTHER * Math.max(0, middle - sorted[0]))
        : new ShownRange(
            middle - FURTHER * (sorted[sorted.length - 1] - middle), Double.POSITIVE_INFINITY);
  }

  /** The page with the charts of a tuning; another study's page as it is. */
  static HtmlPage add(HtmlPage page, StoredStudy study, List<StoredTrial> trials) {
    List<StoredTrial> seen =
        trials.stream().filter(each -> each.made() > 0 && Double.isFinite(each.last())).toList();
    if (!study.kind().equals("tune") || seen.size() < 2) {
      return page;
    }
    SearchCharts charts = new SearchCharts(study.judged(), seen);
    HtmlPage more =
        page.section("Where it searched")
            .chart(
                charts.history(),
                "Each training in the order in which it was asked for, by how far it was taken;"
                    + " those far outside are left out. A part of a training is not comparable"
                    + " with a whole one.");
    List<Chart> scatters = charts.scatters();
    return scatters.isEmpty()
        ? more
        : more.multiples(
            scatters,
            "What came of each number that was searched, the other numbers being whatever they"
                + " were. Colours as above.");
  }

  /** Shorter trainings only show where a rate may lie. */
  private boolean isOfFullLength(StoredTrial trial) {
    return trial.trial().horizon().steps() == longest;
  }

  private Chart history() {
    List<Mark> marks = new ArrayList<>();
    double[] best = new double[trials.size()];
    double[] order = new double[trials.size()];
    double soFar = Double.NaN;
    for (int i = 0; i < trials.size(); i++) {
      StoredTrial each = trials.get(i);
      boolean whole = each.state().equals("done") && isOfFullLength(each);
      if (whole && (Double.isNaN(soFar) || judged.bestFirst().compare(each.last(), soFar) < 0)) {
        soFar = each.last();
      }
      order[i] = i + 1;
      best[i] = soFar;
    }
    marks.add(Series.of(BEST, order, limits.cut(best)));
    Map<String, List<double[]>> points = new LinkedHashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      points
          .computeIfAbsent(budget(trials.get(i)), none -> new ArrayList<>())
          .add(new double[] {i + 1, trials.get(i).last()});
    }
    points.forEach((name, list) -> marks.add(dots(name, list)));
    return new Chart(
        "History", Axis.linear("training"), ComparisonPage.axis(judged), List.copyOf(marks));
  }

  private Points dots(String name, List<double[]> points) {
    return Points.of(
        name,
        points.stream().mapToDouble(point -> point[0]).toArray(),
        limits.cut(points.stream().mapToDouble(point -> point[1]).toArray()));
  }

  /** How far a training was taken. */
  private String budget(StoredTrial trial) {
    return trial.made() + " steps";
  }

  /** For each number that differs among the strategies of one shape. */
  private List<Chart> scatters() {
    Map<String, List<StoredTrial>> shapes = new LinkedHashMap<>();
    for (StoredTrial each : trials.stream().filter(this::isOfFullLength).toList()) {
      String shape = NUMBER.matcher(text(each)).replaceAll("#");
      shapes.computeIfAbsent(shape, none -> new ArrayList<>()).add(each);
    }
    List<Chart> charts = new ArrayList<>();
    List<Map.Entry<String, List<StoredTrial>>> largest =
        shapes.entrySet().stream()
            .sorted((a, b) -> b.getValue().size() - a.getValue().size())
            .limit(MOST_SHAPES)
            .toList();
    for (Map.Entry<String, List<StoredTrial>> shape : largest) {
      int count = numbers(text(shape.getValue().get(0))).size();
      for (int k = 0; k < count; k++) {
        int place = k;
        double[] values =
            shape.getValue().stream().mapToDouble(each -> numbers(text(each)).get(place)).toArray();
        if (new TreeSet<>(Arrays.stream(values).boxed().toList()).size() > 1) {
          charts.add(scatter(shape.getKey(), place, values, shape.getValue()));
        }
      }
    }
    return charts.subList(0, Math.min(MOST_SCATTERS, charts.size()));
  }

  private Chart scatter(String shape, int place, double[] values, List<StoredTrial> ofShape) {
    Map<String, List<double[]>> points = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      points
          .computeIfAbsent(budget(ofShape.get(i)), none -> new ArrayList<>())
          .add(new double[] {values[i], ofShape.get(i).last()});
    }
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    boolean log = low > 0 && high / low >= LOGARITHMIC;
    List<Points> marks =
        points.entrySet().stream().map(each -> dots(each.getKey(), each.getValue())).toList();
    return new Chart(
        marked(shape, place),
        log ? Axis.log("?") : Axis.linear("?"),
        ComparisonPage.axis(judged),
        marks);
  }

  /** The shape with a ? at this number, and dots in place of the others. */
  private static String marked(String shape, int place) {
    String[] parts = shape.split("#", -1);
    StringBuilder text = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      text.append(i - 1 == place ? "?" : "·").append(parts[i]);
    }
    return text.toString();
  }

  private static String text(StoredTrial trial) {
    return trial.trial().strategy().toString();
  }

  private static List<Double> numbers(String strategy) {
    Matcher numbers = NUMBER.matcher(strategy);
    return numbers
        .results()
        .map(each -> Double.parseDouble(each.group()))
        .collect(Collectors.toList());
  }
}
