package dev.rubato.lab;

import dev.rubato.argument.Value;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.strategy.Strategy;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.hipparchus.random.SobolSequenceGenerator;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/**
 * Finds the numbers of strategies, and the best of the strategies.
 *
 * <p>A {@code ?} without a range is bracketed by a range test. Then the ranges are sampled
 * quasi-randomly (Sobol 1967, shifted at random: Cranley and Patterson 1976), every strategy alike,
 * and the samples of a strategy are thinned by successive halving (Jamieson and Talwalkar 2016)
 * over the planned horizon, which is the same for all and never changes: at a quarter and at half
 * of it the worse half goes. A sample is held against others of its own strategy alone, so that a
 * schedule which falls late is not cut for that, and none is cut before its rate has been at its
 * highest. The best strategies are sampled once more near their best point, the best points of all
 * are run on more seeds, and the best few of these on fresh ones, which decide.
 */
public final class Tune {
  private static final double BRACKET = 0.3; // trainings that a range test takes, at least
  private static final double HALVING_COST = 0.5; // trainings for each sample that begins
  private static final double HALVING = 0.45; // shares of the budget
  private static final double NEARBY = 0.2;
  private static final int FINALISTS = 3;
  private static final int CANDIDATES = 6;
  private static final double NEAR = 0.25; // of a range on either side
  private static final int LEAST_BUDGET = 10;
  private static final long FIRST_SEED = 1_000_001;
  private static final long SEEDS_APART = 1000;

  private final Study study;
  private final Plan plan;
  private final Metric judged;
  private final List<Bracket> brackets = new ArrayList<>();
  private final Map<Trial, TrialResult> whole = new LinkedHashMap<>();
  private final List<Cut> cuts = new ArrayList<>();
  private final List<Pool> pools = new ArrayList<>();

  /**
   * What to tune.
   *
   * @param strategies with open values, or without
   * @param horizon how long each trial is
   * @param budget how many whole trials the search may cost at most, at least 10
   * @param seeds how many fresh seeds decide, at least 1
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
      strategies.forEach(Bracket::check);
    }
  }

  /**
   * A rung at which samples were cut, and what is known of how risky that was.
   *
   * @param made updates made there
   * @param compared how many samples were there
   * @param cut how many of them went
   * @param winner the place of the later best sample among those of its strategy there, from 1
   * @param of how many those were
   * @param correlation of the ranks there and at the end, over the samples that got there: near 1,
   *     the rung knew; near 0, it was a coin; NaN with fewer than three
   */
  public record Cut(long made, int compared, int cut, int winner, int of, double correlation) {}

  /**
   * What came out.
   *
   * @param finalists the best few on fresh seeds
   * @param brackets by range tests
   * @param cuts the rungs, in their order
   * @param samples how many points were begun
   * @param budget in steps
   */
  public record Outcome(
      Comparison finalists, List<Bracket> brackets, List<Cut> cuts, int samples, long budget) {

    /** The strategy to use. */
    public Strategy winner() {
      return finalists.best().contender().strategy();
    }
  }

  /** The points of one strategy. */
  private final class Pool {
    private final Strategy strategy; // with ranges for all open values
    private final SobolSequenceGenerator sobol;
    private final double[] shift;
    private final Map<Strategy, double[]> points = new LinkedHashMap<>();

    Pool(Strategy strategy, int number) {
      this.strategy = strategy;
      int dimension = strategy.open().size();
      this.sobol = new SobolSequenceGenerator(Math.max(1, dimension));
      this.shift =
          new SplittableRandom(plan.seed() * SEEDS_APART + number).doubles(dimension).toArray();
    }

    /** More points of the whole box, or of a smaller one around a point. */
    List<Strategy> sample(int count, double[] around) {
      int dimension = shift.length;
      if (dimension == 0) {
        return points.putIfAbsent(strategy, shift) == null ? List.of(strategy) : List.of();
      }
      List<Strategy> fresh = new ArrayList<>();
      for (int tries = 0; fresh.size() < count && tries < 10 * count; tries++) {
        double[] point = sobol.nextVector();
        for (int i = 0; i < dimension; i++) {
          point[i] = (point[i] + shift[i]) % 1;
          if (around.length > 0) {
            point[i] = Math.min(1, Math.max(0, around[i] + NEAR * (2 * point[i] - 1)));
          }
        }
        Strategy sample = at(point);
        if (sample != null && points.putIfAbsent(sample, point) == null) {
          fresh.add(sample);
        }
      }
      return fresh;
    }

