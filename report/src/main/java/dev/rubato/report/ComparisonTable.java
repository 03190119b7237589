package dev.rubato.report;

import dev.rubato.argument.Figures;
import dev.rubato.argument.Numbers;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.PeakRate;
import dev.rubato.lab.compare.PerformanceProfile;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.compare.Sample;
import dev.rubato.plot.Column;
import dev.rubato.plot.Csv;
import dev.rubato.plot.Doubles;
import dev.rubato.plot.Json;
import dev.rubato.plot.Scale;
import dev.rubato.plot.Sparklines;
import dev.rubato.plot.Strips;
import dev.rubato.plot.Strips.Strip;
import dev.rubato.plot.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison's ranking as a table for people, and as CSV and JSON for programs. */
public final class ComparisonTable {
  /** What the numbers of {@link #profile} mean. */
  public static final String PROFILE_LEGEND =
      """
      under a task: steps to its target over those of the fastest strategy there
      score: 1/3 of the area under the share of tasks within a ratio, from 1 to 4 (0 to 1)
      """;

  private ComparisonTable() {}

  /** What the columns and the mark mean, one line each. */
  public static String legend(Comparison comparison) {
    return legend(comparison, true);
  }

  /**
   * What the columns mean.
   *
   * @param verbose whether with the steps that were spared
   */
  public static String legend(Comparison comparison, boolean verbose) {
    Task.About task = comparison.task();
    String target = value(task.target(), task.targetValue());
    String aim =
        isShare(task.target().name())
            ? target + " " + task.target().name()
            : task.target().words() + " " + target;
    return task.judged().heading()
        + ": mean over "
        + Numbers.count(comparison.seeds().size(), "seed")
        + " ± 95 % interval"
        + (hasTarget(task) ? "; to " + target + ": median steps to " + aim : "")
        + "\n"
        + "test: mean test %s%n".formatted(tested(comparison))
        + (tied(comparison).size() > 1
            ? comparison.needsSeeds()
                ? "=: can't be told apart from the best with so few seeds\n"
                : "=: can't be told apart from the best (the %s interval of the paired difference contains 0)%n"
                    .formatted(comparison.looks().areRepeated() ? "always valid 95 %" : "95 %")
            : "")
        + (verbose ? steps(comparison) + "\n" : "");
  }

  /**
   * Those that can't be told apart from the best: with too few seeds all that finished, as the
   * advice says too.
   */
  private static List<RankedEntrant> tied(Comparison comparison) {
    return comparison.needsSeeds()
        ? comparison.ranking().stream()
            .filter(ranked -> Double.isFinite(ranked.last(comparison.task().judged()).mean()))
            .toList()
        : comparison.ties();
  }

  /** Whether there is a target: a program may have none. */
  static boolean hasTarget(Task.About task) {
    return Double.isFinite(task.targetValue());
  }

  /** How many steps were made, and how many were saved. */
  static String steps(Comparison comparison) {
    long asked = comparison.stepsAsked();
    long trained = comparison.stepsTrained();
    return String.format(
        Locale.ROOT,
        "steps: %,d requested, %,d trained: %.1f %% saved by running shared steps once",
        asked,
        trained,
        asked == 0 ? 0 : 100.0 * (asked - trained) / asked);
  }

  /** The test metric that is shown: the target if it is measured, else the loss. */
  private static String tested(Comparison comparison) {
    String target = comparison.task().target().name();
    boolean measured =
        comparison.ranking().stream()
            .flatMap(ranked -> ranked.results().stream())
            .anyMatch(result -> result.test().containsKey(target));
    return measured ? target : "loss";
  }

  private static String value(Metric metric, double value) {
    return isShare(metric.name()) ? percent(value, 0) : Numbers.print(value);
  }

  private static boolean isShare(String metric) {
    return metric.equals("accuracy");
  }

  /** What a comparison found of each strategy: its peak, or another number. */
  private static String found(Comparison comparison) {
    boolean peaks =
        comparison.ranking().stream()
            .map(ranked -> ranked.entrant().strategy())
            .filter(strategy -> !strategy.open().isEmpty())
            .allMatch(strategy -> PeakRate.isFound(strategy, comparison.horizon()));
    return peaks ? "peak" : "?";
  }

