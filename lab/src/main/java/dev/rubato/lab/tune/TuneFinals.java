package dev.rubato.lab.tune;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.run.Study;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The finals of a tuning: the best few points of a search on fresh seeds, the best two of them on
 * more, and the winner over all results.
 */
final class TuneFinals {
  private final Study study;
  private final Tune.Plan plan;
  private final TuneSearch search;
  private final LongSupplier trialsLeft;

  /**
   * Before the finals.
   *
   * @param trialsLeft how many trials may still be run
   */
  TuneFinals(Study study, Tune.Plan plan, TuneSearch search, LongSupplier trialsLeft) {
    this.study = study;
    this.plan = plan;
    this.search = search;
    this.trialsLeft = trialsLeft;
  }

  /** Runs the best few on fresh seeds. */
  Comparison run() {
    List<Strategy> few = finalists((int) Math.max(1, trialsLeft.getAsLong() / plan.seeds()));
    List<Long> fresh = LongStream.rangeClosed(1, plan.seeds()).boxed().toList();
    List<Trial> trials = new ArrayList<>();
    few.forEach(
        strategy -> fresh.forEach(seed -> trials.add(new Trial(strategy, plan.horizon(), seed))));
    Map<Strategy, List<TrialResult>> results = new LinkedHashMap<>();
    for (TrialResult result : search.run("fresh seeds", trials)) {
      results.computeIfAbsent(result.trial().strategy(), none -> new ArrayList<>()).add(result);
    }
    duel(few);
    List<RankedEntrant> ranking = new ArrayList<>();
    results.forEach(
        (strategy, list) ->
            ranking.add(new RankedEntrant(new Entrant(strategy), List.of(), Double.NaN, list)));
    List<Long> searched =
        search.whole().keySet().stream()
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

  /** The points to be run on fresh seeds: the best of each of the best strategies, then others. */
  private List<Strategy> finalists(int count) {
    List<Strategy> points = List.copyOf(search.learned().keySet());
    List<Strategy> ranked = ranked(points);
    Map<SearchSpace, Strategy> bests = new LinkedHashMap<>();
    ranked.forEach(point -> bests.putIfAbsent(search.space(point), point));
    return Stream.concat(bests.values().stream(), ranked.stream())
        .distinct()
        .limit(Math.min(count, TuneBudget.MOST_FINALISTS))
        .toList();
  }

  /**
   * Runs those two that seem to be the best on one more seed, the same for both, as long as there
   * is budget: strategies that are close can only be told apart by pairs. Trials that fail or
   * diverge make few steps or none, so pairs are counted too.
   */
  private void duel(List<Strategy> few) {
    int pairs = 0;
    while (few.size() > 1 && trialsLeft.getAsLong() >= 2 && pairs++ < plan.budget()) {
      List<Strategy> two = ranked(few).subList(0, 2);
      int number = 0;
      while (search.whole().containsKey(new Trial(two.get(0), plan.horizon(), search.seed(number)))
          || search
              .whole()
              .containsKey(new Trial(two.get(1), plan.horizon(), search.seed(number)))) {
        number++;
      }
      search.run("which of the best two", search.trials(two, search.seed(number)));
    }
  }

  /**
   * The best finalist over all results: a handful of fresh seeds alone would often choose by luck
   * between strategies that differ by a few percent.
   */
  Strategy winner(Comparison finalists) {
    List<Strategy> points =
        finalists.ranking().stream().map(each -> each.entrant().strategy()).toList();
    return ranked(points).get(0);
  }

  /** Points by their expected score, the best first. */
  private List<Strategy> ranked(List<Strategy> points) {
    double[] expected = search.expected(points);
    return IntStream.range(0, points.size())
        .boxed()
        .sorted(Comparator.comparing(i -> expected[i]))
        .map(points::get)
        .toList();
  }
}
