package dev.rubato.lab;

import dev.rubato.lab.Standing.Tried;
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

/**
 * Compares strategies on a task: each finds its best peak on a small logarithmic grid, on seeds of
 * its own, and is then run with that peak on fresh seeds, the same for all.
 *
 * <p>Where the best peak lies at the edge of the grid, the grid is taken further, so that no
 * strategy is judged by a rate that was merely the last one tried. The outcome does not depend on
 * how many trials run side by side.
 */
public final class Compare {
  /** How many times a grid may be taken further. */
  private static final int EXTENSIONS = 3;

  /** Where the grid's seeds start, far from those of the final trials. */
  private static final long FIRST_GRID_SEED = 1_000_001;

  private final Study study;
  private final Plan plan;
  private final Metric judged;

  /**
   * What to compare, and how thoroughly.
   *
   * @param contenders the strategies
   * @param horizon how long each trial is
   * @param seeds how many fresh seeds each strategy is run on, at least 1
   * @param gridSeeds how many seeds each peak is tried on, at least 1
   * @param gridPoints how many peaks are tried at first, at least 1
   */
  public record Plan(
      List<Contender> contenders, Horizon horizon, int seeds, int gridSeeds, int gridPoints) {
    public Plan {
      contenders = List.copyOf(contenders);
      if (contenders.isEmpty()) {
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

    /** Trials that will run, where no grid has to be taken further. */
    public int trials() {
      long open = contenders.stream().filter(Contender::isOpen).count();
      return (int) (open * gridPoints * gridSeeds + (long) contenders.size() * seeds);
    }

    List<Long> finalSeedList() {
      return LongStream.rangeClosed(1, seeds).boxed().toList();
    }

    List<Long> gridSeedList() {
      return LongStream.range(FIRST_GRID_SEED, FIRST_GRID_SEED + gridSeeds).boxed().toList();
    }
  }

  /** A contender on its way: the peaks that were tried. */
  private static final class Search {
    private final Contender contender;
    private final TreeMap<Double, List<TrialResult>> tried = new TreeMap<>();

    Search(Contender contender) {
      this.contender = contender;
    }

    List<Tried> all() {
      List<Tried> all = new ArrayList<>();
      tried.forEach((peak, results) -> all.add(new Tried(peak, results)));
      return all;
    }
  }

  private Compare(Study study, Plan plan) {
    this.study = study;
    this.plan = plan;
    this.judged = study.task().about().judged();
  }

  /** Runs a comparison to its end. */
  public static Comparison run(Study study, Plan plan) {
    return new Compare(study, plan).run();
  }

  /** The trials of a comparison's first part, which are known before any is run. */
  public static List<Trial> firstTrials(Plan plan) {
    List<Trial> trials = new ArrayList<>();
    for (Contender contender : plan.contenders()) {
      for (double peak :
          contender.isOpen() ? contender.grid(plan.gridPoints()) : List.<Double>of()) {
        plan.gridSeedList().forEach(seed -> trials.add(trial(plan, contender, peak, seed)));
      }
    }
    return trials;
  }

  private static Trial trial(Plan plan, Contender contender, double peak, long seed) {
    return new Trial(contender.at(peak), plan.horizon(), seed);
  }

  private Comparison run() {
    List<Search> searches = plan.contenders().stream().map(Search::new).toList();
    Map<Search, List<Double>> next = new LinkedHashMap<>();
    for (Search search : searches) {
      if (search.contender.isOpen()) {
        next.put(search, search.contender.grid(plan.gridPoints()));
      }
    }
    for (int round = 0; !next.isEmpty(); round++) {
      tryAll(next, round == 0 ? "peaks" : "more peaks");
      next = round < EXTENSIONS ? further(next.keySet()) : Map.of();
    }
    List<Standing> standings = standings(searches);
    return new Comparison(
        study.task().about(),
        plan.horizon(),
        plan.finalSeedList(),
        plan.gridSeedList(),
        standings,
        study.stepsAsked(),
        study.stepsTrained());
  }

  private void tryAll(Map<Search, List<Double>> peaks, String phase) {
    List<Trial> trials = new ArrayList<>();
    peaks.forEach(
        (search, list) ->
            list.forEach(
                peak ->
                    plan.gridSeedList()
                        .forEach(seed -> trials.add(trial(plan, search.contender, peak, seed)))));
    Iterator<TrialResult> results = study.run(phase, trials).iterator();
    peaks.forEach(
        (search, list) ->
            list.forEach(peak -> search.tried.put(peak, take(results, plan.gridSeeds()))));
  }

  private static List<TrialResult> take(Iterator<TrialResult> results, int count) {
    List<TrialResult> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(results.next());
    }
    return taken;
  }

  /** The next peak of those whose best is at the edge of what was tried. */
  private Map<Search, List<Double>> further(Set<Search> searches) {
    Map<Search, List<Double>> next = new LinkedHashMap<>();
    for (Search search : searches) {
      List<Tried> tried = search.all();
      Tried best = best(tried);
      int place = tried.indexOf(best);
      boolean atLow = place == 0;
      boolean atHigh = place == tried.size() - 1;
      if (tried.size() < 2 || (!atLow && !atHigh)) {
        continue;
      }
      double neighbour = tried.get(atLow ? 1 : tried.size() - 2).peak();
      double peak = Contender.beyond(best.peak(), neighbour);
      boolean hopeless = !Double.isFinite(best.score(judged));
      if (peak != best.peak() && !hopeless && search.contender.accepts(peak)) {
        next.put(search, List.of(peak));
      }
    }
    return next;
  }

  private Tried best(List<Tried> tried) {
    return tried.stream()
        .min(Comparator.comparing((Tried each) -> each.score(judged), judged.bestFirst()))
        .orElseThrow();
  }

  /** Runs each contender with its best peak on the fresh seeds. */
  private List<Standing> standings(List<Search> searches) {
    List<Trial> trials = new ArrayList<>();
    for (Search search : searches) {
      plan.finalSeedList()
          .forEach(seed -> trials.add(trial(plan, search.contender, peak(search), seed)));
    }
    Iterator<TrialResult> results = study.run("fresh seeds", trials).iterator();
    List<Standing> standings = new ArrayList<>();
    for (Search search : searches) {
      standings.add(
          new Standing(search.contender, search.all(), peak(search), take(results, plan.seeds())));
    }
    return standings;
  }

  private double peak(Search search) {
    return search.tried.isEmpty() ? Double.NaN : best(search.all()).peak();
  }
}
