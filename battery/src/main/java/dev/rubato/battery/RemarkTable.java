package dev.rubato.battery;

import dev.rubato.lab.Metric;
import dev.rubato.lab.TrainingRemark;
import dev.rubato.lab.TrainingRemark.Kind;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.compare.Sample;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Trains at rates from far too low to far too high, and does what is advised after each training:
 * what is said is right where that is better by more than the seeds' noise.
 */
final class RemarkTable {
  /** Times the best constant rate. */
  private static final List<Double> FACTORS = List.of(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0);

  private static final int LONGER = 2;
  private static final double HIGHER = 3;
  private static final double LOWER = 0.1;

  private RemarkTable() {}

  /**
   * One training, and what came of the advice over all seeds of its strategy.
   *
   * @param factor between its highest rate and the best constant one
   * @param said about it, null where nothing was
   * @param longer whether one twice as long is better
   * @param higher whether one at three times the rate is
   * @param lower whether one at a tenth of the rate is
   * @param best whether one at the best constant rate is
   */
  record Case(
      MeasuredTask task,
      String strategy,
      double factor,
      @Nullable Kind said,
      boolean longer,
      boolean higher,
      boolean lower,
      boolean best) {

    String line() {
      return String.format(
          Locale.ROOT,
          "%s,\"%s\",%.3g,%s,%s,%s,%s,%s",
          task,
          strategy,
          factor,
          said == null ? "" : said.name().toLowerCase(Locale.ROOT),
          longer,
          higher,
          lower,
          best);
    }
  }

  /** Trains each task with each optimizer at all rates, constant ones and cosines in turn. */
  static List<Case> cases(
      List<? extends MeasuredTask> tasks, List<String> optimizers, int seeds, int jobs)
      throws InterruptedException {
    List<Case> cases = new ArrayList<>();
    SideBySide.run(tasks, jobs, task -> cases(task, optimizers, seeds)).forEach(cases::addAll);
    return cases;
  }

  private static List<Case> cases(MeasuredTask task, List<String> optimizers, int seeds) {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < optimizers.size(); i++) {
      double best = Truth.of(task, optimizers.get(i)).best(task).rate();
      for (int k = 0; k < FACTORS.size(); k++) {
        String shape = (i + k) % 2 == 0 ? ": %s" : ": cosine(%s -> 0)";
        cases.addAll(
            new Runs(task, optimizers.get(i) + shape, best, FACTORS.get(k), seeds).cases());
      }
    }
    return cases;
  }

  /** The trainings of one strategy. */
  private record Runs(MeasuredTask task, String strategy, double best, double factor, int seeds) {

    List<Case> cases() {
      Metric judged = task.about().judged();
      Horizon usual = task.horizon();
      List<TrialResult> results = results(strategy, best * factor, usual);
      List<@Nullable Kind> said = new ArrayList<>();
      for (TrialResult each : results) {
        TrainingRemark remark = TrainingRemark.of(each, judged);
        said.add(remark == null ? null : remark.kind());
      }
      boolean falling = said.contains(Kind.STILL_FALLING);
      boolean high = said.contains(Kind.DIVERGED) || said.contains(Kind.ROSE);
      boolean wrong = high || said.contains(Kind.NEVER_FELL);
      Horizon twice = new Horizon(LONGER * usual.steps(), usual.stepsPerEpoch());
      boolean longer =
          (falling || said.contains(null))
              && isBetter(results(strategy, best * factor, twice), results);
      boolean higher =
          falling && isBetter(results(strategy, best * factor * HIGHER, usual), results);
      boolean lower = high && isBetter(results(strategy, best * factor * LOWER, usual), results);
      boolean atBest =
          wrong
              && isBetter(
                  results(strategy.substring(0, strategy.indexOf(':')) + ": %s", best, usual),
                  results);
      String text = strategy.formatted(best * factor);
      return said.stream()
          .map(kind -> new Case(task, text, factor, kind, longer, higher, lower, atBest))
          .toList();
    }

    private List<TrialResult> results(String form, double rate, Horizon horizon) {
      Strategy parsed = Notation.strategy(form.formatted(rate));
      List<TrialResult> results = new ArrayList<>();
      for (int i = 0; i < seeds; i++) {
        Trial trial = new Trial(parsed, horizon, FindTable.METHOD_SEED + i);
        results.add(TrialRun.run(task, trial, new TrialListener() {}));
      }
      return results;
    }

    /**
     * Whether it is better by more than the seeds' noise: with every seed, or by the mean while the
     * 95 % interval of the paired differences agrees. The first alone is by chance in one of 2^n.
     */
    private boolean isBetter(List<TrialResult> tried, List<TrialResult> than) {
      Metric judged = task.about().judged();
      Sample now = last(tried, judged);
      Sample before = last(than, judged);
      if (!Double.isFinite(now.mean()) || !Double.isFinite(before.mean())) {
        return judged.bestFirst().compare(now.mean(), before.mean()) < 0;
      }
      Sample gain = judged.lowerIsBetter() ? before.minus(now) : now.minus(before);
      return gain.low() > 0 || gain.values().stream().allMatch(each -> each > 0);
    }

    private static Sample last(List<TrialResult> results, Metric judged) {
      return new Sample(results.stream().map(each -> each.last(judged)).toList());
    }
  }

  /** Prints how often each was said, and how often it was right. */
  static void print(List<Case> cases, PrintStream out) {
    List<Case> falling = said(cases, Kind.STILL_FALLING);
    List<Case> nothing = cases.stream().filter(each -> each.said() == null).toList();
    out.printf(
        Locale.ROOT, "%d trainings; better by more than the seeds' noise is%n", cases.size());
    line("still falling", falling, "twice as long", Case::longer, out);
    line("", falling, "three times the rate", Case::higher, out);
    line("", falling, "one of them", each -> each.longer() || each.higher(), out);
    line("nothing said", nothing, "twice as long", Case::longer, out);
    for (Kind kind : List.of(Kind.DIVERGED, Kind.ROSE)) {
      List<Case> high = said(cases, kind);
      String name = kind == Kind.ROSE ? "rose" : "diverged";
      line(name, high, "a tenth of the rate", Case::lower, out);
      line("", high, "the best constant rate", Case::best, out);
    }
    line("did not fall", said(cases, Kind.NEVER_FELL), "the best constant rate", Case::best, out);
  }

  static List<Case> said(List<Case> cases, Kind kind) {
    return cases.stream().filter(each -> each.said() == kind).toList();
  }

  /** The share of cases of which something holds. */
  static double share(List<Case> cases, Predicate<Case> right) {
    return (double) cases.stream().filter(right).count() / cases.size();
  }

  private static void line(
      String said, List<Case> cases, String tried, Predicate<Case> right, PrintStream out) {
    if (!cases.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "    %-14s %5d  %-24s %5.1f %%%n",
          said,
          cases.size(),
          tried,
          100 * share(cases, right));
    }
  }
}
