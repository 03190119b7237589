package dev.rubato.lab.tune;

import dev.rubato.argument.Value;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.run.StudyFailedException;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The search of a tuning: brackets rates, samples points and prunes them, and then runs those that
 * may be the best, given all finished trials.
 */
final class TuneSearch {
  private static final int ROUNDS = 100; // at most, however many trials there are
  private static final int LEARNED = 400; // trials that the surrogate learns from, at most
  private static final int FEWEST = 8;
  private static final int PROPOSED = 320;
  private static final int ATTEMPTS = 3; // at a bracket
  private static final double FAR = 1000; // below the usual rate, where none is too high
  private static final long FIRST_SEED = 1_000_001;
  private static final long SEEDS_APART = 1000;

  private final Study study;
  private final Tune.Plan plan;
  private final Metric judged;
  private final Map<String, RateBracket> brackets = new LinkedHashMap<>();
  private final List<SearchSpace> begun = new ArrayList<>();
  private final List<SearchSpace> strategies = new ArrayList<>();
  private final Map<Trial, TrialResult> whole = new LinkedHashMap<>();

  TuneSearch(Study study, Tune.Plan plan) {
    this.study = study;
    this.plan = plan;
    this.judged = study.task().about().judged();
  }

  /** The seeds of the search, disjoint from those of the finals. */
  long seed(int number) {
    return FIRST_SEED + plan.seed() * SEEDS_APART + number;
  }

  /** The brackets, as far as they were searched. */
  List<RateBracket> brackets() {
    Map<String, RateBracket> reached = new LinkedHashMap<>(brackets);
    for (SearchSpace points : begun) {
      double[] range = points.range();
      if (range != null) {
        String optimizer = TuneBudget.middle(points.optimizer()).toString();
        reached.computeIfPresent(
            optimizer, (name, bracket) -> bracket.reaching(range[0], range[1]));
      }
    }
    return List.copyOf(reached.values());
  }

  /** How many points were started. */
  int begun() {
    return begun.stream().mapToInt(SearchSpace::count).sum();
  }

  /** The trials that went to the end, in the order in which they did. */
  Map<Trial, TrialResult> whole() {
    return whole;
  }

  /** Runs trials to the end, and learns from them. */
  List<TrialResult> run(String phase, List<Trial> trials) {
    List<TrialResult> results = study.run(phase, trials);
    results.forEach(each -> whole.put(each.trial(), each));
    return results;
  }

  /** Gives every strategy ranges, but those whose optimizer is left out as its trials fail. */
  void bracket() {
    Map<String, Optimizer> open = new LinkedHashMap<>();
    for (Strategy strategy : plan.strategies()) {
      if (RateBracket.isNeeded(strategy)) {
        Optimizer optimizer = TuneBudget.middle(strategy.optimizerOrSgd());
        open.put(optimizer.toString(), optimizer);
      }
    }
    for (int attempt = 1; attempt <= ATTEMPTS && !open.isEmpty(); attempt++) {
      RateBrackets search = new RateBrackets(study, plan.horizon(), open.values(), Tune.BRACKET);
      search.run(seed(attempt - 1));
      search.found().forEach(each -> brackets.put(each.optimizer(), each));
      open.keySet().removeAll(brackets.keySet());
      for (TrialResult failed : search.failed().values()) {
        boolean out = study.leavesOut(failed.trial().strategy().optimizerOrSgd());
        if (attempt == ATTEMPTS && !out) {
          study.leaveOut(failed);
        }
      }
      open.values().removeIf(study::leavesOut);
    }
    for (int i = 0; i < plan.strategies().size(); i++) {
      Strategy strategy = plan.strategies().get(i);
      String optimizer = TuneBudget.middle(strategy.optimizerOrSgd()).toString();
      RateBracket bracket = brackets.get(optimizer);
      boolean needed = RateBracket.isNeeded(strategy);
      if (bracket != null || !needed) {
        Strategy ranged = bracket != null && needed ? bracket.within(strategy) : strategy;
        long seed = plan.seed() * SEEDS_APART + i;
        strategies.add(new SearchSpace(ranged, strategy, plan.horizon(), seed));
      }
    }
    begun.addAll(strategies);
    study.expectLowest(plan.strategies().stream().map(TuneSearch::lowest).toList());
  }

  /** A strategy at the low ends of its ranges. */
  private static Strategy lowest(Strategy strategy) {
    double far = strategy.optimizerOrSgd().usualRate() / FAR;
    return strategy.map(
        value ->
            value instanceof Value.Open open
                ? Value.of(open.hasRange() ? open.low() : far)
                : value);
  }

  /** Checks that something is left to search, or in the end that a training worked. */
  private void checkHope(boolean ends) {
    boolean works = whole.values().stream().anyMatch(each -> each.status() != Status.FAILED);
    if (strategies.isEmpty() || (ends && !works)) {
      throw new StudyFailedException(
          "every training failed: "
              + Stream.concat(
                      study.leftOut().values().stream(),
                      whole.values().stream().map(TrialResult::reason))
                  .reduce((first, last) -> last)
                  .orElse("the optimizers that were tried are left out"));
    }
  }

  /** Forgets the points of optimizers that are left out, so that the others get the budget. */
  private void forgetLeftOut() {
    strategies.removeIf(points -> study.leavesOut(points.optimizer()));
    whole.keySet().removeIf(trial -> study.leavesOut(trial.strategy().optimizerOrSgd()));
  }

