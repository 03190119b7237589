package dev.rubato.lab.tune;

import dev.rubato.argument.Value;
import dev.rubato.finder.RangeTest;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.run.Study;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Finds the numbers of strategies, and the best of the strategies.
 *
 * <p>A {@code ?} without a range is bracketed by a range test. Then the ranges are sampled
 * quasi-randomly, every strategy alike, and the samples are thinned by successive halving. What was
 * seen of them teaches a {@link Surrogate}, by which points are run, new ones or on more seeds, as
 * often as each may be the best (Thompson 1933). The best points of the best few strategies are run
 * on fresh seeds, the two that then seem to be the best on more, and the best by all that was seen
 * is the answer.
 */
public final class Tune {
  private static final double HALVING = 0.45; // of what range tests and finals leave
  private static final int BATCH = 4; // or as many that there are no more rounds than:
  private static final int ROUNDS = 100;
  private static final int LEARNED = 400; // trials that the surrogate learns from, at most
  private static final int FEWEST = 8;
  private static final int PROPOSED = 320;
  private static final int FINALISTS = 3;
  private static final int DUELS = 5; // one of so many trials goes into telling the best two apart
  private static final int LEAST_BUDGET = 10;
  private static final long FIRST_SEED = 1_000_001;
  private static final long SEEDS_APART = 1000;

  private final Study study;
  private final Plan plan;
  private final Metric judged;
  private final List<RateBracket> brackets = new ArrayList<>();
  private final List<SearchSpace> strategies = new ArrayList<>();
  private final Map<Trial, TrialResult> whole = new LinkedHashMap<>();

  /**
   * What to tune.
   *
   * @param strategies with open values, or without
   * @param horizon how long each trial is
   * @param budget how many whole trials the search may cost at most, at least 10
   * @param seeds how many fresh seeds the best few are run on, at least 1
   * @param seed of the search
   */
  public record Plan(List<Strategy> strategies, Horizon horizon, int budget, int seeds, long seed) {
    public Plan {
      strategies = List.copyOf(strategies);
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
      strategies.forEach(RateBracket::check);
    }
  }

  /**
   * A rung at which samples were cut, and what is known of how risky that was.
   *
   * @param made updates made there
   * @param compared how many samples were there
   * @param cut how many of them went
   * @param winner the place of the later best sample among those of its shape there, from 1
   * @param of how many those were
   * @param correlation of the ranks there and at the end, over the samples that got there: near 1,
   *     the rung knew; near 0, it was a coin; NaN with fewer than three
   */
  public record Cut(long made, int compared, int cut, int winner, int of, double correlation) {}

  /**
   * What came out.
   *
   * @param winner the strategy to use: of the finalists the best by all that was seen
   * @param finalists the best few on fresh seeds
   * @param brackets by range tests
   * @param cuts the rungs, in their order
   * @param samples how many points were begun
   * @param budget in steps
   */
  public record Outcome(
      Strategy winner,
      Comparison finalists,
      List<RateBracket> brackets,
      List<Cut> cuts,
      int samples,
      long budget) {}

  private Tune(Study study, Plan plan) {
    this.study = study;
    this.plan = plan;
    this.judged = study.task().about().judged();
  }

  /** Runs a tuning to its end. */
  public static Outcome run(Study study, Plan plan) {
    return new Tune(study, plan).search();
  }

  private long seed(int number) {
    return FIRST_SEED + plan.seed() * SEEDS_APART + number;
  }

  private long budget() {
    return plan.budget() * plan.horizon().steps();
  }

  /**
   * How a tuning would spend its budget.
   *
   * @param rangeTests how many, of 100 steps each
   * @param samples how many points begin, of which a quarter goes to the end where the task can
   *     pause
   * @param finalists how many points are run on fresh seeds at most
   * @param duels how many trainings then tell the best two apart, at most
   * @param least how many trainings a budget must have for these strategies
   */
  public record Preview(int rangeTests, int samples, int finalists, int duels, int least) {}

