package dev.rubato.spark;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.lab.tune.Tune;
import dev.rubato.strategy.Strategy;
import java.util.List;
import java.util.Locale;

/**
 * Prints what it costs to choose more trainings at once in a tuning: how much worse the winners
 * are, over many searches, than those of the usual search, on seeds that none has seen.
 */
final class WiderSearch {
  private static final int FRESH = 200;

  private WiderSearch() {}

  /** Arguments: the budget, and how many searches. */
  public static void main(String[] arguments) {
    int budget = Integer.parseInt(arguments[0]);
    int searches = Integer.parseInt(arguments[1]);
    double[] usual = new double[searches];
    for (int parallel : new int[] {Tune.PARALLEL, 16, 64}) {
      double logs = 0;
      int worse = 0;
      int same = 0;
      for (int i = 0; i < searches; i++) {
        double loss = loss(winner(budget, parallel, i + 1));
        usual[i] = parallel == Tune.PARALLEL ? loss : usual[i];
        logs += Math.log(loss / usual[i]);
        worse += loss > usual[i] ? 1 : 0;
        same += loss == usual[i] ? 1 : 0;
      }
      System.out.printf(
          Locale.ROOT,
          "--parallel %d: %+.1f %% loss in the geometric mean of %d searches, worse in %d, the same"
              + " in %d%n",
          parallel,
          100 * (Math.exp(logs / searches) - 1),
          searches,
          worse,
          same);
    }
  }

  private static Strategy winner(int budget, int parallel, long seed) {
    Tune.Plan plan = SimulationTest.tune(budget, parallel, seed);
    try (LocalRunner runner = new LocalRunner(1)) {
      return Tune.run(new Study(new Valley(), runner, Ledger.NONE, List.of(), true), plan).winner();
    }
  }

  private static double loss(Strategy strategy) {
    double sum = 0;
    Valley task = new Valley();
    for (int seed = 0; seed < FRESH; seed++) {
      Trial trial = new Trial(strategy, SimulationTest.HORIZON, 5_000_000 + seed);
      sum += TrialRun.run(task, trial, TrialListener.NONE).test().getOrDefault("loss", Double.NaN);
    }
    return sum / FRESH;
  }
}
