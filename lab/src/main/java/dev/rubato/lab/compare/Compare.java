package dev.rubato.lab.compare;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.RankedEntrant.Tried;
import dev.rubato.lab.run.Study;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Compares strategies on a task: each finds its best peak on a small logarithmic grid, on separate
 * seeds, and is then run with that peak on fresh seeds, the same for all.
 *
 * <p>If the best peak is at the edge of the grid, or all diverge, the grid is extended, so that no
 * strategy is judged by a rate that was merely the last one tried. The best few peaks are then run
 * on more seeds, as two seeds often prefer a rate that fails on the third. The outcome does not
 * depend on how many trials run in parallel.
 */
public final class Compare {
  /** How many times a grid may be extended. */
  private static final int EXTENSIONS = 6;

  /** How many of the best peaks are run on more seeds. */
  private static final int RACED = 3;

  /** On how many more, for each seed of the grid. */
  private static final int MORE_SEEDS = 2;

  /** Where the grid's seeds start, far from those of the final trials. */
  private static final long FIRST_GRID_SEED = 1_000_001;

  private final Study study;
  private final List<Plan> plans;
  private final Metric judged;

  /**
   * What to compare, and how thoroughly.
   *
   * @param entrants the strategies
   * @param horizon how long each trial is
   * @param seeds how many fresh seeds each strategy is run on, at least 1
   * @param gridSeeds how many seeds each peak is tried on, at least 1
   * @param gridPoints how many peaks are tried at first, at least 1
   */
  public record Plan(
      List<Entrant> entrants, Horizon horizon, int seeds, int gridSeeds, int gridPoints) {
    public Plan {
      entrants = List.copyOf(entrants);
      if (entrants.isEmpty()) {
        throw new IllegalArgumentException("a comparison needs at least one strategy, had none");
      }
      checkAtLeast1("seeds", seeds);
      checkAtLeast1("grid seeds", gridSeeds);
      checkAtLeast1("grid points", gridPoints);
    }

    private static void checkAtLeast1(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, was " + value);
      }
    }

    /** Trials that will run if no grid is extended and nothing diverges. */
    public int trials() {
      return (int)
          (open() * gridPoints * gridSeeds + raceTrials() + (long) entrants.size() * seeds);
    }

    /** Those among them that run the best peaks on more seeds. */
    public long raceTrials() {
      int raced = gridPoints < 2 ? 0 : Math.min(RACED, gridPoints);
      return open() * raced * raceSeedList().size();
    }

    private long open() {
      return entrants.stream().filter(Entrant::isOpen).count();
    }

    List<Long> finalSeedList() {
      return LongStream.rangeClosed(1, seeds).boxed().toList();
    }

    List<Long> gridSeedList() {
      return LongStream.range(FIRST_GRID_SEED, FIRST_GRID_SEED + gridSeeds).boxed().toList();
    }