  /** The ranking, best first. A strategy that can't be told apart from the best is marked =. */
  public static Table table(Comparison comparison) {
    Task.About task = comparison.task();
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number("rank"));
    columns.add(Column.number(task.judged().words()));
    columns.add(Column.pictures("seeds, interval", strips(comparison)));
    columns.add(Column.number(found(comparison)));
    if (hasTarget(task)) {
      columns.add(Column.number("to " + value(task.target(), task.targetValue())));
    }
    columns.add(Column.number("test"));
    if (comparison.looks().areRepeated()) {
      columns.add(Column.number("seeds"));
    }
    columns.add(Column.pictures("rate", shapes(comparison)));
    columns.add(Column.text("strategy"));
    List<List<String>> rows = new ArrayList<>();
    List<RankedEntrant> ties = tied(comparison);
    String tested = tested(comparison);
    for (int i = 0; i < comparison.ranking().size(); i++) {
      RankedEntrant ranked = comparison.ranking().get(i);
      Sample judged = ranked.last(task.judged());
      boolean tied = ties.size() > 1 && ties.contains(ranked);
      List<String> row = new ArrayList<>();
      row.add((tied ? "= " : "") + (i + 1));
      row.add(loss(ranked, judged));
      row.add("");
      row.add(Double.isNaN(ranked.peak()) ? "as given" : Numbers.print(ranked.peak()));
      if (hasTarget(task)) {
        row.add(steps(ranked.stepsTo(task.target(), task.targetValue()).median()));
      }
      row.add(test(tested, ranked.test(tested).mean()));
      if (comparison.looks().areRepeated()) {
        row.add(Numbers.print(ranked.results().size()));
      }
      row.add("");
      row.add(ranked.shown());
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  /** Each strategy's seeds, mean and interval. */
  private static Strips strips(Comparison comparison) {
    Metric judged = comparison.task().judged();
    List<Strip> strips = new ArrayList<>();
    for (RankedEntrant ranked : comparison.ranking()) {
      Sample sample = ranked.last(judged);
      double[] seeds =
          ranked.results().stream().mapToDouble(result -> result.last(judged)).toArray();
      strips.add(new Strip(sample.mean(), sample.low(), sample.high(), Doubles.of(seeds)));
    }
    return new Strips(Scale.LINEAR, strips);
  }

  /** Each strategy's learning rate over the first of its trainings. */
  private static Sparklines shapes(Comparison comparison) {
    return new Sparklines(
        comparison.ranking().stream()
            .map(ranked -> Doubles.of(ranked.results().get(0).rates()))
            .toList());
  }

  private static String loss(RankedEntrant ranked, Sample sample) {
    if (Double.isInfinite(sample.mean())) {
      boolean diverged =
          ranked.results().stream().anyMatch(result -> result.status() == Status.DIVERGED);
      return diverged ? "diverged" : "failed";
    }
    return Figures.show(sample.mean(), sample.halfWidth());
  }

  private static String test(String metric, double value) {
    if (isShare(metric) || Double.isNaN(value)) {
      return percent(value, 1);
    }
    return Figures.show(value);
  }

  private static String percent(double share, int digits) {
    return Double.isNaN(share)
        ? "–"
        : String.format(Locale.ROOT, "%." + digits + "f%%", share * 100);
  }

  private static String steps(double steps) {
    return Double.isInfinite(steps) ? "never" : Numbers.print(Math.rint(steps));
  }

  /** One row per strategy, best first, numbers in full; a missing number is an empty cell. */
  public static String csv(Comparison comparison) {
    List<Map<String, Object>> strategies = strategies(comparison);
    return csv(strategies, strategies);
  }

  /** The rows of several comparisons, with the task and the steps of each before them. */
  public static String csv(List<Comparison> comparisons) {
    List<Map<String, Object>> all = new ArrayList<>();
    Map<String, Object> columns = new LinkedHashMap<>();
    for (Comparison comparison : comparisons) {
      for (Map<String, Object> strategy : strategies(comparison)) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("task", comparison.task().name());
        row.put("steps", comparison.horizon().steps());
        row.putAll(strategy);
        all.add(row);
        row.forEach(columns::putIfAbsent);
      }
    }
    return csv(all, List.of(columns));
  }

  private static String csv(List<Map<String, Object>> rows, List<Map<String, Object>> columns) {
    List<String> header =
        columns.get(0).keySet().stream().filter(key -> !key.equals("seeds")).toList();
    return Csv.text(
        header,
        rows.stream().map(row -> header.stream().map(key -> cell(row.get(key))).toList()).toList());
  }