    private @org.jspecify.annotations.Nullable Strategy at(double[] point) {
      List<Double> numbers = new ArrayList<>();
      List<Value.Open> open = strategy.open();
      for (int i = 0; i < point.length; i++) {
        numbers.add(round(open.get(i).at(point[i])));
      }
      try {
        Strategy sample = strategy.with(numbers);
        double unused = new RunningSchedule(sample.rate(), plan.horizon()).at(0);
        return sample;
      } catch (IllegalArgumentException e) {
        return null; // the numbers do not go together
      }
    }
  }

  private Tune(Study study, Plan plan) {
    this.study = study;
    this.plan = plan;
    this.judged = study.task().about().judged();
  }

  /** Runs a tuning to its end. */
  public static Outcome run(Study study, Plan plan) {
    return new Tune(study, plan).run();
  }

  private long seed(int number) {
    return FIRST_SEED + plan.seed() * SEEDS_APART + number;
  }

  private Outcome run() {
    bracket();
    double left = plan.budget() - BRACKET * brackets.size();
    boolean pauses = Study.canShare(study.task());
    int finals = Math.min(FINALISTS, plan.budget() / LEAST_BUDGET) * plan.seeds();
    double search = Math.max(pools.size(), left - finals);
    int samples = (int) Math.max(pools.size(), HALVING * search / (pauses ? HALVING_COST : 1));
    halve(sampled(samples), pauses);
    nearby((int) (NEARBY * search));
    moreSeeds((int) (search - HALVING * search - (int) (NEARBY * search)));
    Comparison finalists = finish(Math.max(1, finals / plan.seeds()));
    int begun = pools.stream().mapToInt(pool -> pool.points.size()).sum();
    return new Outcome(finalists, brackets, cuts, begun, plan.budget() * plan.horizon().steps());
  }

  /** Gives every strategy ranges. */
  private void bracket() {
    Map<String, Bracket> known = new LinkedHashMap<>();
    for (Strategy strategy : plan.strategies()) {
      Strategy ranged = strategy;
      if (strategy.open().stream().anyMatch(open -> !open.hasRange())) {
        Optimizer optimizer =
            strategy
                .optimizerOrSgd()
                .map(
                    value ->
                        value instanceof Value.Open open ? Value.of(round(open.at(0.5))) : value);
        ranged =
            known
                .computeIfAbsent(
                    optimizer.toString(), name -> Bracket.find(study, optimizer, seed(0)))
                .within(strategy);
      }
      pools.add(new Pool(ranged, pools.size()));
    }
    brackets.addAll(known.values());
  }

  private Map<Pool, List<Trial>> sampled(int samples) {
    Map<Pool, List<Trial>> trials = new LinkedHashMap<>();
    for (int i = 0; i < pools.size(); i++) {
      int count = samples / pools.size() + (i < samples % pools.size() ? 1 : 0);
      trials.put(pools.get(i), trials(pools.get(i).sample(count, new double[0]), seed(0)));
    }
    return trials;
  }

  private List<Trial> trials(List<Strategy> strategies, long seed) {
    return strategies.stream().map(strategy -> new Trial(strategy, plan.horizon(), seed)).toList();
  }

