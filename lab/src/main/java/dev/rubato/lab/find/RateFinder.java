package dev.rubato.lab.find;

import dev.rubato.finder.Finding;
import dev.rubato.finder.RangeTest;
import dev.rubato.finder.RangeTestFinding;
import dev.rubato.finder.RateProbe;
import dev.rubato.finder.RateSearch;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.run.StudyFailedException;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Finds the best constant learning rate of an optimizer for trainings of a task, judged as the task
 * is; and runs the classic range test, whose rate rises at each step.
 */
public final class RateFinder {
  /** What a study calls the trainings of a search that are shorter than asked. */
  public static final String SHORT = "short trainings";

  /** What it calls a range test. */
  public static final String RANGE_TEST = "range test";

  private RateFinder() {}

  /**
   * Searches the best rate for trainings as long as the horizon.
   *
   * @param optimizer without open values
   * @param budget in whole trainings, at least 3
   * @param seed of the first repeat; the others follow
   *     <p>A training that fails counts as one that diverged: its rate was too high.
   * @throws StudyFailedException if a trial failed that no lower rate mends
   */
  public static Finding find(
      Study study, Optimizer optimizer, Horizon horizon, double budget, long seed) {
    Metric judged = study.task().about().judged();
    RateSearch search =
        new RateSearch(optimizer.usualRate(), horizon.steps(), budget, judged.name());
    TrialResult failed = null;
    for (List<RateProbe> next = search.next(); !next.isEmpty(); next = search.next()) {
      List<Trial> trials = new ArrayList<>();
      for (RateProbe probe : next) {
        Strategy strategy = new Strategy(optimizer, Schedules.constant(probe.rate()));
        Horizon length = new Horizon(probe.steps(), horizon.stepsPerEpoch());
        trials.add(new Trial(strategy, length, seed + probe.repeat()));
      }
      boolean whole = next.get(0).steps() == horizon.steps();
      List<TrialResult> results = study.run(whole ? "whole trainings" : SHORT, trials);
      for (int i = 0; i < next.size(); i++) {
        Status status = results.get(i).status();
        failed = status == Status.FAILED ? results.get(i) : failed;
        if (status == Status.CANCELLED || (status == Status.FAILED && next.get(i).rate() == 0)) {
          throw failed(failed == null ? results.get(i) : failed);
        }
        double score = results.get(i).last(judged);
        search.add(next.get(i), judged.lowerIsBetter() ? score : -score, results.get(i).made());
      }
    }
    Finding finding = search.finding();
    if (failed != null && !finding.answers()) {
      throw failed(failed);
    }
    return finding;
  }

  private static StudyFailedException failed(TrialResult result) {
    return new StudyFailedException("finding a rate failed: " + result.reason(), result);
  }

  /**
   * Runs a range test.
   *
   * @param repeats how many, at least 1
   * @param seed of the first repeat; the others follow
   * @throws StudyFailedException if a trial failed
   */
  public static RangeTestFinding rangeTest(
      Study study, Optimizer optimizer, RangeTest test, int repeats, long seed) {
    Schedule rising = Schedules.exponential(test.low(), test.high()).forSteps(test.steps() - 1);
    Horizon horizon = new Horizon(test.steps(), study.task().about().stepsPerEpoch());
    List<Trial> trials =
        LongStream.range(0, repeats)
            .mapToObj(each -> new Trial(new Strategy(optimizer, rising), horizon, seed + each))
            .toList();
    List<double[]> losses = new ArrayList<>();
    for (TrialResult result : run(study, RANGE_TEST, trials)) {
      double[] each = result.losses();
      if (result.status() == Status.DONE && Arrays.stream(each).anyMatch(Double::isNaN)) {
        throw new StudyFailedException(
            "a range test needs the loss of every step, but the program reported only some");
      }
      losses.add(untilItDiverged(each, test));
    }
    return RangeTestFinding.of(test, losses);
  }

  private static List<TrialResult> run(Study study, String phase, List<Trial> trials) {
    List<TrialResult> results = study.run(phase, trials);
    for (TrialResult result : results) {
      if (result.status() == Status.FAILED || result.status() == Status.CANCELLED) {
        throw failed(result);
      }
    }
    return results;
  }

  private static double[] untilItDiverged(double[] losses, RangeTest test) {
    for (int made = 1; made <= losses.length; made++) {
      if (test.hasDiverged(losses, made)) {
        return Arrays.copyOf(losses, made);
      }
    }
    return losses;
  }
}
