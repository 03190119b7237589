package dev.rubato.lab.tune;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.Task;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.PeakRate;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.run.Study;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Finds the best numbers of strategies, and the best strategy.
 *
 * <p>A {@code ?} without a range is bracketed by shorter trainings at constant rates. Then the
 * ranges are sampled quasi-randomly, every strategy alike, and the samples are pruned by successive
 * halving. Their results train a {@link Surrogate}, which chooses points to run, new ones or on
 * more seeds, with the probability that each is the best (Thompson 1933); where the best point of a
 * strategy is near an edge of its bracket, the search goes on beyond. The best points then race on
 * fresh seeds, and the best of the last two is the answer.
 */
public final class Tune {
  /** Minimum budget in whole trials. */
  static final int LEAST_BUDGET = 10;

  /** How many trials the search usually chooses at once. */
  public static final int PARALLEL = 4;

  /** What the bracket of an optimizer costs at most, in whole trials. */
  public static final double BRACKET = 2.5;

  private Tune() {}

  /**
   * What to tune.
   *
   * @param strategies with open values, or without
   * @param horizon how long each trial is
   * @param budget how many whole trials the search may cost at most, at least 10
   * @param seeds how many fresh seeds the best few are run on, at least 1
   * @param seed of the search
   * @param labels what tables show in the place of some strategies
   * @param parallel how many trials the search chooses at once, at least 1: more keep more machines
   *     busy, but each is chosen by the results of fewer
   */
  public record Plan(
      List<Strategy> strategies,
      Horizon horizon,
      int budget,
      int seeds,
      long seed,
      Map<Strategy, String> labels,
      int parallel) {
    public Plan {
      strategies = strategies.stream().map(Strategy::withUsualRanges).toList();
      labels =
          labels.entrySet().stream()
              .collect(
                  Collectors.toUnmodifiableMap(
                      each -> each.getKey().withUsualRanges(), Map.Entry::getValue));
      if (strategies.isEmpty()) {
        throw new IllegalArgumentException("tuning needs at least one strategy, had none");
      }
      if (budget < LEAST_BUDGET) {
        throw new IllegalArgumentException(
            "the budget must be at least " + LEAST_BUDGET + " trainings, was " + budget);
      }
      if (seeds < 1) {
        throw new IllegalArgumentException("seeds must be at least 1, was " + seeds);
      }
      if (parallel < 1) {
        throw new IllegalArgumentException("parallel must be at least 1, was " + parallel);
      }
      for (Strategy each : strategies) {
        PeakRate.check(each, horizon);
      }
    }

    /** A tuning of strategies without labels, that chooses as many trials at once as usual. */
    public Plan(List<Strategy> strategies, Horizon horizon, int budget, int seeds, long seed) {
      this(strategies, horizon, budget, seeds, seed, Map.of(), PARALLEL);
    }
  }

  /**
   * A rung at which samples were pruned, and how risky that was.
   *
   * @param made updates made there
   * @param compared how many samples were there
   * @param cut how many of them were pruned
   * @param winner the rank of the final best sample among those of its shape there, from 1
   * @param of how many those were
   * @param correlation of the ranks there and at the end, over the samples that got there: near 1,
   *     the rung predicted the end; near 0, it was a coin toss; NaN with fewer than three
   */
  public record Cut(long made, int compared, int cut, int winner, int of, double correlation) {}

  /**
   * The outcome.
   *
   * @param finalists the last two of the race on fresh seeds; one if the budget had no more
   * @param dropped those that were dropped before, the last dropped first, each on fewer seeds
   * @param brackets as far as they were searched
   * @param cuts the rungs, in their order
   * @param samples how many points were started
   * @param budget in steps
   * @param enough how many whole trainings a budget should have for these strategies, at least
   * @param leftOut the optimizers that were left out, each with the reason
   */
  public record Outcome(
      Comparison finalists,
      List<RankedEntrant> dropped,
      List<RateBracket> brackets,
      List<Cut> cuts,
      int samples,
      long budget,
      int enough,
      Map<String, String> leftOut) {

    /** The strategy to use. */
    public Strategy winner() {
      return finalists.best().entrant().strategy();
    }
  }

  /**
   * How a tuning would spend its budget.
   *
   * @param brackets for how many optimizers a bracket is searched
   * @param samples how many points begin, of which a quarter goes to the end where the task can
   *     pause
   * @param finalists how many points race on fresh seeds
   * @param least how many trainings a budget must have for these strategies
   * @param enough how many it should have: for every second strategy two points to begin with, and
   *     four in the finals
   */
  public record Preview(int brackets, int samples, int finalists, int least, int enough) {}

  /**
   * The budget whose finals have so many fresh seeds for the last two of eight points.
   *
   * @param seeds at least 1
   * @return in whole trials
   */
  public static long budgetFor(int seeds) {
    return TuneBudget.budgetFor(seeds);
  }

  /** Previews what a tuning would do. */
  public static Preview preview(Task task, Plan plan) {
    return new TuneBudget(task, plan).preview();
  }

  /**
   * Runs a tuning to its end.
   *
   * @throws IllegalArgumentException if the budget is less than {@link Preview#least}
   * @throws dev.rubato.lab.run.StudyFailedException if the trials of all optimizers fail
   */
  public static Outcome run(Study study, Plan plan) {
    TuneBudget budget = new TuneBudget(study.task(), plan);
    Preview preview = budget.preview();
    if (plan.budget() < preview.least()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the budget must be at least %d trainings here, was %d: %s for each of %d brackets,"
                  + " one sample for each of %d strategies, and %d seeds",
              preview.least(),
              plan.budget(),
              Numbers.print(BRACKET),
              preview.brackets(),
              plan.strategies().size(),
              plan.seeds()));
    }
    LongSupplier trialsLeft = () -> (budget.steps() - study.stepsAsked()) / plan.horizon().steps();
    study.expect(plan.strategies());
    TuneSearch search = new TuneSearch(study, plan);
    search.bracket();
    List<Cut> cuts = search.halve(budget, preview.samples());
    search.refine(trialsLeft.getAsLong() - budget.finals());
    TuneFinals finals = new TuneFinals(study, plan, search, budget, trialsLeft);
    Comparison finalists = finals.run();
    return new Outcome(
        finalists,
        finals.dropped(),
        search.brackets(),
        cuts,
        search.begun(),
        budget.steps(),
        preview.enough(),
        study.leftOut());
  }
}
