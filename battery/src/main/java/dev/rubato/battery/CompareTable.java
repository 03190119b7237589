package dev.rubato.battery;

import dev.rubato.lab.Metric;
import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.compare.Sample;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares strategies on tasks again and again, each time with other seeds, and measures by many
 * more seeds whether intervals hold the true differences, and what the advice is worth.
 */
final class CompareTable {
  /** How many seeds judge a strategy at a peak, unless others are asked for. */
  static final int JUDGE_SEEDS = 100;

  static final int GRID_POINTS = 5;
  static final int GRID_SEEDS = 2;
  static final int SEEDS = 5;

  /** Between the seeds of one comparison and the next; a comparison asks for some above 1e6. */
  static final long SPREAD = 2_000_000;

  private static final int SCAN_SEEDS = 8;
  private static final int SCAN_BELOW = 2;
  private static final int SCAN_ABOVE = 4;
  private static final double SCAN_PER_DECADE = 4;

  /** What is compared, and the optimizer whose best constant rate tells where peaks are. */
  private static final Map<String, String> STRATEGIES = new LinkedHashMap<>();

  static {
    STRATEGIES.put("sgd: ?", "sgd");
    STRATEGIES.put("sgd: linear(? -> 0)", "sgd");
    STRATEGIES.put("sgd(momentum=0.9): cosine(? -> 0)", "sgd(momentum=0.9)");
    STRATEGIES.put("adam: ?", "adam");
    STRATEGIES.put("adamw: linear(0 -> ?) for 10% then cosine(-> 0)", "adam");
  }

  private static final Set<String> STUCK = Set.of("dead_units", "local_minima");

  private final MeasuredTask task;
  private final int judges;
  private final Metric judged;
  private final Map<String, Finals> known = new HashMap<>();
  private double untrained = Double.NaN;

  private CompareTable(MeasuredTask task, int judges) {
    this.task = task;
    this.judges = judges;
    this.judged = task.about().judged();
  }

