package dev.rubato.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.rubato.argument.Value;
import dev.rubato.finder.RateSearch;
import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.find.RateFinder;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TuneTest {
  private static final Horizon HORIZON = Horizon.ofEpochs(10, LeastSquares.STEPS_PER_EPOCH);
  private static final Task TASK = new LeastSquares();

  private static Tune.Plan plan(int budget, int seeds, String... strategies) {
    List<Strategy> parsed = new ArrayList<>();
    for (String strategy : strategies) {
      parsed.add(Notation.strategy(strategy));
    }
    return new Tune.Plan(parsed, HORIZON, budget, seeds, 1);
  }

  /** Remembers what a study writes down. */
  private static final class Notes implements Ledger {
    private final Map<Trial, TrialResult> ended = new LinkedHashMap<>();
    private final Map<String, List<Trial>> phases = new LinkedHashMap<>();

    @Override
    public void phase(String phase, List<Trial> trials, long steps) {
      phases.computeIfAbsent(phase, none -> new ArrayList<>()).addAll(trials);
    }

    @Override
    public void ended(TrialEvent.Ended event) {
      ended.put(event.result().trial(), event.result());
    }
  }

  private static Tune.Outcome tune(Task task, int jobs, Ledger ledger, Tune.Plan plan) {
    try (LocalRunner runner = new LocalRunner(jobs)) {
      return Tune.run(new Study(task, runner, ledger, List.of(), true), plan);
    }
  }

  @Test
  void itFindsARateNearTheBestOfAFineGrid() {
    Tune.Outcome outcome = tune(TASK, 2, Ledger.NONE, plan(40, 3, "sgd: linear(?1e-4..1 -> 0)"));
    double best = Double.POSITIVE_INFINITY;
    double reached = loss(outcome.winner());
    for (int i = 0; i <= 40; i++) {
      double rate = Math.pow(10, -4 + i / 10.0);
      best = Math.min(best, loss(Notation.strategy("sgd: linear(" + rate + " -> 0)")));
    }
    assertThat(reached).isLessThan(1.05 * best);
    assertThat(outcome.winner().open()).isEmpty();
  }

  /** The mean validation loss over ten seeds that no tuning sees. */
  private static double loss(Strategy strategy) {
    double sum = 0;
    for (int seed = 501; seed <= 510; seed++) {
      TrialResult result =
          TrialRun.run(new LeastSquares(), new Trial(strategy, HORIZON, seed), TrialListener.NONE);
      sum += result.last(TASK.about().judged());
    }
    return sum / 10;
  }

  @Test
  void itSpendsNoMoreThanItsBudgetAndNearlyAllOfIt() {
    for (int budget : new int[] {15, 40, 78}) {
      Notes notes = new Notes();
      Tune.Outcome outcome =
          tune(TASK, 2, notes, plan(budget, 2, "sgd: ?", "sgd: linear(? -> 0)", "adam: ?"));
      long made = notes.ended.values().stream().mapToLong(result -> result.losses().length).sum();
      assertThat(made).isEqualTo(outcome.finalists().stepsAsked());
      assertThat(made).isBetween((budget - 2) * HORIZON.steps(), budget * HORIZON.steps());
    }
  }

  @Test
  void aSearchThatChoosesMoreAtOnceHasFewerRoundsForTheSameBudget() {
    List<Integer> rounds = new ArrayList<>();
    for (int parallel : new int[] {1, Tune.PARALLEL, 100}) {
      Tune.Plan usual = plan(60, 2, "sgd: linear(?1e-4..1 -> 0)");
      Tune.Plan plan = new Tune.Plan(usual.strategies(), HORIZON, 60, 2, 1, Map.of(), parallel);
      if (parallel == Tune.PARALLEL) {
        assertThat(plan).isEqualTo(usual);
      }
      int[] count = {0};
      Ledger counting =
          new Ledger() {
            @Override
            public void phase(String phase, List<Trial> trials, long steps) {
              count[0] += phase.equals("what may be the best") ? 1 : 0;
            }
          };
      Tune.Outcome outcome = tune(TASK, 2, counting, plan);
      assertThat(outcome.finalists().stepsAsked()).isLessThanOrEqualTo(60 * HORIZON.steps());
      rounds.add(count[0]);
    }
    assertThat(rounds.get(0)).isGreaterThan(3 * rounds.get(1));
    assertThat(rounds.get(1)).isGreaterThan(1);
    assertThat(rounds.get(2)).isEqualTo(1);
  }

  @Test
  void theOutcomeDoesNotDependOnHowManyTrialsRunSideBySide() {
    Tune.Plan plan = plan(40, 2, "sgd: linear(? -> 0)", "adam(beta1=?0.5..0.95): ?");
    List<Object> one = everything(tune(TASK, 1, Ledger.NONE, plan));
    assertThat(everything(tune(TASK, 3, Ledger.NONE, plan))).isEqualTo(one);
  }

  private static List<Object> everything(Tune.Outcome outcome) {
    List<Object> all = new ArrayList<>(Runs.everything(outcome.finalists()));
    outcome.dropped().forEach(each -> all.add(List.of(each.name(), each.results().size())));
    all.add(outcome.brackets());
    all.add(outcome.cuts());
    all.add(outcome.samples());
    return all;
  }

  @Test
  void anotherSeedOfTheSearchLooksAtOtherPoints() {
    Tune.Plan one = plan(20, 1, "sgd: ?0.001..1");
    Tune.Plan other = new Tune.Plan(one.strategies(), HORIZON, 20, 1, 2);
    assertThat(tune(TASK, 2, Ledger.NONE, one).winner())
        .isNotEqualTo(tune(TASK, 2, Ledger.NONE, other).winner());
  }

  @Test
  void noneIsCutBeforeItsRateHasBeenAtItsHighestAndEveryCutHasTheWholeHorizon() {
    Notes notes = new Notes();
    tune(TASK, 2, notes, plan(60, 1, "sgd: linear(0 -> ?0.001..1) for ?5..90% then cosine(-> 0)"));
    Collection<TrialResult> cut =
        notes.ended.values().stream().filter(r -> r.status() == Status.PRUNED).toList();
    assertThat(cut).isNotEmpty();
    int warming = 0;
    for (TrialResult result : notes.ended.values()) {
      assertThat(result.trial().horizon().steps()).isEqualTo(HORIZON.steps());
      if (result.status() == Status.PRUNED) {
        double[] whole =
            TrialRun.run(new LeastSquares(), result.trial(), TrialListener.NONE).rates();
        int highest = 0;
        for (int t = 1; t < whole.length; t++) {
          highest = whole[t] > whole[highest] ? t : highest;
        }
        assertThat(highest).isLessThan(result.losses().length);
      } else if (result.trial().strategy().toString().matches(".* for [5-9]\\d.*")) {
        warming++;
      }
    }
    assertThat(warming).isPositive();
  }

  @Test
  void theRungsSayHowRiskyTheyWere() {
    Tune.Outcome outcome =
        tune(TASK, 2, Ledger.NONE, plan(60, 1, "sgd: linear(?0.001..1 -> 0)", "sgd: ?0.001..1"));
    assertThat(outcome.cuts()).hasSize(2);
    assertThat(outcome.cuts().get(0).made()).isEqualTo(HORIZON.steps() / 4);
    for (Tune.Cut cut : outcome.cuts()) {
      assertThat(cut.cut()).isBetween(1, cut.compared() / 2);
      assertThat(cut.winner()).isBetween(1, cut.of());
      assertThat(cut.correlation()).isBetween(-1.0, 1.0);
    }
  }

  @Test
  void theFreshSeedsAreNoneOfTheSearch() {
    Notes notes = new Notes();
    Tune.Outcome outcome = tune(TASK, 2, notes, plan(40, 4, "sgd: ?0.001..1", "adam: ?0.001..1"));
    List<Long> fresh = outcome.finalists().seeds();
    assertThat(fresh).startsWith(1L, 2L, 3L, 4L);
    assertThat(outcome.finalists().gridSeeds()).isNotEmpty().doesNotContainAnyElementsOf(fresh);
    assertThat(notes.phases.get("fresh seeds")).allMatch(trial -> fresh.contains(trial.seed()));
  }

  @Test
  void theFinalsDropTheWorseHalfAndRunTheLastTwoOnAllSeeds() {
    Tune.Outcome outcome =
        tune(TASK, 2, Ledger.NONE, plan(78, 5, "sgd: ?", "adam: linear(? -> 0)"));
    assertThat(outcome.dropped()).hasSize(6);
    assertThat(outcome.dropped())
        .extracting(each -> each.results().size())
        .containsExactly(4, 4, 2, 2, 2, 2);
    assertThat(outcome.finalists().ranking()).hasSize(2);
    assertThat(outcome.finalists().seeds()).hasSizeGreaterThanOrEqualTo(5);
    for (RankedEntrant each : outcome.finalists().ranking()) {
      assertThat(each.results()).hasSameSizeAs(outcome.finalists().seeds());
      assertThat(each.peak()).isPositive();
    }
    assertThat(outcome.winner()).isEqualTo(outcome.finalists().best().entrant().strategy());
    assertThat(TuneFinals.cost(8, 5)).isEqualTo(8 * 2 + 4 * 2 + 2);
    assertThat(TuneFinals.cost(1, 5)).isEqualTo(5);
    int budget = (int) Tune.budgetFor(6);
    Tune.Outcome more = tune(TASK, 2, Ledger.NONE, plan(budget, 5, "sgd: ?", "adam: ?"));
    assertThat(more.finalists().seeds()).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void aRateWithoutARangeIsBracketedByShorterTrainingsOnceForEachOptimizer() {
    Notes notes = new Notes();
    Tune.Outcome outcome =
        tune(TASK, 2, notes, plan(30, 1, "sgd: ?", "sgd: linear(? -> 0)", "adam: ?1e-3..1"));
    assertThat(outcome.brackets()).hasSize(1);
    RateBracket bracket = outcome.brackets().get(0);
    assertThat(bracket.found()).isBetween(bracket.low(), bracket.high());
    List<Trial> shorter = notes.phases.get(RateFinder.SHORT);
    assertThat(shorter).allMatch(trial -> trial.horizon().steps() < HORIZON.steps());
    assertThat(shorter.stream().mapToLong(trial -> trial.horizon().steps()).sum())
        .isLessThanOrEqualTo((long) (Tune.BRACKET * HORIZON.steps()));
  }

  @Test
  void whereNoShorterTrainingGoesWellEachOptimizerHasABracketAroundItsUsualRate() {
    RateSearch nothing = new RateSearch(1, 100, 12, "loss");
    for (String name : List.of("sgd", "adam", "lion")) {
      Optimizer optimizer = Notation.optimizer(name);
      RateBracket bracket = RateBracket.of(optimizer, nothing.finding());
      assertThat(bracket.found()).isNaN();
      assertThat(Math.sqrt(bracket.low() * bracket.high()))
          .isCloseTo(optimizer.usualRate(), withinPercentage(3));
    }
  }

  @Test
  void theSearchGoesOnBeyondAnEdgeOfABracketButNotOfARangeThatWasGiven() {
    for (String given : List.of("sgd: ?", "sgd: ?0.01..0.1")) {
      boolean bracketed = given.equals("sgd: ?");
      SearchSpace points =
          new SearchSpace(
              Notation.strategy("sgd: ?0.01..0.1"), Notation.strategy(given), HORIZON, 1);
      Strategy high = points.take(new double[] {0.95});
      points.widen(high);
      List<Double> rates =
          points.places(64).stream()
              .map(points::take)
              .map(point -> Double.valueOf(point.rate().toString()))
              .toList();
      assertThat(rates).anyMatch(rate -> rate < 0.02);
      assertThat(rates.stream().anyMatch(rate -> rate > 0.15)).isEqualTo(bracketed);
      assertThat(points.range() == null).isEqualTo(!bracketed);
    }
  }

  @Test
  void onlyThePeakMayHaveNoRange() {
    for (String bad :
        List.of(
            "sgd: linear(? -> ?)",
            "sgd: cosine(0.1 -> ?)",
            "sgd: plateau(0.1, min=?)",
            "sgd: 0.1 for ? then cosine(-> 0)",
            "sgd: step(0.1, every=?)",
            "adam(clip-norm=?): 0.1")) {
      assertThatThrownBy(() -> plan(30, 1, bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("only the peak rate may be a ? without a range here; give");
      assertThatThrownBy(
              () ->
                  new Compare.Plan(
                      List.of(new Entrant(Notation.strategy(bad.replace("? -> ?", "1 -> ?")))),
                      Horizon.ofSteps(100),
                      1,
                      1,
                      3))
          .hasMessageContaining("only the peak rate may be a ? without a range here");
    }
  }

  @Test
  void everyOtherNumberHasAUsualRangeOfItsKind() {
    for (String[] each :
        new String[][] {
          {"sgd(momentum=?): ?", "sgd(momentum=?0.5..0.99): ?"},
          {"adam(beta2=?): ?", "adam(beta2=?0.9..0.9999): ?"},
          {"adamw(weight-decay=?): 1", "adamw(weight-decay=?1e-5..0.1): 1"},
          {"plateau(0.1, patience=?)", "plateau(0.1, patience=?1..30)"},
          {"plateau(0.1, factor=?)", "plateau(0.1, factor=?0.1..0.9)"},
          {"step(?, every=5, gamma=?)", "step(?, every=5, gamma=?0.01..1)"},
          {"linear(1e-6 -> ?) for 10% then cosine(-> 1e-5)", ""},
          {"? * cosine(1 -> 0)", ""},
          {"one-cycle(?, div=?)", "one-cycle(?, div=?2.5..250)"},
        }) {
      String ranged = each[1].isEmpty() ? each[0] : each[1];
      assertThat(plan(60, 1, each[0]).strategies().get(0)).hasToString(ranged);
      assertThat(Notation.strategy(each[0])).as("as it was given").hasToString(each[0]);
    }
  }

  @Test
  void aBudgetThatIsTooSmallSaysWhatIsNeeded() {
    assertThatThrownBy(() -> plan(9, 1, "sgd: ?")).hasMessageContaining("at least 10 trainings");
    Tune.Plan plan = plan(12, 12, "sgd: ?");
    int least = Tune.preview(TASK, plan).least();
    assertThatThrownBy(() -> tune(TASK, 2, Ledger.NONE, plan))
        .hasMessageContaining("the budget must be at least " + least + " trainings here, was 12");
    Tune.Plan enough = new Tune.Plan(plan.strategies(), HORIZON, least, 12, 1);
    assertThat(tune(TASK, 2, Ledger.NONE, enough).finalists().ranking()).hasSize(1);
  }

  @Test
  void aStrategyWithoutOpenValuesTakesPartAsItIs() {
    Tune.Outcome outcome =
        tune(TASK, 2, Ledger.NONE, plan(30, 2, "sgd: 1e-6", "sgd: linear(0.1 -> 0)"));
    assertThat(outcome.winner()).isEqualTo(Notation.strategy("sgd: linear(0.1 -> 0)"));
    assertThat(outcome.samples()).isEqualTo(2);
  }

  @Test
  void pointsThatDivergeDoNotWin() {
    Tune.Outcome outcome = tune(TASK, 2, Ledger.NONE, plan(40, 2, "sgd: ?0.01..1e6"));
    assertThat(outcome.finalists().best().failures()).isZero();
    assertThat(outcome.winner().rate().toString()).matches("0\\.\\d+|1(\\.\\d+)?");
  }

  @Test
  void theSurrogateKnowsWhatItSawAndCarriesItOverToOtherShapes() {
    List<Surrogate.Run> runs = new ArrayList<>();
    SearchSpace seen = points("sgd: linear(?0.001..1 -> 0)");
    SearchSpace other = points("sgd: cosine(?0.001..1 -> 0)");
    for (double place : new double[] {0.05, 0.25, 0.4, 0.6, 0.75, 0.95}) {
      for (long seed = 1; seed <= 2; seed++) {
        double score = Math.exp(4 * (place - 0.6) * (place - 0.6) + 0.05 * seed);
        runs.add(
            new Surrogate.Run(new Surrogate.Candidate(seen, new double[] {place}), seed, score));
      }
    }
    Surrogate surrogate = new Surrogate(runs);
    for (SearchSpace points : List.of(seen, other)) {
      double[] expected =
          surrogate.expected(
              List.of(
                  new Surrogate.Candidate(points, new double[] {0.1}),
                  new Surrogate.Candidate(points, new double[] {0.58}),
                  new Surrogate.Candidate(points, new double[] {0.9})));
      assertThat(expected[1]).isLessThan(expected[0]).isLessThan(expected[2]);
    }
    List<Surrogate.Candidate> places = new ArrayList<>();
    for (int i = 0; i <= 20; i++) {
      places.add(new Surrogate.Candidate(seen, new double[] {i / 20.0}));
    }
    List<Integer> drawn = surrogate.draw(places, 50, new SplittableRandom(3));
    assertThat(drawn).filteredOn(i -> i >= 8 && i <= 16).hasSizeGreaterThan(40);
  }

  private static SearchSpace points(String strategy) {
    Strategy parsed = Notation.strategy(strategy);
    return new SearchSpace(parsed, parsed, HORIZON, 1);
  }

  @Test
  void pointsFillTheRangesEvenly() {
    SearchSpace points = points("sgd(momentum=?0.1..0.9): ?0.001..1");
    int[] quarters = new int[4];
    for (Strategy point : points.sample(64)) {
      List<Double> numbers = new ArrayList<>();
      point.map(
          value -> {
            numbers.add(value.number());
            return value;
          });
      double momentum = new Value.Open(0.1, 0.9).at(0.5);
      double rate = new Value.Open(0.001, 1).at(0.5);
      quarters[(numbers.get(0) < momentum ? 0 : 1) + (numbers.get(1) < rate ? 0 : 2)]++;
    }
    for (int quarter : quarters) {
      assertThat(quarter).isBetween(13, 19);
    }
  }
}
