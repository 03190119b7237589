package dev.rubato.report;

import dev.rubato.argument.Figures;
import dev.rubato.argument.Numbers;
import dev.rubato.lab.Metric;
import dev.rubato.lab.compare.Sample;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Column;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Table;
import dev.rubato.report.StudyRanking.Place;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two stored studies side by side: each strategy with its mean in both, and, over the seeds that
 * both have, the paired difference with its 95 % interval.
 *
 * @param first one study
 * @param firstTrials its trials, with or without curves
 * @param second the other
 * @param secondTrials its trials
 */
public record StudyPair(
    StoredStudy first,
    List<StoredTrial> firstTrials,
    StoredStudy second,
    List<StoredTrial> secondTrials) {
  private static final int MOST_ROWS = 20;
  private static final int MOST_CURVES = 4;

  /** What trials of one row have in common. */
  private record Kind(Strategy strategy, Horizon horizon) {}

  /** One strategy's places in the rankings of both. */
  private record Both(Kind kind, @Nullable Place left, @Nullable Place right) {}

  /**
   * Two studies.
   *
   * @throws IllegalArgumentException if they are judged by different metrics
   */
  public StudyPair {
    firstTrials = List.copyOf(firstTrials);
    secondTrials = List.copyOf(secondTrials);
    if (!first.judged().equals(second.judged())) {
      throw new IllegalArgumentException(
          "studies %s and %s can't be compared: one is judged by %s, the other by %s"
              .formatted(
                  first.id(),
                  second.id(),
                  first.judged().description(),
                  second.judged().description()));
    }
  }

  private String one() {
    return title(first, second);
  }

  private String other() {
    return title(second, first);
  }

  /** A study's title, or its number where the other has the same name. */
  private static String title(StoredStudy study, StoredStudy other) {
    return study.title().equals(other.title()) ? "study " + study.id() : study.title();
  }

  private List<Both> rows() {
    Map<Kind, Place> left = places(first, firstTrials);
    Map<Kind, Place> right = places(second, secondTrials);
    Map<Kind, Both> rows = new LinkedHashMap<>();
    left.forEach((kind, place) -> rows.put(kind, new Both(kind, place, right.get(kind))));
    right.forEach((kind, place) -> rows.putIfAbsent(kind, new Both(kind, null, place)));
    List<Both> sorted = new ArrayList<>(rows.values());
    sorted.sort((one, other) -> first.judged().bestFirst().compare(best(one), best(other)));
    return sorted;
  }

  private double best(Both both) {
    double left = mean(both.left());
    double right = mean(both.right());
    return first.judged().bestFirst().compare(left, right) <= 0 ? left : right;
  }

  private static double mean(@Nullable Place place) {
    return place == null ? Double.NaN : place.mean();
  }

  private static Map<Kind, Place> places(StoredStudy study, List<StoredTrial> trials) {
    Map<Kind, Place> places = new LinkedHashMap<>();
    for (Place place : StudyRanking.of(study, trials)) {
      places.putIfAbsent(
          new Kind(place.first().trial().strategy(), place.first().trial().horizon()), place);
    }
    return places;
  }

  /** Which study's best is better, and whether that can be told. */
  public String sentence() {
    Metric judged = first.judged();
    List<Place> lefts = StudyRanking.of(first, firstTrials);
    List<Place> rights = StudyRanking.of(second, secondTrials);
    if (lefts.isEmpty() || rights.isEmpty()) {
      StoredStudy without = lefts.isEmpty() ? first : second;
      return without.title() + " has no finished training yet.";
    }
    Place left = lefts.get(0);
    Place right = rights.get(0);
    String both =
        "The best of %s comes to %s, that of %s to %s (%s, %s and %s)."
            .formatted(
                one(),
                Figures.show(left.mean()),
                other(),
                Figures.show(right.mean()),
                judged.description(),
                Numbers.count(left.trials().size(), "seed"),
                Numbers.count(right.trials().size(), "seed"));
    long before = left.first().trial().horizon().steps();
    long after = right.first().trial().horizon().steps();
    if (before != after) {
      both =
          "The best of the two took %s and %s, so the numbers are of trainings of different lengths. "
                  .formatted(Numbers.count(before, "step"), Numbers.count(after, "step"))
              + both;
    }
    Sample difference = difference(left, right);
    if (difference == null || Double.isNaN(difference.halfWidth())) {
      return both + " They have too few seeds in common to tell whether that is chance.";
    }
    boolean told = Math.abs(difference.mean()) > difference.halfWidth();
    String apart = Figures.show(difference.mean(), difference.halfWidth());
    String over = Numbers.count(difference.values().size(), "seed");
    return both
        + (told
            ? " The difference is %s over the %s that both have (95 %% interval)."
                .formatted(apart, over)
            : " That may be chance: the difference is %s over the %s that both have (95 %% interval)."
                .formatted(apart, over));
  }

  /** The second's values less the first's, seed by seed; null where no seed is in both. */
  private static @Nullable Sample difference(@Nullable Place left, @Nullable Place right) {
    if (left == null || right == null) {
      return null;
    }
    Map<Long, Double> before = new HashMap<>();
    left.trials().forEach(each -> before.put(each.trial().seed(), value(each)));
    List<Double> differences = new ArrayList<>();
    for (StoredTrial each : right.trials()) {
      Double other = before.get(each.trial().seed());
      if (other != null) {
        differences.add(value(each) - other);
      }
    }
    return differences.isEmpty() ? null : new Sample(differences);
  }

  private static double value(StoredTrial trial) {
    return trial.state().equals("done") ? trial.last() : Double.NaN;
  }

  /** A row for each strategy, the best of either first. */
  public Table table() {
    List<Column> columns =
        List.of(
            Column.number(one()),
            Column.number(other()),
            Column.number("difference"),
            Column.number("seeds"),
            Column.number("steps"),
            Column.text("strategy"));
    List<List<String>> cells = new ArrayList<>();
    for (Both each : rows().stream().limit(MOST_ROWS).toList()) {
      Sample difference = difference(each.left(), each.right());
      cells.add(
          List.of(
              shown(each.left()),
              shown(each.right()),
              difference == null || !Double.isFinite(difference.mean())
                  ? "–"
                  : Figures.show(difference.mean(), difference.halfWidth()),
              seeds(each.left()) + " and " + seeds(each.right()),
              Long.toString(each.kind().horizon().steps()),
              label(each.kind().strategy())));
    }
    return new Table(columns, cells);
  }

  private static int seeds(@Nullable Place place) {
    return place == null ? 0 : place.trials().size();
  }

  /** As the one study or the other calls it. */
  private String label(Strategy strategy) {
    StudyLabels labels = StudyLabels.of(first);
    return labels.of(strategy) == null
        ? StudyLabels.of(second).shown(strategy)
        : labels.shown(strategy);
  }

  private static String shown(@Nullable Place place) {
    return place == null
        ? "–"
        : Double.isFinite(place.mean()) ? Figures.show(place.mean()) : "not finished";
  }

  /** What the columns mean, and what makes the two hard to compare. */
  public String legend() {
    StringBuilder text = new StringBuilder(first.judged().heading());
    text.append(": means over the seeds of each; difference: ")
        .append(other())
        .append(" less ")
        .append(one())
        .append(" over the seeds that both have, ± 95 % interval");
    if (!first.task().equals(second.task())) {
      text.append("\nTheir tasks differ (")
          .append(first.task())
          .append(", ")
          .append(second.task())
          .append("): the numbers may mean different things.");
    } else if (!first.fingerprint().equals(second.fingerprint())) {
      text.append("\nThe task or its data changed between them.");
    }
    Set<Long> lengths = new TreeSet<>();
    rows().forEach(each -> lengths.add(each.kind().horizon().steps()));
    if (lengths.size() > 1) {
      text.append("\nTheir trainings have different lengths.");
    }
    return text.toString();
  }

  /** The trials of the best strategies whose curves a page shows. */
  public List<Long> best(boolean ofFirst) {
    StoredStudy study = ofFirst ? first : second;
    return StudyRanking.of(study, ofFirst ? firstTrials : secondTrials).stream()
        .limit(MOST_CURVES)
        .flatMap(place -> place.trials().stream().limit(StudyPage.MOST_SEEDS))
        .map(StoredTrial::id)
        .toList();
  }

  /**
   * The page.
   *
   * @param firstBest trials of the first study, with curves
   * @param secondBest trials of the second
   */
  public String page(List<StoredTrial> firstBest, List<StoredTrial> secondBest) {
    List<TrialCurves.Named> curves = new ArrayList<>();
    StudyLabels ofFirst = StudyLabels.of(first);
    StudyLabels ofSecond = StudyLabels.of(second);
    curves.addAll(TrialCurves.Named.of(one() + ": ", firstBest, ofFirst));
    curves.addAll(TrialCurves.Named.of(other() + ": ", secondBest, ofSecond));
    HtmlPage page =
        HtmlPage.titled(one() + " and " + other())
            .advice(sentence())
            .table(table(), legend().replace("interval\n", "interval. ").replace('\n', ' '));
    page = TrialCurves.add(page, curves, first.judged());
    return page.section("The commands")
        .code(first.command())
        .code(second.command())
        .note(
            "Began "
                + first.began()
                + " and "
                + second.began()
                + "; "
                + versions(firstTrials, secondTrials)
                + ".")
        .toString();
  }

  private static String versions(List<StoredTrial> some, List<StoredTrial> others) {
    Set<String> versions = new TreeSet<>();
    some.forEach(each -> versions.add(each.versions() + "; " + each.machine()));
    others.forEach(each -> versions.add(each.versions() + "; " + each.machine()));
    return String.join(" and ", versions);
  }
}