  /** Looks at what a tuning would do. */
  public static Preview preview(Task task, Plan plan) {
    int rangeTests = (int) plan.strategies().stream().map(Tune::bracketed).distinct().count();
    rangeTests -= plan.strategies().stream().anyMatch(each -> bracketed(each).isEmpty()) ? 1 : 0;
    long tests = (long) rangeTests * RangeTest.DEFAULT.steps();
    long all = plan.budget() * plan.horizon().steps();
    int finalists = Math.max(1, Math.min(FINALISTS, plan.budget() / LEAST_BUDGET));
    long finals = (long) finalists * plan.seeds() * plan.horizon().steps();
    long halving = (long) (HALVING * (all - tests - finals));
    int samples = plan.strategies().size();
    long least = tests + cost(task, plan, samples) + plan.seeds() * plan.horizon().steps();
    for (int more = plan.budget(); more > 0; more /= 2) {
      while (cost(task, plan, samples + more) <= halving) {
        samples += more;
      }
    }
    int trainings = (int) Math.ceil((double) least / plan.horizon().steps());
    int duels = finalists < 2 ? 0 : plan.budget() / DUELS;
    return new Preview(rangeTests, samples, finalists, duels, Math.max(LEAST_BUDGET, trainings));
  }

  /** The optimizer of a strategy that needs a range test, otherwise nothing. */
  private static String bracketed(Strategy strategy) {
    boolean needed = strategy.open().stream().anyMatch(open -> !open.hasRange());
    return needed ? middle(strategy.optimizerOrSgd()).toString() : "";
  }

  /** An optimizer with numbers from the middles of ranges. */
  private static Optimizer middle(Optimizer optimizer) {
    return optimizer.map(
        value ->
            value instanceof Value.Open open ? Value.of(SearchSpace.round(open.at(0.5))) : value);
  }

  /** The steps that it takes to thin so many samples, at least. */
  private static long cost(Task task, Plan plan, int samples) {
    Map<String, Integer> shapes = new LinkedHashMap<>();
    for (int i = 0; i < plan.strategies().size(); i++) {
      String shape = plan.strategies().get(i).rate().toString();
      shapes.merge(shape, share(plan, samples, i), Integer::sum);
    }
    return SuccessiveHalving.steps(task, plan.horizon(), shapes.values());
  }

  /** How many of the samples are points of a strategy. */
  private static int share(Plan plan, int samples, int strategy) {
    int count = plan.strategies().size();
    return samples / count + (strategy < samples % count ? 1 : 0);
  }

  private Outcome search() {
    Preview preview = preview(study.task(), plan);
    if (plan.budget() < preview.least()) {
      throw new IllegalArgumentException(
          "the budget must be at least %d trainings here, was %d: %d range tests, a beginning for each of %d strategies, and %d seeds"
              .formatted(
                  preview.least(),
                  plan.budget(),
                  preview.rangeTests(),
                  plan.strategies().size(),
                  plan.seeds()));
    }
    bracket();
    SuccessiveHalving halving = new SuccessiveHalving(study, plan.horizon());
    whole.putAll(halving.run(sampled(preview.samples())));
    refine(trialsLeft() - (long) preview.finalists() * plan.seeds() - duels());
    Comparison finalists = finish((int) Math.max(1, trialsLeft() / plan.seeds()));
    int begun = strategies.stream().mapToInt(SearchSpace::count).sum();
    return new Outcome(winner(finalists), finalists, brackets, halving.cuts(), begun, budget());
  }

  /** How many trials are kept to tell the best two apart. */
  private long duels() {
    return plan.budget() / DUELS;
  }

  /** How many trials may still be run. */
  private long trialsLeft() {
    return (budget() - study.stepsAsked()) / plan.horizon().steps();
  }

  /** Gives every strategy ranges. */
  private void bracket() {
    Map<String, RateBracket> known = new LinkedHashMap<>();
    for (Strategy strategy : plan.strategies()) {
      Strategy ranged = strategy;
      if (strategy.open().stream().anyMatch(open -> !open.hasRange())) {
        Optimizer optimizer = middle(strategy.optimizerOrSgd());
        ranged =
            known
                .computeIfAbsent(
                    optimizer.toString(), name -> RateBracket.find(study, optimizer, seed(0)))
                .within(strategy);
      }
      long seed = plan.seed() * SEEDS_APART + strategies.size();
      strategies.add(new SearchSpace(ranged, strategy.rate().toString(), plan.horizon(), seed));
    }
    brackets.addAll(known.values());
  }

  private Map<String, List<Trial>> sampled(int samples) {
    Map<String, List<Trial>> trials = new LinkedHashMap<>();
    for (int i = 0; i < strategies.size(); i++) {
      SearchSpace points = strategies.get(i);
      trials
          .computeIfAbsent(points.shape(), none -> new ArrayList<>())
          .addAll(trials(points.sample(share(plan, samples, i)), seed(0)));
    }
    return trials;
  }

  private List<Trial> trials(List<Strategy> points, long seed) {
    return points.stream().map(point -> new Trial(point, plan.horizon(), seed)).toList();
  }

