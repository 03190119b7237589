package dev.rubato.report;

import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.notation.Labelled;
import dev.rubato.report.PeakCharts.Search;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The peaks that a stored comparison tried for each of its strategies, from its trials. */
final class StudyPeaks {
  private static final Set<String> SEARCHING = Set.of("peaks", "more peaks", "best peaks");

  private StudyPeaks() {}

  /**
   * A search for each open strategy of its command and each length, in the order of the ranking,
   * those without a place there last; none of another kind of study.
   */
  static List<Search> of(StoredStudy study, List<StoredTrial> trials) {
    if (!study.kind().equals("compare")) {
      return List.of();
    }
    List<StoredTrial> ranking =
        StudyRanking.of(study, trials).stream().map(StudyRanking.Place::first).toList();
    List<Horizon> lengths = trials.stream().map(each -> each.trial().horizon()).distinct().toList();
    List<Placed> placed = new ArrayList<>();
    for (Entrant entrant : StudyLabels.entrants(study)) {
      for (Horizon length : lengths) {
        Map<Double, List<StoredTrial>> tried = tried(entrant, length, trials);
        if (!tried.isEmpty()) {
          int place = 0;
          while (place < ranking.size() && !isAt(entrant, length, ranking.get(place))) {
            place++;
          }
          Labelled shown = new Labelled(entrant.label(), entrant.strategy());
          double chosen = Double.NaN;
          if (place < ranking.size() && !SEARCHING.contains(ranking.get(place).phase())) {
            shown = new Labelled(entrant.label(), ranking.get(place).trial().strategy());
            chosen = StudyLabels.peak(entrant, shown.strategy());
          }
          // the same name as that of its curves, and so the same colour
          String name = StudyLabels.shown(shown, length, ranking);
          placed.add(new Placed(place, search(name, tried, chosen, study)));
        }
      }
    }
    return placed.stream()
        .sorted(Comparator.comparingInt(Placed::place))
        .map(Placed::search)
        .toList();
  }

  private record Placed(int place, Search search) {}

  private static boolean isAt(Entrant entrant, Horizon length, StoredTrial trial) {
    return trial.trial().horizon().equals(length)
        && !Double.isNaN(StudyLabels.peak(entrant, trial.trial().strategy()));
  }

  private static Map<Double, List<StoredTrial>> tried(
      Entrant entrant, Horizon length, List<StoredTrial> trials) {
    Map<Double, List<StoredTrial>> tried = new TreeMap<>();
    if (!entrant.isOpen()) {
      return tried;
    }
    for (StoredTrial each : trials) {
      if (SEARCHING.contains(each.phase())
          && StudyRanking.isFinished(each)
          && each.trial().horizon().equals(length)) {
        double peak = StudyLabels.peak(entrant, each.trial().strategy());
        if (!Double.isNaN(peak)) {
          tried.computeIfAbsent(peak, none -> new ArrayList<>()).add(each);
        }
      }
    }
    return tried;
  }

  private static Search search(
      String name, Map<Double, List<StoredTrial>> tried, double chosen, StoredStudy study) {
    return new Search(
        name,
        tried.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
        tried.values().stream()
            .mapToDouble(list -> StudyRanking.mean(study.judged(), list))
            .toArray(),
        chosen);
  }
}
