package dev.rubato.lab.tune;

import dev.rubato.argument.Value;
import dev.rubato.finder.RangeTest;
import dev.rubato.lab.Task;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Strategy;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a tuning spends its budget: on range tests, on samples, on finals and on the best two. */
final class TuneBudget {
  private static final double HALVING = 0.45; // of what range tests and finals leave
  static final int MOST_FINALISTS = 3;
  private static final int DUELS = 5; // one in this many trials tells the best two apart

  private final Task task;
  private final Tune.Plan plan;

  TuneBudget(Task task, Tune.Plan plan) {
    this.task = task;
    this.plan = plan;
  }

  /** All of it, in steps. */
  long steps() {
    return plan.budget() * plan.horizon().steps();
  }

  /** How many trials are reserved for telling the best two apart. */
  int duels() {
    return plan.budget() / DUELS;
  }

  /** How many points are run on fresh seeds, at most. */
  int finalists() {
    return Math.max(1, Math.min(MOST_FINALISTS, plan.budget() / Tune.LEAST_BUDGET));
  }

  /** Previews what a tuning would do. */
  Tune.Preview preview() {
    int rangeTests = (int) plan.strategies().stream().map(TuneBudget::bracketed).distinct().count();
    rangeTests -= plan.strategies().stream().anyMatch(each -> bracketed(each).isEmpty()) ? 1 : 0;
    long tests = (long) rangeTests * RangeTest.DEFAULT.steps();
    int finalists = finalists();
    long finals = (long) finalists * plan.seeds() * plan.horizon().steps();
    long halving = (long) (HALVING * (steps() - tests - finals));
    int samples = plan.strategies().size();
    long least = tests + cost(samples) + plan.seeds() * plan.horizon().steps();
    for (int more = plan.budget(); more > 0; more /= 2) {
      while (cost(samples + more) <= halving) {
        samples += more;
      }
    }
    int trainings = (int) Math.ceil((double) least / plan.horizon().steps());
    int duels = finalists < 2 ? 0 : duels();
    return new Tune.Preview(
        rangeTests, samples, finalists, duels, Math.max(Tune.LEAST_BUDGET, trainings));
  }

  /** The optimizer of a strategy that needs a range test, otherwise nothing. */
  private static String bracketed(Strategy strategy) {
    return RateBracket.isNeeded(strategy) ? middle(strategy.optimizerOrSgd()).toString() : "";
  }

  /** An optimizer with numbers from the middles of ranges. */
  static Optimizer middle(Optimizer optimizer) {
    return optimizer.map(
        value ->
            value instanceof Value.Open open ? Value.of(SearchSpace.round(open.at(0.5))) : value);
  }

  /** The least number of steps it takes to prune this many samples. */
  private long cost(int samples) {
    Map<String, Integer> shapes = new LinkedHashMap<>();
    for (int i = 0; i < plan.strategies().size(); i++) {
      String shape = plan.strategies().get(i).rate().toString();
      shapes.merge(shape, share(samples, i), Integer::sum);
    }
    return SuccessiveHalving.steps(task, plan.horizon(), shapes.values());
  }

  /** How many of the samples are points of a strategy. */
  int share(int samples, int strategy) {
    int count = plan.strategies().size();
    return samples / count + (strategy < samples % count ? 1 : 0);
  }
}
