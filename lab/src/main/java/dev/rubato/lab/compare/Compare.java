package dev.rubato.lab.compare;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.compare.RankedEntrant.Tried;
import dev.rubato.lab.run.Study;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Compares strategies on a task: each finds its best peak on a small logarithmic grid, on separate
 * seeds, and is then run with that peak on fresh seeds, the same for all.
 *
 * <p>If the best peak is at the edge of the grid, or all diverge, the grid is extended, so that no
 * strategy is judged by a rate that was merely the last one tried. The best few peaks are then run
 * on more seeds, as two seeds often prefer a rate that fails on the third. If it is asked for,
 * those that can't be told apart are run on more and more seeds (see {@link Looks}). The outcome
 * does not depend on how many trials run in parallel.
 */
public final class Compare {
  /** How many times a grid may be extended: best rates are known from 1e-8 to 1e4. */
  private static final int EXTENSIONS = 20;

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
   * @param mostSeeds up to how many seeds are added to those that can't be told apart; none if it
   *     is less than {@code seeds}
   */
  public record Plan(
      List<Entrant> entrants,
      Horizon horizon,
      int seeds,
      int gridSeeds,
      int gridPoints,
      int mostSeeds) {
    public Plan {
      entrants = List.copyOf(entrants);
      if (entrants.isEmpty()) {
        throw new IllegalArgumentException("a comparison needs at least one strategy, had none");
      }
      for (Entrant each : entrants) {
        PeakRate.check(each.strategy(), horizon);
      }
      checkAtLeast1("seeds", seeds);
      checkAtLeast1("grid seeds", gridSeeds);
      checkAtLeast1("grid points", gridPoints);
    }

    /** A plan that adds no seeds. */
    public Plan(List<Entrant> entrants, Horizon horizon, int seeds, int gridSeeds, int gridPoints) {
      this(entrants, horizon, seeds, gridSeeds, gridPoints, 0);
    }

    /** The same plan, with seeds added until strategies are told apart, at most so many in all. */
    public Plan untilDecided(int most) {
      return new Plan(entrants, horizon, seeds, gridSeeds, gridPoints, most);
    }

    Looks looks() {
      return new Looks(seeds, mostSeeds);
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
      int raced = gridPoints < 2 ? 0 : Math.min(PeakSearch.RACED, gridPoints);
      return open() * raced * raceSeedList().size();
    }

    private long open() {
      return entrants.stream().filter(Entrant::isOpen).count();
    }

    /** The seeds of the final trials after so many. */
    List<Long> finalSeedList(int from, int to) {
      return LongStream.rangeClosed(from + 1L, to).boxed().toList();
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

  private static List<PeakSearch> searches(List<Plan> plans) {
    List<PeakSearch> searches = new ArrayList<>();
    for (Plan plan : plans) {
      plan.entrants().forEach(entrant -> searches.add(new PeakSearch(plan, entrant)));
    }
    return searches;
  }

  private List<Comparison> run() {
    plans.forEach(plan -> study.expect(plan.entrants().stream().map(Entrant::strategy).toList()));
    List<PeakSearch> searches = searches(plans);
    study.expectLowest(searches.stream().map(PeakSearch::lowest).filter(Objects::nonNull).toList());
    Map<PeakSearch, List<Double>> next = new LinkedHashMap<>();
    for (PeakSearch search : searches) {
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
    while (addSeeds(searches)) {
      // until all is told apart, or the seeds are used up
    }
    return plans.stream().map(plan -> comparison(plan, searches)).toList();
  }

  private void tryAll(Map<PeakSearch, List<Double>> peaks, String phase) {
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
  private Map<PeakSearch, List<Double>> further(Set<PeakSearch> searches) {
    Map<PeakSearch, List<Double>> next = new LinkedHashMap<>();
    for (PeakSearch search : searches) {
      List<Tried> tried = search.all();
      Tried best = best(tried);
      int place = tried.indexOf(best);
      boolean none = !Double.isFinite(best.score(judged));
      if (none && study.leavesOut(search.entrant.strategy().optimizerOrSgd())) {
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
  private void race(List<PeakSearch> searches) {
    Map<PeakSearch, List<Tried>> contenders = new LinkedHashMap<>();
    List<Trial> trials = new ArrayList<>();
    for (PeakSearch search : searches) {
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

  private double peak(PeakSearch search) {
    return search.tried.isEmpty() ? Double.NaN : best(search.all()).peak();
  }

  /** Runs each entrant with its best peak on the fresh seeds. */
  private void finish(List<PeakSearch> searches) {
    List<Trial> trials = new ArrayList<>();
    for (PeakSearch search : searches) {
      trials.addAll(finals(search, search.plan.seeds()));
    }
    Iterator<TrialResult> results = study.run("fresh seeds", trials).iterator();
    searches.forEach(search -> search.results.addAll(take(results, search.plan.seeds())));
  }

  /** The final trials that an entrant has not had, up to so many seeds. */
  private List<Trial> finals(PeakSearch search, int to) {
    return search.trials(peak(search), search.plan.finalSeedList(search.results.size(), to));
  }

  /**
   * Runs those that can't be told apart, where the plan says so, on the seeds up to its next look.
   *
   * @return whether there were any
   */
  private boolean addSeeds(List<PeakSearch> searches) {
    Map<PeakSearch, List<Trial>> more = new LinkedHashMap<>();
    for (Plan plan : plans) {
      Comparison soFar = comparison(plan, searches);
      int next = plan.looks().next(soFar.seeds().size());
      List<RankedEntrant> open = new ArrayList<>(soFar.open());
      if (open.isEmpty() || next == soFar.seeds().size()) {
        continue;
      }
      open.add(soFar.best());
      for (PeakSearch search : searches) {
        boolean goesOn =
            search.plan.equals(plan)
                && open.stream().anyMatch(ranked -> ranked.entrant().equals(search.entrant));
        if (goesOn) {
          more.put(search, finals(search, next));
        }
      }
    }
    if (more.isEmpty()) {
      return false;
    }
    List<Trial> trials = more.values().stream().flatMap(List::stream).toList();
    Iterator<TrialResult> results = study.run("more seeds", trials).iterator();
    more.forEach((search, list) -> search.results.addAll(take(results, list.size())));
    return true;
  }

  private Comparison comparison(Plan plan, List<PeakSearch> searches) {
    List<RankedEntrant> ranking = new ArrayList<>();
    for (PeakSearch search : searches) {
      if (search.plan.equals(plan)) {
        ranking.add(new RankedEntrant(search.entrant, search.all(), peak(search), search.results));
      }
    }
    return new Comparison(
        study.task().about(),
        plan.horizon(),
        plan.finalSeedList(
            0, ranking.stream().mapToInt(each -> each.results().size()).max().orElseThrow()),
        Stream.concat(plan.gridSeedList().stream(), plan.raceSeedList().stream()).toList(),
        plan.looks(),
        ranking,
        study.stepsAsked(),
        study.stepsTrained());
  }
}