  /**
   * Samples points, and prunes them.
   *
   * @return the rungs at which that was done
   */
  List<Tune.Cut> halve(TuneBudget budget, int samples) {
    SuccessiveHalving halving = new SuccessiveHalving(study, plan.horizon());
    whole.putAll(halving.run(sampled(budget, samples)));
    checkHope(false);
    forgetLeftOut();
    return halving.cuts();
  }

  private Map<String, List<Trial>> sampled(TuneBudget budget, int samples) {
    Map<String, List<Trial>> trials = new LinkedHashMap<>();
    for (int i = 0; i < strategies.size(); i++) {
      SearchSpace points = strategies.get(i);
      trials
          .computeIfAbsent(points.shape(), none -> new ArrayList<>())
          .addAll(trials(points.sample(budget.share(samples, i)), seed(0)));
    }
    return trials;
  }

  /** A trial of each point. */
  List<Trial> trials(List<Strategy> points, long seed) {
    return points.stream().map(point -> new Trial(point, plan.horizon(), seed)).toList();
  }

  /** Runs points, new ones or on more seeds, each with the probability that it is the best. */
  void refine(long trials) {
    SplittableRandom random = new SplittableRandom(plan.seed());
    int proposed = Math.max(FEWEST, PROPOSED / strategies.size());
    int batch = (int) Math.max(plan.parallel(), trials / ROUNDS);
    for (long left = trials; left > 0; left -= batch) {
      widen();
      List<Surrogate.Candidate> candidates = new ArrayList<>();
      learned().keySet().forEach(point -> candidates.add(candidate(point)));
      for (SearchSpace points : strategies) {
        for (double[] place : points.places(proposed)) {
          candidates.add(new Surrogate.Candidate(points, place));
        }
      }
      Map<Strategy, Integer> seeds = new LinkedHashMap<>();
      whole.keySet().forEach(trial -> seeds.merge(trial.strategy(), 1, Integer::sum));
      List<Trial> next = new ArrayList<>();
      for (int drawn : surrogate().draw(candidates, (int) Math.min(batch, left), random)) {
        Surrogate.Candidate candidate = candidates.get(drawn);
        Strategy point = candidate.strategy().take(candidate.place());
        if (point != null) {
          int number = seeds.merge(point, 1, Integer::sum) - 1;
          next.add(new Trial(point, plan.horizon(), seed(number)));
        }
      }
      run("what may be the best", next);
      forgetLeftOut();
    }
    checkHope(true);
  }

  /** Looks further where the best point of a strategy is near an edge. */
  private void widen() {
    Map<SearchSpace, Strategy> bests = new LinkedHashMap<>();
    ranked(List.copyOf(learned().keySet()))
        .forEach(point -> bests.putIfAbsent(space(point), point));
    bests.forEach(SearchSpace::widen);
  }

  /** Points by their expected score, the best first. */
  List<Strategy> ranked(List<Strategy> points) {
    double[] expected = expected(points);
    return IntStream.range(0, points.size())
        .boxed()
        .sorted(Comparator.comparing(i -> expected[i]))
        .map(points::get)
        .toList();
  }

  /**
   * The trials of each point that was run to the end: of all, or where those would be too many to
   * learn from, of the points with the best means.
   */
  Map<Strategy, List<TrialResult>> learned() {
    Map<Strategy, List<TrialResult>> points = new LinkedHashMap<>();
    whole.forEach(
        (trial, result) ->
            points.computeIfAbsent(trial.strategy(), none -> new ArrayList<>()).add(result));
    if (whole.size() <= LEARNED) {
      return points;
    }
    Map<Strategy, Double> means = new LinkedHashMap<>();
    points.forEach(
        (point, results) -> means.put(point, RankedEntrant.sample(results, judged).mean()));
    Map<Strategy, List<TrialResult>> best = new LinkedHashMap<>();
    int count = 0;
    for (Strategy point :
        points.keySet().stream()
            .sorted(Comparator.comparing(means::get, judged.bestFirst()))
            .toList()) {
      List<TrialResult> results = points.getOrDefault(point, List.of());
      count += results.size();
      if (count > LEARNED && !best.isEmpty()) {
        break;
      }
      best.put(point, results);
    }
    return best;
  }

  private Surrogate surrogate() {
    List<Surrogate.Run> runs = new ArrayList<>();
    learned()
        .forEach(
            (point, results) -> {
              for (TrialResult result : results) {
                double score = result.last(judged);
                runs.add(
                    new Surrogate.Run(
                        candidate(point),
                        result.trial().seed(),
                        judged.lowerIsBetter() ? score : -score));
              }
            });
    return new Surrogate(runs);
  }

  /** The expected score of each of some points; lower is better. */
  double[] expected(List<Strategy> points) {
    return surrogate().expected(points.stream().map(this::candidate).toList());
  }

  /** The strategy whose point this is. */
  SearchSpace space(Strategy point) {
    return candidate(point).strategy();
  }

  private Surrogate.Candidate candidate(Strategy point) {
    for (SearchSpace points : strategies) {
      double[] place = points.place(point);
      if (place != null) {
        return new Surrogate.Candidate(points, place);
      }
    }
    throw new IllegalStateException(point + " is not a point of these strategies");
  }
}