  /** Thins the samples of each strategy at a quarter and at half of the horizon. */
  private void halve(Map<Pool, List<Trial>> begun, boolean pauses) {
    Map<Pool, List<Trial>> left = begun;
    long steps = plan.horizon().steps();
    List<Map<Trial, Double>> scores = new ArrayList<>();
    for (long rung : pauses ? new long[] {steps / 4, steps / 2} : new long[0]) {
      if (rung < TrialRun.validationInterval(plan.horizon())) {
        continue;
      }
      List<Trial> all = left.values().stream().flatMap(List::stream).toList();
      Map<Trial, TrialResult> results = results("a part of the way", all, rung);
      Map<Trial, Double> score = new LinkedHashMap<>();
      results.forEach((trial, result) -> score.put(trial, now(result)));
      scores.add(score);
      Map<Pool, List<Trial>> kept = new LinkedHashMap<>();
      int cut = 0;
      for (Map.Entry<Pool, List<Trial>> each : left.entrySet()) {
        List<Trial> ranked = ranked(each.getValue(), score);
        int keep = (ranked.size() + 1) / 2;
        List<Trial> staying = new ArrayList<>();
        for (int i = 0; i < ranked.size(); i++) {
          TrialResult result = results.get(ranked.get(i));
          boolean warm = warmUp(ranked.get(i)) < rung;
          if (i < keep || !warm) {
            staying.add(ranked.get(i));
          } else if (result != null && result.status() == Status.PAUSED) {
            study.prune(result, "others of its strategy were better after " + rung + " steps");
            cut++;
          }
        }
        kept.put(each.getKey(), staying);
      }
      cuts.add(new Cut(rung, all.size(), cut, 0, 0, Double.NaN));
      left = kept;
    }
    List<Trial> all = left.values().stream().flatMap(List::stream).toList();
    whole.putAll(results("to the end", all, Long.MAX_VALUE));
    judgeCuts(scores, begun);
  }

  private Map<Trial, TrialResult> results(String phase, List<Trial> trials, long until) {
    Map<Trial, TrialResult> results = new LinkedHashMap<>();
    List<TrialResult> list = study.run(phase, trials, until);
    for (int i = 0; i < list.size(); i++) {
      results.put(trials.get(i), list.get(i));
    }
    return results;
  }

  /** The judged metric at the last evaluation so far. */
  private double now(TrialResult result) {
    boolean well = result.status() == Status.DONE || result.status() == Status.PAUSED;
    if (!well || result.evaluations().isEmpty()) {
      return judged.worst();
    }
    Double value =
        result.evaluations().get(result.evaluations().size() - 1).metrics().get(judged.name());
    return value == null || value.isNaN() ? judged.worst() : value;
  }

  private List<Trial> ranked(List<Trial> trials, Map<Trial, Double> score) {
    return trials.stream()
        .sorted(
            Comparator.comparing(
                trial -> score.getOrDefault(trial, judged.worst()), judged.bestFirst()))
        .toList();
  }

  /** The step after which the rate has been at its highest. */
  private long warmUp(Trial trial) {
    Curve curve = new RunningSchedule(trial.strategy().rate(), trial.horizon())::at;
    long highest = 0;
    for (long t = 1; t < trial.horizon().steps(); t++) {
      highest = curve.at(t) > curve.at(highest) ? t : highest;
    }
    return highest;
  }

  /** Looks back at the cuts, now that the ends are known. */
  private void judgeCuts(List<Map<Trial, Double>> scores, Map<Pool, List<Trial>> begun) {
    Map<Trial, Double> ends = new LinkedHashMap<>();
    whole.forEach((trial, result) -> ends.put(trial, now(result)));
    Trial winner = ranked(List.copyOf(ends.keySet()), ends).get(0);
    List<Trial> rivals =
        begun.values().stream().filter(list -> list.contains(winner)).findFirst().orElseThrow();
    for (int i = 0; i < scores.size(); i++) {
      Map<Trial, Double> then = scores.get(i);
      List<Trial> there = rivals.stream().filter(then::containsKey).toList();
      Cut cut = cuts.get(i);
      cuts.set(
          i,
          new Cut(
              cut.made(),
              cut.compared(),
              cut.cut(),
              ranked(there, then).indexOf(winner) + 1,
              there.size(),
              correlation(then, ends)));
    }
  }

  private static double correlation(Map<Trial, Double> then, Map<Trial, Double> ends) {
    List<Trial> both =
        ends.keySet().stream()
            .filter(trial -> Double.isFinite(ends.getOrDefault(trial, Double.NaN)))
            .filter(trial -> Double.isFinite(then.getOrDefault(trial, Double.NaN)))
            .toList();
    if (both.size() < 3) {
      return Double.NaN;
    }
    return new SpearmansCorrelation()
        .correlation(
            both.stream().mapToDouble(then::get).toArray(),
            both.stream().mapToDouble(ends::get).toArray());
  }