  /**
   * One comparison, and what it is worth.
   *
   * @param pairs of strategies whose difference has an interval
   * @param held of them, how many intervals hold the true difference
   * @param heldByStudent the same for Student's interval of the fresh seeds alone
   * @param excess of what was advised over the best strategy at its best peak
   * @param winner whether one strategy was told apart from all others
   * @param right whether that one has the best true mean of all peaks that were compared
   */
  record Case(
      MeasuredTask task,
      int pairs,
      int held,
      int heldByStudent,
      double excess,
      boolean winner,
      boolean right) {
    boolean canGetStuck() {
      return STUCK.contains(task.kind());
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%s,%s,%d,%d,%d,%.4g,%s,%s",
          task.kind(),
          task,
          pairs,
          held,
          heldByStudent,
          excess,
          winner,
          right);
    }
  }

  /** Of each kind the task with the fewest steps. */
  static List<MeasuredTask> shortest(List<? extends MeasuredTask> tasks) {
    Map<String, MeasuredTask> shortest = new LinkedHashMap<>();
    for (MeasuredTask task : tasks) {
      MeasuredTask other = shortest.get(task.kind());
      if (other == null || task.horizon().steps() < other.horizon().steps()) {
        shortest.put(task.kind(), task);
      }
    }
    return List.copyOf(shortest.values());
  }

  /**
   * Compares the strategies on each task again and again.
   *
   * @param judges how many seeds judge a strategy at a peak
   */
  static List<Case> cases(List<? extends MeasuredTask> tasks, Repeats repeats, int judges, int jobs)
      throws InterruptedException {
    List<List<Case>> cases =
        SideBySide.run(tasks, jobs, task -> new CompareTable(task, judges).compare(repeats));
    return cases.stream().flatMap(List::stream).toList();
  }

  private List<Case> compare(Repeats repeats) {
    untrained = Truth.of(task, "sgd").untrained();
    double best = best();
    List<Comparison> comparisons = new ArrayList<>();
    for (int repeat : repeats.numbers()) {
      Comparison made = compare(task, List.copyOf(STRATEGIES.keySet()), repeat);
      comparisons.add(made);
      for (RankedEntrant ranked : made.ranking()) {
        double mean = judge(ranked.name(), judges).mean();
        best = judged.bestFirst().compare(mean, best) < 0 ? mean : best;
      }
    }
    double reference = best;
    return comparisons.stream().map(made -> measure(made, reference)).toList();
  }

  private static Comparison compare(MeasuredTask task, List<String> strategies, int repeat) {
    long shift = FindTable.METHOD_SEED + SPREAD * (repeat + 1);
    Study study =
        new Study(
            new ShiftedTask(task, strategy -> shift),
            new LocalRunner(1),
            Ledger.NONE,
            List.of(),
            true);
    return Compare.run(study, plan(task, strategies));
  }

  static Compare.Plan plan(MeasuredTask task, List<String> strategies) {
    List<Entrant> entrants = new ArrayList<>();
    strategies.forEach(text -> entrants.add(new Entrant(Notation.strategy(text))));
    return new Compare.Plan(entrants, task.horizon(), SEEDS, GRID_SEEDS, GRID_POINTS);
  }

  private Case measure(Comparison made, double best) {
    int pairs = 0;
    int held = 0;
    int heldByStudent = 0;
    List<RankedEntrant> ranking = made.ranking();
    for (int i = 0; i < ranking.size(); i++) {
      for (int j = 0; j < i; j++) {
        Sample difference = ranking.get(i).last(judged).minus(ranking.get(j).last(judged));
        if (!Double.isNaN(difference.halfWidth())) {
          double truth =
              judge(ranking.get(i).name(), judges).mean()
                  - judge(ranking.get(j).name(), judges).mean();
          double off = Math.abs(difference.mean() - truth);
          pairs++;
          held += off <= difference.halfWidth() ? 1 : 0;
          heldByStudent += off <= new Sample(difference.values()).halfWidth() ? 1 : 0;
        }
      }
    }
    double advised = judge(made.advised().name(), judges).mean();
    RankedEntrant truly =
        ranking.stream()
            .min(
                Comparator.comparing(
                    ranked -> judge(ranked.name(), judges).mean(), judged.bestFirst()))
            .orElseThrow();
    return new Case(
        task,
        pairs,
        held,
        heldByStudent,
        Truth.excess(judged, task.bound(), untrained, advised, best),
        made.ties().size() == 1,
        truly.equals(made.best()));
  }

  /** The mean of the best strategy at its best peak, by a scan about the best constant rate. */
  private double best() {
    double best = judged.worst();
    for (Map.Entry<String, String> each : STRATEGIES.entrySet()) {
      double center = Truth.of(task, each.getValue()).best(task).rate();
      String bestName = "";
      double bestMean = judged.worst();
      for (int place = -SCAN_BELOW; place <= SCAN_ABOVE; place++) {
        double peak = center * Math.pow(10, place / SCAN_PER_DECADE);
        String name =
            each.getKey().replace("?", String.format(Locale.ROOT, "%.3g", peak).replace("+", ""));
        double mean = judge(name, SCAN_SEEDS).mean();
        if (bestName.isEmpty() || judged.bestFirst().compare(mean, bestMean) < 0) {
          bestName = name;
          bestMean = mean;
        }
      }
      double mean = judge(bestName, judges).mean();
      best = judged.bestFirst().compare(mean, best) < 0 ? mean : best;
    }
    return best;
  }

  private Finals judge(String strategy, int seeds) {
    return known.computeIfAbsent(
        strategy + " " + seeds,
        none -> Finals.of(task, strategy, FindTable.JUDGE_SEED, seeds, untrained));
  }

  /** Prints what came of comparisons: a line for each family, and the sums. */
  static void print(List<Case> cases, PrintStream out) {
    out.println(
        "family               compared  intervals hold  Student's hold  median excess"
            + "  95 % below  winners  right");
    for (String kind : cases.stream().map(each -> each.task().kind()).distinct().toList()) {
      print(kind, cases, of -> of.task().kind().equals(kind), out);
    }
    print("without stuck seeds", cases, each -> !each.canGetStuck(), out);
    print("with stuck seeds", cases, Case::canGetStuck, out);
    print("all", cases, each -> true, out);
  }

  private static void print(String name, List<Case> all, Predicate<Case> which, PrintStream out) {
    List<Case> cases = all.stream().filter(which).toList();
    if (cases.isEmpty()) {
      return;
    }
    double[] excess = excesses(cases);
    List<Case> winners = cases.stream().filter(Case::winner).toList();
    out.printf(
        Locale.ROOT,
        "%-20s %8d %13.1f %% %13.1f %% %12.1f %% %9.1f %% %8d %6d%n",
        name,
        cases.size(),
        100 * held(cases),
        100.0
            * cases.stream().mapToInt(Case::heldByStudent).sum()
            / cases.stream().mapToInt(Case::pairs).sum(),
        100 * excess[excess.length / 2],
        100 * excess[(int) (0.95 * (excess.length - 1))],
        winners.size(),
        winners.stream().filter(Case::right).count());
  }

  /** The share of intervals that hold the true difference. */
  static double held(List<Case> cases) {
    return (double) cases.stream().mapToInt(Case::held).sum()
        / cases.stream().mapToInt(Case::pairs).sum();
  }

  /** The excess of each comparison's advice, sorted. */
  static double[] excesses(List<Case> cases) {
    double[] excess = cases.stream().mapToDouble(Case::excess).toArray();
    Arrays.sort(excess);
    return excess;
  }
}
