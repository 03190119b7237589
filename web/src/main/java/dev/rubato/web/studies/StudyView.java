package dev.rubato.web.studies;

import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.report.StudyAnswer;
import dev.rubato.report.StudyLabels;
import dev.rubato.report.StudyRanking;
import dev.rubato.report.StudyTable;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A study as the page shows it, without curves.
 *
 * @param answer what it found, in short
 * @param live whether a process works on it now
 * @param revision another text whenever anything has changed
 * @param warnings what is probably a slip in its strategies and their groups
 * @param rows its strategies, ranked ones first
 * @param more how many strategies are not shown
 */
record StudyView(
    Summary study,
    StudyAnswer answer,
    boolean live,
    String revision,
    List<String> warnings,
    List<Row> rows,
    int more) {
  static final int MOST_ROWS = 200;

  /** A study in the list. */
  record Summary(
      long id,
      String kind,
      String task,
      String command,
      String state,
      String began,
      String changed,
      String judged,
      boolean lowerIsBetter,
      int trials,
      int finished,
      String verdict,
      String name,
      String note) {
    /** A study for the list, or with what it found. */
    static Summary of(StoredStudy study, boolean whole) {
      return new Summary(
          study.id(),
          study.kind(),
          study.task(),
          study.command(),
          study.state(),
          study.began(),
          study.changed(),
          study.judged().name(),
          study.judged().lowerIsBetter(),
          study.trials(),
          study.finished(),
          whole ? study.verdict() : "",
          study.name(),
          study.note());
    }
  }

  /**
   * A strategy with its trials.
   *
   * @param place from 1, or 0 while it has none
   * @param label that its command gave it, or empty
   * @param mean of the judged metric over its seeds, infinite where one did not finish
   * @param halfWidth of the mean's 95 % interval; not finite where none is known
   * @param tied whether it can't be told apart from the best
   * @param seeds the judged metric of each that finished
   * @param states how many of its trials, of those that count or will count for its place, are in
   *     which state
   * @param reasons why some failed or diverged
   * @param made of all its steps
   * @param asked steps of all its trials
   */
  @SuppressWarnings("ArrayRecordComponent") // only ever written as JSON
  record Row(
      int place,
      String label,
      String strategy,
      String phase,
      long steps,
      double mean,
      double halfWidth,
      boolean tied,
      double[] seeds,
      Map<String, Integer> states,
      List<String> reasons,
      long made,
      long asked) {}

  /** What trials of one row have in common. */
  record Kind(Strategy strategy, Horizon horizon) {}

  static StudyView of(StoredStudy study, List<StoredTrial> trials, boolean held) {
    Map<Kind, StudyRanking.Place> ranked = ranked(study, trials);
    Map<Kind, List<StoredTrial>> together = grouped(ranked, trials);
    List<Row> rows = new ArrayList<>();
    StudyLabels labels = StudyLabels.of(study);
    int place = 0;
    StudyRanking.Place best = ranked.values().stream().findFirst().orElse(null);
    for (Map.Entry<Kind, List<StoredTrial>> each : together.entrySet()) {
      StudyRanking.Place own = ranked.get(each.getKey());
      if (own != null
          && best != null
          && study.kind().equals("compare")
          && own.steps() != best.steps()) {
        best = own; // each length has a ranking of its own
        place = 0;
      }
      List<StoredTrial> counted = own == null ? each.getValue() : beside(own, each.getValue());
      if (rows.size() < MOST_ROWS) {
        boolean tied = own != null && best != null && own.isTied(best);
        rows.add(row(own == null ? 0 : ++place, own, tied, counted, labels));
      }
    }
    boolean live = held && study.state().equals("running");
    int more = Math.max(0, together.size() - MOST_ROWS);
    return new StudyView(
        Summary.of(study, true),
        StudyAnswer.of(study),
        live,
        revision(study, trials) + " " + live,
        StudyTable.warnings(study, trials).lines().toList(),
        rows,
        more);
  }

  /** Another text whenever anything has changed. */
  static String revision(StoredStudy study, List<StoredTrial> trials) {
    long made = trials.stream().mapToLong(StoredTrial::made).sum();
    return String.format(
        Locale.ROOT,
        "%s %s %d %d %d %d",
        study.changed(),
        study.state(),
        trials.size(),
        study.finished(),
        made,
        (study.name() + "\n" + study.note() + "\n" + study.warnings()).hashCode());
  }

  /** The trials of each strategy, ranked ones first. */
  static Map<Kind, List<StoredTrial>> grouped(StoredStudy study, List<StoredTrial> trials) {
    return grouped(ranked(study, trials), trials);
  }

  private static Map<Kind, List<StoredTrial>> grouped(
      Map<Kind, StudyRanking.Place> ranked, List<StoredTrial> trials) {
    Map<Kind, List<StoredTrial>> together = new LinkedHashMap<>();
    ranked.keySet().forEach(kind -> together.put(kind, new ArrayList<>()));
    trials.forEach(
        trial -> together.computeIfAbsent(kind(trial), none -> new ArrayList<>()).add(trial));
    return together;
  }

  private static Map<Kind, StudyRanking.Place> ranked(StoredStudy study, List<StoredTrial> trials) {
    Map<Kind, StudyRanking.Place> ranked = new LinkedHashMap<>();
    StudyRanking.of(study, trials).forEach(place -> ranked.putIfAbsent(kind(place.first()), place));
    return ranked;
  }

  static Kind kind(StoredTrial trial) {
    return new Kind(trial.trial().strategy(), trial.trial().horizon());
  }

  /** The trials of a place, and those of its part of the study that are still to finish. */
  private static List<StoredTrial> beside(StudyRanking.Place own, List<StoredTrial> all) {
    String phase = own.first().phase();
    return all.stream().filter(trial -> trial.phase().equals(phase)).toList();
  }

  private static Row row(
      int place,
      StudyRanking.@Nullable Place own,
      boolean tied,
      List<StoredTrial> counted,
      StudyLabels labels) {
    Map<String, Integer> states = new TreeMap<>();
    List<String> reasons = new ArrayList<>();
    for (StoredTrial trial : counted) {
      states.merge(trial.state(), 1, Integer::sum);
      String reason = trial.result().reason();
      if (!reason.isEmpty() && !reasons.contains(reason) && reasons.size() < 3) {
        reasons.add(reason);
      }
    }
    StoredTrial first = counted.get(0);
    String label = labels.of(first.trial().strategy());
    return new Row(
        place,
        label == null ? "" : label,
        first.trial().strategy().toString(),
        first.phase(),
        first.trial().horizon().steps(),
        own == null ? Double.NaN : own.mean(),
        own == null ? Double.NaN : own.values().halfWidth(),
        tied,
        counted.stream()
            .filter(trial -> trial.state().equals("done"))
            .mapToDouble(StoredTrial::last)
            .toArray(),
        states,
        reasons,
        counted.stream().mapToLong(StoredTrial::made).sum(),
        counted.stream().mapToLong(trial -> trial.trial().horizon().steps()).sum());
  }
}
