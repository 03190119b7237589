package dev.rubato.battery;

import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.strategy.Strategy;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks methods for strategies, and measures the answers beside the best of exhaustive grids. */
final class TuneTable {
  private static final int JUDGE_SEEDS = 48;
  private static final int SPREAD = 1000;

  private TuneTable() {}

  /**
   * An answer, and what it is worth.
   *
   * @param excess of trainings with the answer over those with the grid's best, by seeds that
   *     neither used
   * @param cost as a share of the grid's steps
   */
  record Case(
      String method, MeasuredTask task, Strategy answer, String best, double excess, double cost) {

    String line() {
      return String.format(
          Locale.ROOT,
          "%s,%s,%s,\"%s\",\"%s\",%.3g,%.3g",
          method,
          task.kind(),
          task,
          answer,
          best,
          excess,
          cost);
    }
  }

  /** The names of what {@link Case#line} gives. */
  static final String HEADER = "method,family,task,answer,best of the grid,excess,cost";

  /** Asks each method for a strategy of each task. */
  static List<Case> cases(
      List<TuneMethod> methods,
      List<? extends MeasuredTask> tasks,
      GridFile grids,
      Repeats repeats,
      int jobs)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<List<Case>>> futures = new ArrayList<>();
      for (MeasuredTask task : tasks) {
        GridBest grid = grids.find(task);
        futures.add(pool.submit(() -> askAll(methods, task, grid, repeats)));
      }
      List<Case> cases = new ArrayList<>();
      for (Future<List<Case>> future : futures) {
        cases.addAll(future.get());
      }
      return cases;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a method can't be measured: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static List<Case> askAll(
      List<TuneMethod> methods, MeasuredTask task, GridBest grid, Repeats repeats) {
    double untrained = GridBest.untrained(task);
    double best = judged(task, grid.strategy(), untrained);
    List<Case> cases = new ArrayList<>();
    for (TuneMethod method : methods) {
      for (int repeat : repeats.numbers()) {
        Study study = new Study(task, new LocalRunner(1), Ledger.NONE, List.of(), false);
        Strategy answer = method.answer(study, FindTable.METHOD_SEED + (long) SPREAD * repeat);
        double value = judged(task, answer.toString(), untrained);
        double excess = Truth.excess(task.about().judged(), task.bound(), untrained, value, best);
        double cost = (double) study.stepsAsked() / grid.steps();
        cases.add(new Case(method.name(), task, answer, grid.strategy(), excess, cost));
      }
    }
    return cases;
  }

  private static double judged(MeasuredTask task, String strategy, double untrained) {
    return Finals.of(task, strategy, FindTable.JUDGE_SEED, JUDGE_SEEDS, untrained).mean();
  }

  /** Prints one line for each method. */
  static void print(List<Case> cases, PrintStream out) {
    out.println(
        "method         answers  median excess  90 % within  <=1% worse  <=5% worse"
            + "  <=100% worse  steps of the grid's");
    for (String method : cases.stream().map(Case::method).distinct().toList()) {
      List<Case> all = cases.stream().filter(each -> each.method().equals(method)).toList();
      out.printf(
          Locale.ROOT,
          "%-14s %7d %12.1f %% %10.1f %% %11s %11s %13s %17.1f %%%n",
          method,
          all.size(),
          100 * quantile(all, 0.5),
          100 * quantile(all, 0.9),
          share(all, 0.01),
          share(all, 0.05),
          share(all, 1),
          100 * all.stream().mapToDouble(Case::cost).max().orElse(Double.NaN));
    }
  }

  private static String share(List<Case> cases, double most) {
    long count = cases.stream().filter(each -> each.excess() <= most).count();
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / cases.size());
  }

  /** The least value that at least this share of all are at most. */
  static double quantile(List<Case> cases, double share) {
    double[] sorted = cases.stream().mapToDouble(Case::excess).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
