package dev.rubato.lab.find;

import dev.rubato.finder.Finding;
import dev.rubato.finder.Probing;
import dev.rubato.finder.RangeTest;
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
 * Finds a learning rate for an optimizer on a task by range tests, trials whose rate rises step by
 * step, each with its own seed, and by probes, short trials with a constant rate.
 */
public final class RateFinder {
  private RateFinder() {}

  /**
   * Runs a range test.
   *
   * @param repeats how many, at least 1
   * @param seed of the first repeat; the others follow
   * @throws StudyFailedException if a trial failed
   */
  public static Finding rangeTest(
      Study study, Optimizer optimizer, RangeTest test, int repeats, long seed) {
    Schedule rising = Schedules.exponential(test.low(), test.high()).forSteps(test.steps() - 1);
    List<Trial> trials =
        trials(study, new Strategy(optimizer, rising), test.steps(), repeats, seed);
    List<double[]> losses = new ArrayList<>();
    for (double[] each : losses(study, "range test", trials)) {
      losses.add(untilItDiverged(each, test));
    }
    return Finding.of(test, losses);
  }

  /**
   * Runs a range test, and the probes that follow it.
   *
   * @param repeats how many of the range test and of each probe, at least 1
   * @param seed of the first repeat; the others follow
   * @param probeSteps of each probe, at least 10; 0 for the range test alone
   * @throws StudyFailedException if a trial failed
   */
  public static Finding find(
      Study study, Optimizer optimizer, RangeTest test, int repeats, long seed, int probeSteps) {
    Finding rangeTest = rangeTest(study, optimizer, test, repeats, seed);
    if (probeSteps == 0) {
      return rangeTest;
    }
    Probing probing = new Probing(rangeTest, probeSteps);
    for (List<Double> rates = probing.next(); !rates.isEmpty(); rates = probing.next()) {
      List<Trial> trials = new ArrayList<>();
      for (double rate : rates) {
        Strategy strategy = new Strategy(optimizer, Schedules.constant(rate));
        trials.addAll(trials(study, strategy, probeSteps, repeats, seed));
      }
      List<double[]> losses = losses(study, "probes", trials);
      for (int i = 0; i < rates.size(); i++) {
        probing.add(rates.get(i), losses.subList(i * repeats, (i + 1) * repeats));
      }
    }
    return probing.finding();
  }

  private static List<Trial> trials(
      Study study, Strategy strategy, int steps, int repeats, long seed) {
    Horizon horizon = new Horizon(steps, study.task().about().stepsPerEpoch());
    return LongStream.range(0, repeats)
        .mapToObj(repeat -> new Trial(strategy, horizon, seed + repeat))
        .toList();
  }

  /** The losses of each trial, until it ended. */
  private static List<double[]> losses(Study study, String stage, List<Trial> trials) {
    List<double[]> losses = new ArrayList<>();
    for (TrialResult result : study.run(stage, trials)) {
      if (result.status() == Status.FAILED || result.status() == Status.CANCELLED) {
        throw new StudyFailedException("finding a rate failed: " + result.reason(), result);
      }
      double[] each = result.losses();
      if (result.status() == Status.DONE && Arrays.stream(each).anyMatch(Double::isNaN)) {
        throw new StudyFailedException(
            "finding a rate needs the loss of every step, but the program reported only some");
      }
      losses.add(each);
    }
    return losses;
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
