package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.compare.Sample;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.tune.DefaultSearches;
import dev.rubato.lab.tune.Tune;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tuning finds strategies about as good as those of an exhaustive grid of 780 trials (20
 * strategies, 13 rates, 3 seeds) at a tenth of its steps. Both are judged on the same seeds, which
 * neither saw: so the luck of the best of 260 points does not count.
 */
@Tag("long")
class TuneAgainstGridTest {
  private static final int RATES = 13;
  private static final double LOWEST = 1e-4;
  private static final double HIGHEST = 10;
  private static final int GRID_SEEDS = 3;
  private static final int JUDGES = 40;
  private static final int TUNINGS = 5;
  private static final int BUDGET = 20 * RATES * GRID_SEEDS / 10;

  private static List<Strategy> grid() {
    List<Strategy> points = new ArrayList<>();
    for (Strategy strategy : DefaultSearches.strategies()) {
      for (int i = 0; i < RATES; i++) {
        double rate = LOWEST * Math.pow(HIGHEST / LOWEST, i / (RATES - 1.0));
        points.add(strategy.with(List.of(rate)));
      }
    }
    return points;
  }

  /** The judged metric at the end, a sample over the seeds for each strategy. */
  private static Map<Strategy, Sample> run(
      Task task, Collection<Strategy> points, long from, int seeds) {
    Horizon horizon = horizon(task);
    List<Trial> trials = new ArrayList<>();
    for (Strategy point : points) {
      LongStream.range(from, from + seeds)
          .forEach(seed -> trials.add(new Trial(point, horizon, seed)));
    }
    Metric judged = task.about().judged();
    Map<Strategy, List<Double>> values = new LinkedHashMap<>();
    try (LocalRunner runner = new LocalRunner(2)) {
      for (TrialResult result :
          new Study(task, runner, Ledger.NONE, List.of(), true).run("grid", trials)) {
        values
            .computeIfAbsent(result.trial().strategy(), none -> new ArrayList<>())
            .add(result.last(judged));
      }
    }
    Map<Strategy, Sample> samples = new LinkedHashMap<>();
    values.forEach((point, list) -> samples.put(point, new Sample(list)));
    return samples;
  }

  private static Horizon horizon(Task task) {
    return Horizon.ofEpochs(task.about().epochs(), task.about().stepsPerEpoch());
  }

  @ParameterizedTest
  @ValueSource(strings = {"digits", "diabetes"})
  void tuningComesNearTheBestOfAGridAtATenthOfItsSteps(String name) {
    Task task = Tasks.find(name);
    Horizon horizon = horizon(task);
    Map<Strategy, Sample> grid = run(task, grid(), 2_000_001, GRID_SEEDS);
    Strategy best =
        grid.entrySet().stream()
            .min(Comparator.comparing(each -> each.getValue().mean()))
            .orElseThrow()
            .getKey();
    double bestOnGrid = grid.get(best).mean();
    List<Tune.Outcome> outcomes = new ArrayList<>();
    Set<Strategy> judged = new LinkedHashSet<>(List.of(best)); // two tunings may agree
    for (int seed = 1; seed <= TUNINGS; seed++) {
      try (LocalRunner runner = new LocalRunner(2)) {
        Study study = new Study(task, runner, Ledger.NONE, List.of(), true);
        Tune.Plan plan = new Tune.Plan(DefaultSearches.strategies(), horizon, BUDGET, 5, seed);
        outcomes.add(Tune.run(study, plan));
      }
      judged.add(outcomes.get(seed - 1).winner());
    }
    Map<Strategy, Sample> judges = run(task, judged, 3_000_001, JUDGES);
    Map<Strategy, Sample> sameSeeds = run(task, judged, 2_000_001, GRID_SEEDS);
    double reached = judges.get(best).mean();
    System.out.printf(
        Locale.ROOT,
        "%s: best of the grid %s: %.5f on its seeds, %.5f on %d fresh ones%n",
        name,
        best,
        bestOnGrid,
        reached,
        JUDGES);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < TUNINGS; i++) {
      Tune.Outcome outcome = outcomes.get(i);
      Sample sample = judges.get(outcome.winner());
      double ratio = sample.mean() / reached;
      ratios.add(ratio);
      System.out.printf(
          Locale.ROOT,
          "  seed %d: %.4f of it (+- %.4f); on the grid's seeds %.4f; steps %.4f; %s%n",
          i + 1,
          ratio,
          sample.minus(judges.get(best)).halfWidth() / reached,
          sameSeeds.get(outcome.winner()).mean() / bestOnGrid,
          outcome.finalists().stepsAsked() / (780.0 * horizon.steps()),
          outcome.winner());
      assertThat(outcome.finalists().stepsAsked()).isLessThanOrEqualTo(78 * horizon.steps());
    }
    double median = new Sample(ratios).median();
    System.out.printf(Locale.ROOT, "  median %.4f%n", median);
    // Tunings of a small task differ by some 6 % of the grid's best (ten on digits, on two
    // processors:
    // medians 1.004 and 1.030), so a median of five moves by 3 % with its luck: three of these.
    assertThat(median).isLessThanOrEqualTo(1.1);
  }
}
