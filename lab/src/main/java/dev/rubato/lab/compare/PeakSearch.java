package dev.rubato.lab.compare;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.compare.RankedEntrant.Tried;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An entrant of a running comparison: the peaks tried so far, and the final results. */
final class PeakSearch {
  /** How many of the best peaks are run on more seeds. */
  static final int RACED = 2;

  /** How far below its grid a rate is that can't be too high. */
  private static final double FAR = 1000;

  final Compare.Plan plan;
  final Entrant entrant;
  final TreeMap<Double, List<TrialResult>> tried = new TreeMap<>();
  final List<TrialResult> results = new ArrayList<>();

  PeakSearch(Compare.Plan plan, Entrant entrant) {
    this.plan = plan;
    this.entrant = entrant;
  }

  List<Double> grid() {
    return entrant.isOpen() ? entrant.grid(plan.gridPoints()) : List.of();
  }

  List<Trial> trials(double peak, List<Long> seeds) {
    Strategy strategy = entrant.at(peak); // one object for all seeds
    return seeds.stream().map(seed -> new Trial(strategy, plan.horizon(), seed)).toList();
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

  /** The strategy with a rate far below its grid, or null where it has none. */
  @Nullable Strategy lowest() {
    double rate = entrant.isOpen() ? entrant.grid(2).get(0) / FAR : 0;
    return rate > 0 && entrant.accepts(rate) ? entrant.at(rate) : null;
  }

  List<Tried> all() {
    List<Tried> all = new ArrayList<>();
    tried.forEach((peak, found) -> all.add(new Tried(peak, found)));
    return all;
  }
}
