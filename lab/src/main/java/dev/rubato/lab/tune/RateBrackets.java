package dev.rubato.lab.tune;

import dev.rubato.finder.RateProbe;
import dev.rubato.finder.RateSearch;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.find.RateFinder;
import dev.rubato.lab.run.Study;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brackets the peak rates of several optimizers side by side, by the shorter trainings with which
 * {@link RateFinder#find} begins.
 */
final class RateBrackets {
  /** What a search for a rate keeps for whole trainings, which are not made here. */
  private static final double KEPT_FOR_WHOLE = 1.5;

  private final Study study;
  private final Horizon horizon;
  private final Metric judged;
  private final Map<Optimizer, RateSearch> searches = new LinkedHashMap<>();
  private final Map<Optimizer, TrialResult> failed = new LinkedHashMap<>();

  /**
   * Before the first training.
   *
   * @param budget of the shorter trainings of each optimizer, in whole ones
   */
  RateBrackets(Study study, Horizon horizon, Collection<Optimizer> optimizers, double budget) {
    this.study = study;
    this.horizon = horizon;
    this.judged = study.task().about().judged();
    for (Optimizer each : optimizers) {
      double start = each.usualRate();
      double all = budget + KEPT_FOR_WHOLE;
      searches.put(each, new RateSearch(start, horizon.steps(), all, judged.name()));
    }
  }

  /** A shorter training at a constant rate. */
  private record Probe(Optimizer optimizer, RateProbe rate, Trial trial) {}

  /** Runs the trainings of all optimizers, as many as are known to be needed at once. */
  void run(long seed) {
    for (List<Probe> next = next(seed); !next.isEmpty(); next = next(seed)) {
      Iterator<TrialResult> results =
          study.run(RateFinder.SHORT, next.stream().map(Probe::trial).toList()).iterator();
      for (Probe probe : next) {
        TrialResult result = results.next();
        if (result.status() == Status.FAILED && probe.rate().rate() == 0) { // else it was too high
          failed.put(probe.optimizer(), result);
        }
        double score = result.last(judged);
        RateSearch search = searches.get(probe.optimizer());
        if (search != null) {
          int made = result.made();
          search.add(probe.rate(), judged.lowerIsBetter() ? score : -score, made);
        }
      }
    }
  }

  private List<Probe> next(long seed) {
    List<Probe> all = new ArrayList<>();
    searches.forEach(
        (optimizer, search) -> {
          for (RateProbe probe : search.next()) {
            if (probe.steps() < horizon.steps() && !failed.containsKey(optimizer)) {
              Strategy strategy = new Strategy(optimizer, Schedules.constant(probe.rate()));
              Horizon length = new Horizon(probe.steps(), horizon.stepsPerEpoch());
              all.add(
                  new Probe(optimizer, probe, new Trial(strategy, length, seed + probe.repeat())));
            }
          }
        });
    return all;
  }

  /** A training of each optimizer that failed; it has no bracket. */
  Map<Optimizer, TrialResult> failed() {
    return failed;
  }

  /** The brackets of those that did not fail. */
  List<RateBracket> found() {
    List<RateBracket> found = new ArrayList<>();
    searches.forEach(
        (optimizer, search) -> {
          if (!failed.containsKey(optimizer)) {
            found.add(RateBracket.of(optimizer, search.finding()));
          }
        });
    return found;
  }
}
