package dev.rubato.lab.tune;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.run.Study;
import dev.rubato.strategy.RunningNumber;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The finals of a tuning: the best points of a search race on fresh seeds, the same for all. After
 * each round the worse half is dropped (sequential halving, Karnin, Koren and Somekh 2013), and the
 * last two are run on all seeds that the budget has left. Where the plan chooses many trials at
 * once, one round on more seeds leaves the last two.
 *
 * <p>Who stays is decided by two rankings alike, as neither holds alone: the mean over the fresh
 * seeds, which stuck seeds move as they should but few seeds move by luck; and what all results so
 * far let expect, which luck hardly moves, but which takes a stuck seed for noise.
 */
final class TuneFinals {
  /** Fresh seeds in each round but the last. */
  private static final int ROUND = 2;

  private static final int LAST = 2; // how many points the last round has

  /** Fresh seeds of one round in the place of all but the last, where that many run at once. */
  private static final int WIDE = 8;

  /** With fewer seeds two rounds decide better: they give the last four points as many. */
  private static final int FEWEST_WIDE = 2 * ROUND;

  private final Study study;
  private final Tune.Plan plan;
  private final TuneSearch search;
  private final TuneBudget budget;
  private final LongSupplier trialsLeft;
  private final Metric judged;
  private final Map<Strategy, List<TrialResult>> results = new LinkedHashMap<>();
  private final List<RankedEntrant> dropped = new ArrayList<>();
  private int seeds;

  /**
   * Before the finals.
   *
   * @param trialsLeft how many trials may still be run
   */
  TuneFinals(
      Study study, Tune.Plan plan, TuneSearch search, TuneBudget budget, LongSupplier trialsLeft) {
    this.study = study;
    this.plan = plan;
    this.search = search;
    this.budget = budget;
    this.trialsLeft = trialsLeft;
    this.judged = study.task().about().judged();
  }

  /** How many whole trainings it takes until the last two, or one, have so many seeds. */
  static long cost(int points, int seeds) {
    long cost = 0;
    int done = 0;
    int left = points;
    for (; left > LAST; left = kept(left)) {
      cost += (long) left * ROUND;
      done += ROUND;
    }
    return cost + (long) left * Math.max(1, seeds - done);
  }

  private static int kept(int points) {
    return (points + 1) / 2;
  }

  /** Runs the race; gives the last two, or the only one. */
  Comparison run() {
    List<Strategy> left = finalists(budget.finalists(trialsLeft.getAsLong()));
    while (left.size() > LAST) {
      int wide = wide(left.size());
      train(left, Math.max(ROUND, wide));
      left = best(left, wide > 0 ? LAST : kept(left.size()));
    }
    // trials that fail or diverge make few steps or none, so the seeds are counted too
    while (seeds < plan.seeds()
        || (left.size() > 1 && seeds < plan.budget() && trialsLeft.getAsLong() >= left.size())) {
      long affordable = Math.max(1, trialsLeft.getAsLong() / left.size());
      train(left, (int) Math.min(affordable, Math.max(1, plan.budget() - seeds)));
    }
    List<Long> fresh = LongStream.rangeClosed(1, seeds).boxed().toList();
    List<Long> searched =
        search.whole().keySet().stream()
            .map(Trial::seed)
            .distinct()
            .filter(seed -> !fresh.contains(seed))
            .toList();
    return new Comparison(
        study.task().about(),
        plan.horizon(),
        fresh,
        searched,
        left.stream().map(this::entrant).toList(),
        study.stepsAsked(),
        study.stepsTrained());
  }

  /** Those that were dropped before the last round, the last dropped first. */
  List<RankedEntrant> dropped() {
    return dropped;
  }

  /** The best point of each of the best strategies, then others. */
  private List<Strategy> finalists(int count) {
    List<Strategy> ranked = search.ranked(List.copyOf(search.learned().keySet()));
    Map<SearchSpace, Strategy> bests = new LinkedHashMap<>();
    ranked.forEach(point -> bests.putIfAbsent(search.space(point), point));
    return Stream.concat(bests.values().stream(), ranked.stream()).distinct().limit(count).toList();
  }

  /** Runs points on the next few seeds. */
  private void train(List<Strategy> points, int more) {
    List<Trial> trials = new ArrayList<>();
    for (Strategy point : points) {
      for (long seed = seeds + 1L; seed <= seeds + more; seed++) {
        trials.add(new Trial(point, plan.horizon(), seed));
      }
    }
    for (TrialResult result : search.run("fresh seeds", trials)) {
      results.computeIfAbsent(result.trial().strategy(), none -> new ArrayList<>()).add(result);
    }
    seeds += more;
  }

  /**
   * The seeds of a round after which only the last points are left: where the plan chooses enough
   * trials at once, as a round more would only keep machines waiting; at most half of the trials
   * that may still be run. 0 if they are too few.
   */
  private int wide(int points) {
    if (kept(points) <= LAST) {
      return 0;
    }
    long left = trialsLeft.getAsLong();
    for (int wide = WIDE; wide >= FEWEST_WIDE; wide--) {
      long first = (long) points * wide;
      long rest = (long) LAST * Math.max(1, plan.seeds() - wide);
      if (first <= Math.min(plan.parallel(), left / 2) && first + rest <= left) {
        return wide;
      }
    }
    return 0;
  }

  /** Drops all but the best few. */
  private List<Strategy> best(List<Strategy> points, int kept) {
    List<Strategy> ranked = ranked(points);
    List<RankedEntrant> leaving =
        ranked.subList(kept, ranked.size()).stream().map(this::entrant).toList();
    dropped.addAll(0, leaving);
    return ranked.subList(0, kept);
  }

  /** The best first, by the sum of the places in both rankings. */
  private List<Strategy> ranked(List<Strategy> points) {
    List<Strategy> expected = search.ranked(points);
    List<Strategy> seen =
        expected.stream()
            .sorted(
                Comparator.comparing(
                    (Strategy point) -> entrant(point).last(judged).mean(), judged.bestFirst()))
            .toList();
    return expected.stream()
        .sorted(
            Comparator.comparingInt(
                (Strategy point) -> expected.indexOf(point) + seen.indexOf(point)))
        .toList();
  }

  private RankedEntrant entrant(Strategy point) {
    SearchSpace space = search.space(point);
    String label = plan.labels().get(space.given());
    double peak = space.isOpen() ? peak(point) : Double.NaN;
    List<TrialResult> all = List.copyOf(results.getOrDefault(point, List.of()));
    Entrant entrant = new Entrant(label == null ? null : space.labelled(label, point), point);
    return new RankedEntrant(entrant, List.of(), peak, all);
  }

  /** The highest rate that is planned. */
  private double peak(Strategy point) {
    RunningNumber rate = new Trial(point, plan.horizon(), 1).running().rate();
    double peak = 0;
    for (long t = 0; t < plan.horizon().steps(); t++) {
      peak = Math.max(peak, rate.at(t));
    }
    return SearchSpace.round(peak);
  }
}