    /** The seeds of the race between the best peaks of a grid. */
    List<Long> raceSeedList() {
      long first = FIRST_GRID_SEED + gridSeeds;
      return LongStream.range(first, first + (long) MORE_SEEDS * gridSeeds).boxed().toList();
    }
  }

  /** An entrant of a running plan: the peaks tried so far. */
  private static final class Search {
    private final Plan plan;
    private final Entrant entrant;
    private final TreeMap<Double, List<TrialResult>> tried = new TreeMap<>();
    private List<TrialResult> results = List.of();

    Search(Plan plan, Entrant entrant) {
      this.plan = plan;
      this.entrant = entrant;
    }

    List<Double> grid() {
      return entrant.isOpen() ? entrant.grid(plan.gridPoints()) : List.of();
    }

    List<Trial> trials(double peak, List<Long> seeds) {
      return seeds.stream().map(seed -> new Trial(entrant.at(peak), plan.horizon(), seed)).toList();
    }

    List<Trial> trials(List<Double> peaks) {
      return peaks.stream().flatMap(peak -> trials(peak, plan.gridSeedList()).stream()).toList();
    }

    /** The best few peaks; none if there is nothing to choose between. */
    List<Tried> contenders(Metric judged) {
      List<Tried> finite =
          all().stream().filter(each -> Double.isFinite(each.score(judged))).toList();
      return finite.size() < 2
          ? List.of()
          : finite.stream()
              .sorted(Comparator.comparing(each -> each.score(judged), judged.bestFirst()))
              .limit(RACED)
              .toList();
    }

    private static boolean diverged(Tried tried) {
      return tried.results().stream().anyMatch(each -> each.status() == Status.DIVERGED);
    }

    List<Tried> all() {
      List<Tried> all = new ArrayList<>();
      tried.forEach((peak, found) -> all.add(new Tried(peak, found)));
      return all;
    }
  }

  private Compare(Study study, List<Plan> plans) {
    this.study = study;
    this.plans = List.copyOf(plans);
    this.judged = study.task().about().judged();
  }

  /** Runs a comparison to its end. */
  public static Comparison run(Study study, Plan plan) {
    return run(study, List.of(plan)).get(0);
  }

  /**
   * Runs comparisons together, so that trials of several, such as those of one rate over several
   * horizons, have steps in common.
   *
   * @return one for each plan; the steps of each are those of all
   */
  public static List<Comparison> run(Study study, List<Plan> plans) {
    return new Compare(study, plans).run();
  }

  /** The trials of the first part of comparisons, which are known before any is run. */
  public static List<Trial> peakTrials(List<Plan> plans) {
    return searches(plans).stream()
        .flatMap(search -> search.trials(search.grid()).stream())
        .toList();
  }

  private static List<Search> searches(List<Plan> plans) {
    List<Search> searches = new ArrayList<>();
    for (Plan plan : plans) {
      plan.entrants().forEach(entrant -> searches.add(new Search(plan, entrant)));
    }
    return searches;
  }

  private List<Comparison> run() {
    plans.forEach(plan -> study.expect(plan.entrants().stream().map(Entrant::strategy).toList()));
    List<Search> searches = searches(plans);
    Map<Search, List<Double>> next = new LinkedHashMap<>();
    for (Search search : searches) {
      if (search.entrant.isOpen()) {
        next.put(search, search.grid());
      }
    }
    for (int round = 0; !next.isEmpty(); round++) {
      tryAll(next, round == 0 ? "peaks" : "more peaks");
      next = round < EXTENSIONS ? further(next.keySet()) : Map.of();
    }
    race(searches);
    finish(searches);
    return plans.stream().map(plan -> comparison(plan, searches)).toList();
  }

  private void tryAll(Map<Search, List<Double>> peaks, String phase) {
    List<Trial> trials = new ArrayList<>();
    peaks.forEach((search, list) -> trials.addAll(search.trials(list)));
    Iterator<TrialResult> results = study.run(phase, trials).iterator();
    peaks.forEach(
        (search, list) ->
            list.forEach(peak -> search.tried.put(peak, take(results, search.plan.gridSeeds()))));
  }

  private static List<TrialResult> take(Iterator<TrialResult> results, int count) {
    List<TrialResult> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(results.next());
    }
    return taken;
  }

  /** The next peak of those whose best is at the edge of their grid. */
  private Map<Search, List<Double>> further(Set<Search> searches) {
    Map<Search, List<Double>> next = new LinkedHashMap<>();
    for (Search search : searches) {
      List<Tried> tried = search.all();
      Tried best = best(tried);
      int place = tried.indexOf(best);
      boolean none = !Double.isFinite(best.score(judged));
      if (none && tried.stream().noneMatch(Search::diverged)) {
        continue; // all failed, which a lower rate does not mend
      }
      boolean atLow = none || place == 0;
      boolean atHigh = place == tried.size() - 1;
      if (tried.size() < 2 || (!atLow && !atHigh)) {
        continue;
      }
      double edge = tried.get(atLow ? 0 : tried.size() - 1).peak();
      double neighbour = tried.get(atLow ? 1 : tried.size() - 2).peak();
      double peak = Entrant.beyond(edge, neighbour);
      if (peak != edge && search.entrant.accepts(peak)) {
        next.put(search, List.of(peak));
      }
    }
    return next;
  }

  /** Runs the best few peaks of each entrant on more seeds. */
  private void race(List<Search> searches) {
    Map<Search, List<Tried>> contenders = new LinkedHashMap<>();
    List<Trial> trials = new ArrayList<>();
    for (Search search : searches) {
      List<Tried> few = search.contenders(judged);
      contenders.put(search, few);
      few.forEach(each -> trials.addAll(search.trials(each.peak(), search.plan.raceSeedList())));
    }
    if (trials.isEmpty()) {
      return;
    }
    Iterator<TrialResult> results = study.run("best peaks", trials).iterator();
    contenders.forEach(
        (search, few) -> {
          for (Tried each : few) {
            List<TrialResult> all = new ArrayList<>(each.results());
            all.addAll(take(results, search.plan.raceSeedList().size()));
            search.tried.put(each.peak(), all);
          }
        });
  }

  /** The best peak, of those that were run on the most seeds. */
  private Tried best(List<Tried> tried) {
    int most = tried.stream().mapToInt(each -> each.results().size()).max().orElseThrow();
    return tried.stream()
        .filter(each -> each.results().size() == most)
        .min(Comparator.comparing((Tried each) -> each.score(judged), judged.bestFirst()))
        .orElseThrow();
  }

  private double peak(Search search) {
    return search.tried.isEmpty() ? Double.NaN : best(search.all()).peak();
  }

  /** Runs each entrant with its best peak on the fresh seeds. */
  private void finish(List<Search> searches) {
    List<Trial> trials = new ArrayList<>();
    for (Search search : searches) {
      trials.addAll(search.trials(peak(search), search.plan.finalSeedList()));
    }
    Iterator<TrialResult> results = study.run("fresh seeds", trials).iterator();
    for (Search search : searches) {
      search.results = take(results, search.plan.seeds());
    }
  }

  private Comparison comparison(Plan plan, List<Search> searches) {
    List<RankedEntrant> ranking = new ArrayList<>();
    for (Search search : searches) {
      if (search.plan.equals(plan)) {
        ranking.add(new RankedEntrant(search.entrant, search.all(), peak(search), search.results));
      }
    }
    return new Comparison(
        study.task().about(),
        plan.horizon(),
        plan.finalSeedList(),
        Stream.concat(plan.gridSeedList().stream(), plan.raceSeedList().stream()).toList(),
        ranking,
        study.stepsAsked(),
        study.stepsTrained());
  }
}
