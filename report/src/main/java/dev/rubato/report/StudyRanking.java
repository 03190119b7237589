package dev.rubato.report;

import dev.rubato.lab.Metric;
import dev.rubato.lab.compare.Sample;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The strategies of a stored study by the mean over their seeds, as its command judges them: over
 * fresh seeds as soon as there are any, and never by a single lucky training. Those that ran on
 * more of them come first: the others were dropped before. Longer trainings stand before shorter
 * ones, with which they can't be compared.
 */
public final class StudyRanking {
  /** The parts of a study that decide, as the seeds of others have chosen what they run. */
  private static final Set<String> DECIDING = Set.of("fresh seeds", "more seeds");

  private static final Set<String> FINISHED = Set.of("done", "diverged", "failed");

  private StudyRanking() {}

  /**
   * A strategy with its finished trials.
   *
   * @param trials of one strategy, length and part of the study; at least one
   * @param values the judged metric at the end of each, in the order of their seeds, with those of
   *     the search by the same strategy; the worst where a trial did not finish
   * @param mean of the judged metric at the end; infinite (the worst) where a trial did not finish
   */
  public record Place(List<StoredTrial> trials, Sample values, double mean) {
    public Place {
      trials = List.copyOf(trials);
    }

    /**
     * Whether it can't be told apart from the best: the 95 % interval of the difference, paired by
     * seed, contains 0. Trainings of different lengths are never tied.
     */
    public boolean isTied(Place best) {
      if (!seeds().equals(best.seeds()) || steps() != best.steps()) {
        return false; // seeds differ while a study runs
      }
      Sample difference = values.minus(best.values);
      double halfWidth = difference.halfWidth();
      return Double.isFinite(difference.mean())
          && (Double.isNaN(halfWidth) || Math.abs(difference.mean()) <= halfWidth);
    }

    /** The length of its trainings. */
    public long steps() {
      return first().trial().horizon().steps();
    }

    private List<Long> seeds() {
      return trials.stream().map(each -> each.trial().seed()).sorted().toList();
    }

    /** The first of its trials. */
    public StoredTrial first() {
      return trials.get(0);
    }
  }

  /** The places, the best first; of equals the one that was requested first. */
  public static List<Place> of(StoredStudy study, List<StoredTrial> trials) {
    boolean decides = trials.stream().anyMatch(StudyRanking::isDeciding);
    Map<List<Object>, List<StoredTrial>> together = new LinkedHashMap<>();
    for (StoredTrial trial : trials) {
      if (isFinished(trial) && (!decides || isDeciding(trial))) {
        List<Object> key =
            List.of(
                trial.trial().strategy(), trial.trial().horizon(), decides ? "" : trial.phase());
        together.computeIfAbsent(key, none -> new ArrayList<>()).add(trial);
      }
    }
    return together.values().stream()
        .map(
            list ->
                new Place(
                    list,
                    new Sample(
                        values(study.judged(), list), searched(study.judged(), list, trials)),
                    mean(study.judged(), list)))
        .sorted(
            Comparator.comparingLong((Place place) -> -place.steps())
                .thenComparingInt(place -> decides ? -place.trials().size() : 0)
                .thenComparing(Place::mean, study.judged().bestFirst()))
        .toList();
  }

  private static List<Double> values(Metric judged, List<StoredTrial> list) {
    return list.stream()
        .sorted(Comparator.comparingLong(each -> each.trial().seed()))
        .map(each -> value(judged, each))
        .toList();
  }

  /** The same by the same strategy in other parts of the study. */
  private static List<Double> searched(
      Metric judged, List<StoredTrial> list, List<StoredTrial> all) {
    StoredTrial first = list.get(0);
    return values(
        judged,
        all.stream()
            .filter(StudyRanking::isFinished)
            .filter(each -> !isDeciding(each) && !each.phase().equals(first.phase()))
            .filter(each -> each.trial().strategy().equals(first.trial().strategy()))
            .filter(each -> each.trial().horizon().equals(first.trial().horizon()))
            .toList());
  }

  private static double value(Metric judged, StoredTrial trial) {
    boolean known = trial.state().equals("done") && Double.isFinite(trial.last());
    return known ? trial.last() : judged.worst();
  }

  private static boolean isDeciding(StoredTrial trial) {
    return DECIDING.contains(trial.phase());
  }

  static boolean isFinished(StoredTrial trial) {
    return FINISHED.contains(trial.state());
  }

  static double mean(Metric judged, List<StoredTrial> trials) {
    double sum = 0;
    for (StoredTrial trial : trials) {
      sum += value(judged, trial);
    }
    return sum / trials.size();
  }
}
