package dev.rubato.report;

import dev.rubato.lab.Metric;
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
 * more of them come first: the others were dropped before.
 */
public final class StudyRanking {
  /** The part of a study that decides, as the seeds of others have chosen what it runs. */
  private static final String DECIDING = "fresh seeds";

  private static final Set<String> FINISHED = Set.of("done", "diverged", "failed");

  private StudyRanking() {}

  /**
   * A strategy with its finished trials.
   *
   * @param trials of one strategy, length and part of the study; at least one
   * @param mean of the judged metric at the end; infinite (the worst) where a trial did not finish
   */
  public record Place(List<StoredTrial> trials, double mean) {
    public Place {
      trials = List.copyOf(trials);
    }

    /** The first of its trials. */
    public StoredTrial first() {
      return trials.get(0);
    }
  }

  /** The places, the best first; of equals the one that was requested first. */
  public static List<Place> of(StoredStudy study, List<StoredTrial> trials) {
    boolean decides = trials.stream().anyMatch(trial -> trial.phase().equals(DECIDING));
    Map<List<Object>, List<StoredTrial>> together = new LinkedHashMap<>();
    for (StoredTrial trial : trials) {
      if (FINISHED.contains(trial.state()) && (!decides || trial.phase().equals(DECIDING))) {
        List<Object> key =
            List.of(trial.trial().strategy(), trial.trial().horizon(), trial.phase());
        together.computeIfAbsent(key, none -> new ArrayList<>()).add(trial);
      }
    }
    return together.values().stream()
        .map(list -> new Place(list, mean(study.judged(), list)))
        .sorted(
            Comparator.comparingInt((Place place) -> decides ? -place.trials().size() : 0)
                .thenComparing(Place::mean, study.judged().bestFirst()))
        .toList();
  }

  private static double mean(Metric judged, List<StoredTrial> trials) {
    double sum = 0;
    for (StoredTrial trial : trials) {
      boolean known = trial.state().equals("done") && Double.isFinite(trial.last());
      sum += known ? trial.last() : judged.worst();
    }
    return sum / trials.size();
  }
}
