package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.Comparison;
import dev.rubato.lab.Sample;
import dev.rubato.lab.Standing;
import dev.rubato.lab.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison's ranking as a table for people, and as CSV and JSON for programs. */
public final class ComparisonTable {
  private ComparisonTable() {}

  /** What the columns and the mark mean, one line each. */
  public static String legend(Comparison comparison) {
    Task.About task = comparison.task();
    String target = percent(task.targetValue(), 0);
    return "%s: mean over %d seeds ± 95 %% interval; to %s: median steps to %s %s%n"
            .formatted(
                task.judged().name().replace('-', ' '),
                comparison.seeds().size(),
                target,
                target,
                task.target().name())
        + "test: mean test %s%n".formatted(task.target().name())
        + (comparison.ties().size() > 1
            ? "=: can't be told from the best (the 95 % interval of the paired difference holds 0)\n"
            : "");
  }

  /** The ranking, best first. A place shared with the best, by all that is known, is marked =. */
  public static Table table(Comparison comparison) {
    Task.About task = comparison.task();
    List<Column> columns =
        List.of(
            Column.number("rank"),
            Column.number(task.judged().name().replace('-', ' ')),
            Column.number("peak"),
            Column.number("to " + percent(task.targetValue(), 0)),
            Column.number("test"),
            Column.text("strategy"));
    List<List<String>> rows = new ArrayList<>();
    List<Standing> ties = comparison.ties();
    for (int i = 0; i < comparison.standings().size(); i++) {
      Standing standing = comparison.standings().get(i);
      Sample judged = standing.last(task.judged());
      boolean tied = ties.size() > 1 && ties.contains(standing);
      rows.add(
          List.of(
              (tied ? "= " : "") + (i + 1),
              loss(judged),
              Double.isNaN(standing.peak()) ? "as given" : Numbers.print(standing.peak()),
              steps(standing.stepsTo(task.target(), task.targetValue()).median()),
              percent(standing.test("accuracy").mean(), 1),
              standing.name()));
    }
    return new Table(columns, rows);
  }

  private static String loss(Sample sample) {
    if (Double.isInfinite(sample.mean())) {
      return "diverged";
    }
    String mean = String.format(Locale.ROOT, "%.4f", sample.mean());
    return Double.isNaN(sample.halfWidth())
        ? mean
        : mean + String.format(Locale.ROOT, " ± %.4f", sample.halfWidth());
  }

  private static String percent(double share, int digits) {
    return Double.isNaN(share)
        ? "–"
        : String.format(Locale.ROOT, "%." + digits + "f%%", share * 100);
  }

  private static String steps(double steps) {
    return Double.isInfinite(steps) ? "never" : Numbers.print(Math.rint(steps));
  }

  /** One row a strategy, best first, numbers in full; an empty cell where there is none. */
  public static String csv(Comparison comparison) {
    List<Map<String, Object>> strategies = strategies(comparison);
    List<String> header =
        strategies.get(0).keySet().stream().filter(key -> !key.equals("seeds")).toList();
    List<List<String>> rows = new ArrayList<>();
    for (Map<String, Object> strategy : strategies) {
      rows.add(header.stream().map(key -> cell(strategy.get(key))).toList());
    }
    return Csv.text(header, rows);
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
    Task.About task = comparison.task();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", task.name());
    json.put("steps", comparison.horizon().steps());
    json.put("steps-per-epoch", comparison.horizon().stepsPerEpoch());
    json.put("judged-by", task.judged().name());
    json.put("target", Map.of(task.target().name(), task.targetValue()));
    json.put("seeds", comparison.seeds());
    json.put("grid-seeds", comparison.gridSeeds());
    json.put("steps-trained", comparison.stepsTrained());
    json.put("strategies", strategies(comparison));
    json.put("advice", comparison.advice());
    return Json.pretty(json);
  }

  private static List<Map<String, Object>> strategies(Comparison comparison) {
    Task.About task = comparison.task();
    String judged = task.judged().name();
    List<Standing> ties = comparison.ties();
    List<Map<String, Object>> all = new ArrayList<>();
    for (Standing standing : comparison.standings()) {
      Sample last = standing.last(task.judged());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("rank", all.size() + 1);
      one.put("strategy", standing.name());
      one.put("given-as", standing.contender().strategy().toString());
      one.put("peak", standing.peak());
      one.put(judged, last.mean());
      one.put(judged + "-low", last.low());
      one.put(judged + "-high", last.high());
      one.put("tied-with-best", ties.contains(standing));
      one.put("steps-to-target", standing.stepsTo(task.target(), task.targetValue()).median());
      one.put(task.target().name(), standing.last(task.target()).mean());
      standing
          .results()
          .get(0)
          .test()
          .forEach((name, value) -> one.put("test-" + name, standing.test(name).mean()));
      one.put("test-accuracy", standing.test("accuracy").mean());
      one.put("failures", standing.failures());
      one.put("seeds", seeds(standing, comparison));
      all.add(one);
    }
    return all;
  }

  private static List<Map<String, Object>> seeds(Standing standing, Comparison comparison) {
    Task.About task = comparison.task();
    List<Map<String, Object>> seeds = new ArrayList<>();
    standing
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
