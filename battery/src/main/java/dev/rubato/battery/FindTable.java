package dev.rubato.battery;

import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.run.StudyFailedException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Asks methods for rates on tasks, and measures the answers against the truth. */
final class FindTable {
  /** The seeds that methods may use, of which the truth uses none. */
  static final long METHOD_SEED = 2_000_001;

  /** The seeds by which answers are judged, which neither the truth nor any method uses. */
  static final long JUDGE_SEED = 3_000_001;

  private static final int JUDGE_SEEDS = 16;
  private static final int SPREAD = 1000;
  private static final double NEAR = 3;

  private FindTable() {}

  /**
   * An answer, and what it is worth.
   *
   * @param factor between the answer and the nearest rate that is best or tied
   * @param excess of trainings at the answer over those at the best rate, seeds that nothing used
   * @param holds whether the interval holds a rate that is best or tied
   * @param cost in whole trainings
   */
  record Case(
      String method,
      MeasuredTask task,
      String optimizer,
      RateMethod.Answer answer,
      double factor,
      double excess,
      boolean holds,
      double cost) {

    boolean answers() {
      return answer.reason().isEmpty();
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%s,%s,%s,%s,%.3g,%.3g,%.3g,%.3g,%.3g,%s,%.3g,\"%s\"",
          method,
          task.kind(),
          task,
          optimizer,
          answer.rate(),
          answer.low(),
          answer.high(),
          factor,
          excess,
          holds,
          cost,
          answer.reason());
    }
  }

  /** Asks each method for a rate of each task and optimizer. */
  static List<Case> cases(
      List<RateMethod> methods,
      List<? extends MeasuredTask> tasks,
      List<String> optimizers,
      Repeats repeats,
      int jobs)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<List<Case>>> futures = new ArrayList<>();
      for (MeasuredTask task : tasks) {
        for (String optimizer : optimizers) {
          futures.add(pool.submit(() -> askAll(methods, task, optimizer, repeats)));
        }
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
      List<RateMethod> methods, MeasuredTask task, String optimizer, Repeats repeats) {
    Truth truth = Truth.of(task, optimizer);
    double best = judged(task, truth, truth.best(task).rate());
    List<Case> cases = new ArrayList<>();
    for (RateMethod method : methods) {
      for (int repeat : repeats.numbers()) {
        cases.add(ask(method, task, truth, best, METHOD_SEED + (long) SPREAD * repeat));
      }
    }
    return cases;
  }

  private static Case ask(
      RateMethod method, MeasuredTask task, Truth truth, double best, long seed) {
    Study study = new Study(task, new LocalRunner(1), Ledger.NONE, List.of(), false);
    RateMethod.Answer answer;
    try {
      answer = method.answer(study, truth.optimizer(), seed);
    } catch (StudyFailedException e) {
      answer = new RateMethod.Answer(Double.NaN, Double.NaN, Double.NaN, String.valueOf(e));
    }
    double rate = answer.rate();
    boolean answers = answer.reason().isEmpty();
    return new Case(
        method.name(),
        task,
        truth.optimizer(),
        answer,
        answers ? truth.factor(rate) : Double.NaN,
        answers ? truth.excess(task, judged(task, truth, rate), best) : Double.NaN,
        answers && truth.isHeld(answer.low(), answer.high()),
        (double) study.stepsTrained() / task.horizon().steps());
  }

  private static double judged(MeasuredTask task, Truth truth, double rate) {
    String strategy = truth.optimizer() + ": " + rate;
    return Finals.of(task, strategy, JUDGE_SEED, JUDGE_SEEDS, truth.untrained()).mean();
  }

  /** Prints one line for each method. */
  static void print(List<Case> cases, PrintStream out) {
    out.println(
        "method             asked  answers  within 3x  <=10% worse  <=100% worse"
            + "  median excess  interval holds  median cost");
    for (String method : cases.stream().map(Case::method).distinct().toList()) {
      List<Case> asked = cases.stream().filter(each -> each.method().equals(method)).toList();
      List<Case> answered = asked.stream().filter(Case::answers).toList();
      List<Case> sure =
          answered.stream().filter(each -> !Double.isNaN(each.answer().low())).toList();
      out.printf(
          Locale.ROOT,
          "%-18s %5d %8s %10s %12s %13s %14s %15s %12.1f%n",
          method,
          asked.size(),
          share(asked, Case::answers),
          share(answered, each -> each.factor() <= NEAR),
          share(answered, each -> each.excess() <= 0.1),
          share(answered, each -> each.excess() <= 1),
          answered.isEmpty()
              ? "-"
              : String.format(Locale.ROOT, "%.1f %%", 100 * median(answered, Case::excess)),
          share(sure, Case::holds),
          median(asked, Case::cost));
    }
  }

  private static String share(List<Case> cases, Predicate<Case> which) {
    if (cases.isEmpty()) {
      return "-";
    }
    long count = cases.stream().filter(which).count();
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / cases.size());
  }

  private static double median(List<Case> cases, ToDoubleFunction<Case> value) {
    double[] sorted = cases.stream().mapToDouble(value).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
