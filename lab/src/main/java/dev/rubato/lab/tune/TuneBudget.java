package dev.rubato.lab.tune;

import dev.rubato.argument.Value;
import dev.rubato.lab.Task;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Strategy;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a tuning spends its budget: on brackets, on samples, on what may be the best, on finals. */
final class TuneBudget {
  private static final double HALVING = 0.6; // of what brackets and finals leave
  private static final double FINALS = 0.4; // of all
  private static final int MOST_FINALISTS = 8;
  private static final double ENOUGH_SAMPLES = 1.5; // of each strategy that has open values
  private static final int MOST_ENOUGH = 100_000;

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

  /** How many whole trainings the finals have, at most. */
  long finals() {
    return Math.max(plan.seeds(), (long) (FINALS * plan.budget()));
  }

  /** The budget whose finals have so many seeds for the last two. */
  static long budgetFor(int seeds) {
    return (long) Math.ceil(TuneFinals.cost(MOST_FINALISTS, seeds) / FINALS);
  }

  /**
   * How many points the finals can begin with.
   *
   * @param trainings that they may cost
   */
  int finalists(long trainings) {
    int finalists = 1;
    while (2 * finalists <= MOST_FINALISTS
        && TuneFinals.cost(2 * finalists, plan.seeds()) <= trainings) {
      finalists *= 2;
    }
    return finalists;
  }

  /** Previews what a tuning would do. */
  Tune.Preview preview() {
    Tune.Preview preview = previewed();
    int enough = preview.least();
    Tune.Preview better = preview;
    while (!isEnough(better) && enough < MOST_ENOUGH) {
      enough = Math.max(enough + 1, enough + enough / 20);
      Tune.Plan more =
          new Tune.Plan(plan.strategies(), plan.horizon(), enough, plan.seeds(), plan.seed());
      better = new TuneBudget(task, more).previewed();
    }
    return new Tune.Preview(
        preview.brackets(), preview.samples(), preview.finalists(), preview.least(), enough);
  }

  private boolean isEnough(Tune.Preview preview) {
    long open = plan.strategies().stream().filter(each -> !each.open().isEmpty()).count();
    return preview.samples() >= plan.strategies().size() + (ENOUGH_SAMPLES - 1) * open
        && preview.finalists() * 2 >= Math.min(MOST_FINALISTS, 2 * preview.samples());
  }

  private Tune.Preview previewed() {
    int brackets = (int) plan.strategies().stream().map(TuneBudget::bracketed).distinct().count();
    brackets -= plan.strategies().stream().anyMatch(each -> bracketed(each).isEmpty()) ? 1 : 0;
    long bracketing = (long) Math.ceil(brackets * Tune.BRACKET * plan.horizon().steps());
    long finals = finals() * plan.horizon().steps();
    long halving = (long) (HALVING * (steps() - bracketing - finals));
    int samples = plan.strategies().size();
    long least = bracketing + cost(samples) + plan.seeds() * plan.horizon().steps();
    for (int more = plan.budget(); more > 0; more /= 2) {
      while (cost(samples + more) <= halving) {
        samples += more;
      }
    }
    int trainings = (int) Math.ceil((double) least / plan.horizon().steps());
    int atLeast = Math.max(Tune.LEAST_BUDGET, trainings);
    return new Tune.Preview(brackets, samples, finalists(finals()), atLeast, atLeast);
  }

  /** The optimizer of a strategy that needs a bracket, otherwise nothing. */
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