  /** Samples the best strategies once more, near their best point. */
  private void nearby(int trials) {
    Map<Pool, Double> best = new LinkedHashMap<>();
    Map<Pool, double[]> points = new LinkedHashMap<>();
    whole.forEach(
        (trial, result) -> {
          for (Pool pool : pools) {
            double[] point = pool.points.get(trial.strategy());
            double score = now(result);
            if (point != null
                && (!best.containsKey(pool)
                    || judged.bestFirst().compare(score, best.getOrDefault(pool, score)) < 0)) {
              best.put(pool, score);
              points.put(pool, point);
            }
          }
        });
    List<Pool> ranked =
        best.keySet().stream()
            .filter(pool -> pool.shift.length > 0)
            .sorted(Comparator.comparing(best::get, judged.bestFirst()))
            .toList();
    List<Trial> near = new ArrayList<>();
    int strategies = Math.min(ranked.size(), Math.max(1, trials / 3));
    for (int i = 0; i < strategies; i++) {
      int count = trials / strategies + (i < trials % strategies ? 1 : 0);
      Pool pool = ranked.get(i);
      near.addAll(trials(pool.sample(count, points.getOrDefault(pool, new double[0])), seed(0)));
    }
    whole.putAll(results("near the best", near, Long.MAX_VALUE));
  }

  /** The mean over the seeds that a strategy was run on. */
  private Map<Strategy, Sample> means() {
    Map<Strategy, List<Double>> values = new LinkedHashMap<>();
    whole.forEach(
        (trial, result) ->
            values
                .computeIfAbsent(trial.strategy(), none -> new ArrayList<>())
                .add(result.last(judged)));
    Map<Strategy, Sample> means = new LinkedHashMap<>();
    values.forEach((strategy, list) -> means.put(strategy, new Sample(list)));
    return means;
  }

  private List<Strategy> best(int seeds) {
    return means().entrySet().stream()
        .filter(each -> each.getValue().values().size() >= seeds)
        .sorted(Comparator.comparing(each -> each.getValue().mean(), judged.bestFirst()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Runs the best points on more seeds, fewer of them each time. */
  private void moreSeeds(int trials) {
    int left = trials;
    int candidates = Math.max(FINALISTS, Math.min(3 * CANDIDATES, trials / 2));
    for (int number = 1; left > 0; number++) {
      List<Strategy> best = best(number);
      int count = Math.min(Math.min(candidates, left), best.size());
      whole.putAll(
          results("more seeds", trials(best.subList(0, count), seed(number)), Long.MAX_VALUE));
      left -= Math.max(1, count);
      candidates = Math.max(FINALISTS, (2 * candidates + 2) / 3);
    }
  }

  /** Runs the best few, those with the most seeds first, on fresh seeds. */
  private Comparison finish(int count) {
    int most = means().values().stream().mapToInt(sample -> sample.values().size()).max().orElse(1);
    LinkedHashSet<Strategy> finalists = new LinkedHashSet<>();
    for (int seeds = most; seeds >= 1 && finalists.size() < count; seeds--) {
      finalists.addAll(best(seeds));
    }
    List<Strategy> few = finalists.stream().limit(count).toList();
    List<Long> fresh = LongStream.rangeClosed(1, plan.seeds()).boxed().toList();
    List<Trial> trials = new ArrayList<>();
    few.forEach(
        strategy -> fresh.forEach(seed -> trials.add(new Trial(strategy, plan.horizon(), seed))));
    Map<Strategy, List<TrialResult>> results = new LinkedHashMap<>();
    for (TrialResult result : study.run("fresh seeds", trials)) {
      results.computeIfAbsent(result.trial().strategy(), none -> new ArrayList<>()).add(result);
    }
    List<Standing> standings = new ArrayList<>();
    results.forEach(
        (strategy, list) ->
            standings.add(new Standing(new Contender(strategy), List.of(), Double.NaN, list)));
    List<Long> searched =
        new LinkedHashSet<>(whole.keySet().stream().map(Trial::seed).toList()).stream().toList();
    return new Comparison(
        study.task().about(),
        plan.horizon(),
        fresh,
        searched,
        standings,
        study.stepsAsked(),
        study.stepsTrained());
  }

  /** To three digits, so that a number found is one that can be written down. */
  private static double round(double x) {
    return x == 0 ? 0 : new BigDecimal(x).round(new MathContext(3)).doubleValue();
  }
}
