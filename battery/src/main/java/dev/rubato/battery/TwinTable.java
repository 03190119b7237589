package dev.rubato.battery;

import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Compares strategies with themselves under another name, the trainings of which have other seeds:
 * where one wins, it wins by chance.
 */
final class TwinTable {
  /** Up to how many seeds are added. */
  static final int MOST_SEEDS = 33;

  private static final long OTHER_NAME = 5_000_000_000L;

  /** Makes another strategy of the same steps: too little for a number of 32 bits. */
  private static final String NAME = "weight-decay=1e-30";

  /** A strategy, and the same under another name. */
  private static final List<List<String>> TWINS =
      List.of(
          List.of("sgd: ?", "sgd(" + NAME + "): ?"),
          List.of("adam: linear(? -> 0)", "adam(" + NAME + "): linear(? -> 0)"));

  private TwinTable() {}

  /**
   * What a comparison of a strategy with itself said.
   *
   * @param samePeak whether the search found the same peak for both; otherwise they do differ
   * @param apart how much their means differ, which would be 0 if they had the same seeds
   * @param winner whether one was told apart after the first seeds
   * @param winnerUntilDecided whether one was after seeds were added for as long as it was not
   * @param seeds how many there were in the end
   */
  record Case(
      MeasuredTask task,
      boolean samePeak,
      double apart,
      boolean winner,
      boolean winnerUntilDecided,
      int seeds) {}

  /** Compares twins so many times in all, on each of the tasks about as often. */
  static List<Case> cases(List<? extends MeasuredTask> tasks, Repeats comparisons, int jobs)
      throws InterruptedException {
    return SideBySide.run(
        comparisons.numbers(), jobs, number -> compare(tasks.get(number % tasks.size()), number));
  }

  private static Case compare(MeasuredTask task, int number) {
    long shift = FindTable.METHOD_SEED + CompareTable.SPREAD * (number + 1L);
    ShiftedTask shifted =
        new ShiftedTask(
            task, strategy -> strategy.toString().contains(NAME) ? shift + OTHER_NAME : shift);
    Study study = new Study(shifted, new LocalRunner(1), Ledger.NONE, List.of(), false);
    List<String> twins = TWINS.get(number / 7 % TWINS.size());
    Compare.Plan plan = CompareTable.plan(task, twins).untilDecided(MOST_SEEDS);
    Comparison decided = Compare.run(study, plan);
    return new Case(
        task,
        decided.best().peak() == decided.ranking().get(1).peak(),
        mean(decided.ranking().get(1), decided) - mean(decided.best(), decided),
        winner(first(decided)),
        winner(decided),
        decided.seeds().size());
  }

  private static boolean winner(Comparison comparison) {
    return comparison.ties().size() == 1 && Double.isFinite(mean(comparison.best(), comparison));
  }

  private static double mean(RankedEntrant ranked, Comparison comparison) {
    return ranked.last(comparison.task().judged()).mean();
  }

  /** What a comparison would have said after its first seeds. */
  private static Comparison first(Comparison comparison) {
    int seeds = CompareTable.SEEDS;
    return new Comparison(
        comparison.task(),
        comparison.horizon(),
        comparison.seeds().subList(0, seeds),
        comparison.gridSeeds(),
        comparison.ranking().stream()
            .map(
                ranked ->
                    new RankedEntrant(
                        ranked.entrant(),
                        ranked.tried(),
                        ranked.peak(),
                        ranked.results().subList(0, seeds)))
            .toList(),
        0,
        0);
  }

  /** Prints how often one won. */
  static void print(List<Case> cases, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "a strategy and itself, compared %d times: a winner in %.1f %%; with --until-decided"
            + " --max-seeds %d in %.1f %%%n",
        cases.size(),
        100 * share(cases, Case::winner),
        MOST_SEEDS,
        100 * share(cases, Case::winnerUntilDecided));
    List<Case> alike = cases.stream().filter(Case::samePeak).toList();
    if (!alike.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "    in %d the search found the same peak for both: %.1f %%; %.1f %%%n",
          alike.size(),
          100 * share(alike, Case::winner),
          100 * share(alike, Case::winnerUntilDecided));
    }
    for (MeasuredTask task : cases.stream().map(Case::task).distinct().toList()) {
      List<Case> its = cases.stream().filter(each -> each.task().equals(task)).toList();
      out.printf(
          Locale.ROOT,
          "    %-26s %4d  %5.1f %%  %5.1f %%%n",
          task,
          its.size(),
          100 * share(its, Case::winner),
          100 * share(its, Case::winnerUntilDecided));
    }
  }

  /** The share of comparisons of which something holds. */
  static double share(List<Case> cases, Predicate<Case> which) {
    return (double) cases.stream().filter(which).count() / cases.size();
  }
}
