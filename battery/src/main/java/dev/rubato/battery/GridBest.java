package dev.rubato.battery;

import dev.rubato.lab.Metric;
import dev.rubato.lab.tune.DefaultSearches;
import dev.rubato.notation.Notation;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;

/**
 * The best of an exhaustive grid over what a tuning searches by default: 5 optimizers, 4 shapes, 13
 * peak rates and 3 seeds.
 *
 * <p>The rates are four a decade, from a tenth of the optimizer's best constant rate to a hundred
 * times that, as peaks of falling schedules lie higher. Nobody who runs such a grid knows that
 * rate: it is read off the truth, or off a coarse scan of its own, which is not counted.
 *
 * @param task its name
 * @param fingerprint of the task that was trained
 * @param strategy the best, by the mean over the grid's seeds
 * @param steps that the grid's trainings would make if none diverged
 */
record GridBest(String task, String fingerprint, String strategy, long steps) {
  /** The seeds of the grid, which neither the truth nor any method nor any judge uses. */
  private static final long FIRST_SEED = 4_000_001;

  private static final int SEEDS = 3;
  private static final int PER_DECADE = 4;
  private static final int BELOW = PER_DECADE;
  private static final int ABOVE = 2 * PER_DECADE;
  private static final int UNTRAINED_SEEDS = 16;

  /** The metric of a task before its first step. */
  static double untrained(MeasuredTask task) {
    return Finals.untrained(task, FIRST_SEED, UNTRAINED_SEEDS);
  }

  /** Trains the grid of a task. */
  static GridBest of(MeasuredTask task) {
    Metric judged = task.about().judged();
    double untrained = untrained(task);
    String best = "";
    double value = Double.NaN;
    long trainings = 0;
    for (Strategy strategy : DefaultSearches.strategies()) {
      double center = center(task, strategy.optimizerOrSgd().toString());
      for (double rate : rates(center)) {
        String point = strategy.with(List.of(rate)).toString();
        double mean = mean(task, point, untrained, value);
        trainings += SEEDS;
        if (best.isEmpty() || judged.bestFirst().compare(mean, value) < 0) {
          best = point;
          value = mean;
        }
      }
    }
    long steps = trainings * task.horizon().steps();
    return new GridBest(task.toString(), task.fingerprint(), best, steps);
  }

  /**
   * The mean over the seeds; infinite as soon as it can't be below the least so far, whatever the
   * remaining seeds come to.
   */
  private static double mean(MeasuredTask task, String point, double untrained, double least) {
    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      sum += Finals.of(task, point, FIRST_SEED + seed, 1, untrained).mean();
      double remaining = (SEEDS - seed - 1) * task.bound();
      if (task.about().judged().lowerIsBetter() && (sum + remaining) / SEEDS > least) {
        return Double.POSITIVE_INFINITY;
      }
    }
    return sum / SEEDS;
  }

  private static List<Double> rates(double center) {
    List<Double> rates = new ArrayList<>();
    for (int i = -BELOW; i <= ABOVE; i++) {
      rates.add(TruthScan.rounded(center * Math.pow(10, (double) i / PER_DECADE)));
    }
    return rates;
  }

  /** The best constant rate of an optimizer. */
  private static double center(MeasuredTask task, String optimizer) {
    Truth known = TruthFile.stored().find(task.name(), task.times(), optimizer);
    return known == null ? TruthScan.coarse(task, optimizer) : known.best(task).rate();
  }

  /** The strategy itself. */
  Strategy parsed() {
    return Notation.strategy(strategy);
  }
}
