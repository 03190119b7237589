package dev.rubato.lab.compare;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.RankedEntrant.Tried;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** An entrant of a running comparison: the peaks tried so far, and the final results. */
final class PeakSearch {
  /** How many of the best peaks are run on more seeds. */
  static final int RACED = 2;

  /**
   * How many worse peaks there must be on both sides of the best: one may be worse by chance, or
   * lie between two valleys. Where only a few are asked for, their neighbours are far off anyway.
   */
  private static final int WORSE = 2;

  private static final int MANY = 5; // peaks of a grid

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

  /**
   * The peak to try next, beyond the lower edge or the higher: as long as the best does not have
   * enough worse ones there. Beyond one that diverged there is nothing to see.
   *
   * @param best of those tried
   * @return NaN if there is none
   */
  double next(Tried best, Metric judged) {
    List<Tried> all = all();
    boolean none = !Double.isFinite(best.score(judged));
    if (all.size() < 2 || (none && all.stream().noneMatch(PeakSearch::diverged))) {
      return Double.NaN; // all failed, which a lower rate does not mend
    }
    int worse = plan.gridPoints() < MANY ? 1 : WORSE;
    int place = all.indexOf(best);
    int last = all.size() - 1;
    boolean isLow = place < worse && Double.isFinite(all.get(0).score(judged));
    double lower = beyond(all.get(0), all.get(1));
    if ((none || isLow) && !Double.isNaN(lower)) {
      return lower;
    }
    boolean isHigh = last - place < worse && Double.isFinite(all.get(last).score(judged));
    return !none && isHigh ? beyond(all.get(last), all.get(last - 1)) : Double.NaN;
  }

  /** The peak beyond an edge; NaN if it is not valid. */
  private double beyond(Tried edge, Tried neighbour) {
    double peak = Entrant.beyond(edge.peak(), neighbour.peak());
    return peak != edge.peak() && entrant.accepts(peak) ? peak : Double.NaN;
  }

  static boolean diverged(Tried tried) {
    return tried.results().stream().anyMatch(each -> each.status() == Status.DIVERGED);
  }

  List<Tried> all() {
    List<Tried> all = new ArrayList<>();
    tried.forEach((peak, found) -> all.add(new Tried(peak, found)));
    return all;
  }
}