  /** Runs points, new ones or on more seeds, each as often as it may be the best. */
  private void refine(long trials) {
    SplittableRandom random = new SplittableRandom(plan.seed());
    int proposed = Math.max(FEWEST, PROPOSED / strategies.size());
    int batch = (int) Math.max(BATCH, trials / ROUNDS);
    for (long left = trials; left > 0; left -= batch) {
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
      study.run("what may be the best", next).forEach(each -> whole.put(each.trial(), each));
    }
  }

  /**
   * The trials of each point that was run to the end: of all, or where those would be too many to
   * learn from, of the points with the best means.
   */
  private Map<Strategy, List<TrialResult>> learned() {
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

  private Surrogate.Candidate candidate(Strategy point) {
    for (SearchSpace points : strategies) {
      double[] place = points.place(point);
      if (place != null) {
        return new Surrogate.Candidate(points, place);
      }
    }
    throw new IllegalStateException(point + " is no point of these strategies");
  }

  /** The points to be run on fresh seeds: the best of each of the best strategies, then others. */
  private List<Strategy> finalists(int count) {
    List<Strategy> points = List.copyOf(learned().keySet());
    double[] expected = surrogate().expected(points.stream().map(this::candidate).toList());
    List<Strategy> ranked =
        IntStream.range(0, points.size())
            .boxed()
            .sorted(Comparator.comparing(i -> expected[i]))
            .map(points::get)
            .toList();
    Map<SearchSpace, Strategy> bests = new LinkedHashMap<>();
    ranked.forEach(point -> bests.putIfAbsent(candidate(point).strategy(), point));
    return Stream.concat(bests.values().stream(), ranked.stream())
        .distinct()
        .limit(Math.min(count, FINALISTS))
        .toList();
  }

  /** Runs the best few on fresh seeds. */
  private Comparison finish(int count) {
    List<Strategy> few = finalists(count);
    List<Long> fresh = LongStream.rangeClosed(1, plan.seeds()).boxed().toList();
    List<Trial> trials = new ArrayList<>();
    few.forEach(
        strategy -> fresh.forEach(seed -> trials.add(new Trial(strategy, plan.horizon(), seed))));
    Map<Strategy, List<TrialResult>> results = new LinkedHashMap<>();
    for (TrialResult result : study.run("fresh seeds", trials)) {
      results.computeIfAbsent(result.trial().strategy(), none -> new ArrayList<>()).add(result);
    }
    results.values().forEach(list -> list.forEach(each -> whole.put(each.trial(), each)));
    duel(few);
    List<RankedEntrant> ranking = new ArrayList<>();
    results.forEach(
        (strategy, list) ->
            ranking.add(new RankedEntrant(new Entrant(strategy), List.of(), Double.NaN, list)));
    List<Long> searched =
        whole.keySet().stream()
            .map(Trial::seed)
            .distinct()
            .filter(x -> !fresh.contains(x))
            .toList();
    return new Comparison(
        study.task().about(),
        plan.horizon(),
        fresh,
        searched,
        ranking,
        study.stepsAsked(),
        study.stepsTrained());
  }

  /**
   * Runs those two that seem to be the best on one more seed, the same for both, as long as there
   * is budget: strategies that are near each other are told apart by pairs alone.
   */
  private void duel(List<Strategy> few) {
    while (few.size() > 1 && trialsLeft() >= 2) {
      double[] expected = surrogate().expected(few.stream().map(this::candidate).toList());
      List<Strategy> two =
          IntStream.range(0, few.size())
              .boxed()
              .sorted(Comparator.comparing(i -> expected[i]))
              .limit(2)
              .map(few::get)
              .toList();
      int number = 0;
      while (whole.containsKey(new Trial(two.get(0), plan.horizon(), seed(number)))
          || whole.containsKey(new Trial(two.get(1), plan.horizon(), seed(number)))) {
        number++;
      }
      study
          .run("which of the best two", trials(two, seed(number)))
          .forEach(each -> whole.put(each.trial(), each));
    }
  }

  /**
   * The best finalist by all that was seen: a handful of fresh seeds alone would often choose by
   * luck between strategies that differ by a few percent.
   */
  private Strategy winner(Comparison finalists) {
    List<Strategy> points =
        finalists.ranking().stream().map(each -> each.entrant().strategy()).toList();
    double[] expected = surrogate().expected(points.stream().map(this::candidate).toList());
    int best = 0;
    for (int i = 1; i < expected.length; i++) {
      best = expected[i] < expected[best] ? i : best;
    }
    return points.get(best);
  }
}