  private static String cell(@org.jspecify.annotations.Nullable Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number) ? Numbers.print(number) : "";
    }
    return value == null ? "" : value.toString();
  }

  /**
   * The whole comparison: the task, the plan, every strategy with each seed's result, the advice.
   */
  public static String json(Comparison comparison) {
    return Json.pretty(map(comparison));
  }

  /** Several comparisons, and how the strategies did over all of them. */
  public static String json(List<Comparison> comparisons, List<PerformanceProfile.Score> scores) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("comparisons", comparisons.stream().map(ComparisonTable::map).toList());
    List<Map<String, Object>> profile = new ArrayList<>();
    for (PerformanceProfile.Score score : scores) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("strategy", score.strategy());
      one.put("score", score.score());
      one.put("ratios", score.ratios());
      profile.add(one);
    }
    json.put("performance-profile", profile);
    return Json.pretty(json);
  }

  /** How strategies did over several tasks: a ratio for each task, and the score. */
  public static Table profile(List<Comparison> comparisons, List<PerformanceProfile.Score> scores) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number("score"));
    long tasks =
        comparisons.stream().map(comparison -> comparison.task().name()).distinct().count();
    for (Comparison comparison : comparisons) {
      String length = " " + comparison.horizon().steps();
      String name = comparison.task().name();
      columns.add(Column.number(tasks < comparisons.size() ? name + length : name));
    }
    columns.add(Column.text("strategy"));
    List<List<String>> rows = new ArrayList<>();
    for (PerformanceProfile.Score score : scores) {
      List<String> row = new ArrayList<>();
      row.add(String.format(Locale.ROOT, "%.3f", score.score()));
      for (double ratio : score.ratios()) {
        row.add(Double.isInfinite(ratio) ? "never" : String.format(Locale.ROOT, "%.2f", ratio));
      }
      row.add(score.strategy());
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  static Map<String, Object> map(Comparison comparison) {
    Task.About task = comparison.task();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", task.name());
    json.put("steps", comparison.horizon().steps());
    json.put("steps-per-epoch", comparison.horizon().stepsPerEpoch());
    json.put("judged-by", task.judged().name());
    json.put("target", Map.of(task.target().name(), task.targetValue()));
    json.put("seeds", comparison.seeds());
    json.put("grid-seeds", comparison.gridSeeds());
    json.put("steps-asked", comparison.stepsAsked());
    json.put("steps-trained", comparison.stepsTrained());
    json.put("strategies", strategies(comparison));
    json.put("advice", comparison.advice());
    json.put("notes", comparison.notes());
    if (comparison.seedsToDecide() > 0) {
      json.put("seeds-to-decide", comparison.seedsToDecide());
    }
    return json;
  }

  private static List<Map<String, Object>> strategies(Comparison comparison) {
    Task.About task = comparison.task();
    String judged = task.judged().name();
    List<RankedEntrant> ties = tied(comparison);
    boolean labelled =
        comparison.ranking().stream().anyMatch(ranked -> ranked.entrant().label() != null);
    List<Map<String, Object>> all = new ArrayList<>();
    for (RankedEntrant ranked : comparison.ranking()) {
      Sample last = ranked.last(task.judged());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("rank", all.size() + 1);
      if (labelled) {
        one.put("label", ranked.shown());
      }
      one.put("strategy", ranked.entrant().at(ranked.peak()).toString());
      one.put("given-as", ranked.entrant().strategy().toString());
      one.put("peak", ranked.peak());
      one.put(judged, last.mean());
      one.put(judged + "-low", last.low());
      one.put(judged + "-high", last.high());
      one.put(judged + "-median", last.median());
      Sample difference = comparison.difference(ranked);
      double halfWidth = comparison.halfWidth(difference);
      one.put("difference-from-best", difference.mean());
      one.put("difference-low", difference.mean() - halfWidth);
      one.put("difference-high", difference.mean() + halfWidth);
      one.put("tied-with-best", ties.contains(ranked));
      one.put("steps-to-target", ranked.stepsTo(task.target(), task.targetValue()).median());
      one.put(task.target().name(), ranked.last(task.target()).mean());
      ranked
          .results()
          .get(0)
          .test()
          .forEach((name, value) -> one.put("test-" + name, ranked.test(name).mean()));
      String tested = tested(comparison);
      one.put("test-" + tested, ranked.test(tested).mean());
      one.put("failures", ranked.failures());
      one.put("stuck", ranked.stuck(task.judged()).size());
      one.put("seeds", seeds(ranked, comparison));
      all.add(one);
    }
    return all;
  }

  private static List<Map<String, Object>> seeds(RankedEntrant ranked, Comparison comparison) {
    Task.About task = comparison.task();
    List<Map<String, Object>> seeds = new ArrayList<>();
    ranked
        .results()
        .forEach(
            result -> {
              Map<String, Object> seed = new LinkedHashMap<>();
              seed.put("seed", result.trial().seed());
              seed.put("status", result.status().name().toLowerCase(Locale.ROOT));
              if (!result.reason().isEmpty()) {
                seed.put("reason", result.reason());
              }
              seed.put(task.judged().name(), result.last(task.judged()));
              seed.put("steps-to-target", result.stepsTo(task.target(), task.targetValue()));
              result.test().forEach((name, value) -> seed.put("test-" + name, value));
              seeds.add(seed);
            });
    return seeds;
  }
}
