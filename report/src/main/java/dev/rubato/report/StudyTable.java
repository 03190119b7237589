package dev.rubato.report;

import dev.rubato.argument.Figures;
import dev.rubato.argument.Numbers;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Column;
import dev.rubato.plot.Table;
import dev.rubato.report.StudyRanking.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The trials of a stored study as tables for people. */
public final class StudyTable {
  private static final int MOST_ROWS = 20;

  private StudyTable() {}

  /** How many trials are in which state, in words. */
  public static String states(List<StoredTrial> trials) {
    Map<String, Integer> states = new LinkedHashMap<>();
    for (StoredTrial trial : trials) {
      states.merge(trial.state(), 1, Integer::sum);
    }
    StringBuilder text = new StringBuilder().append(trials.size());
    states.forEach((state, count) -> text.append(", ").append(count).append(' ').append(state));
    return text.toString();
  }

  /** How often trials were started, in words. */
  public static String attempts(List<StoredTrial> trials) {
    long all = trials.stream().mapToLong(StoredTrial::attempts).sum();
    long again = trials.stream().filter(trial -> trial.attempts() > 1).count();
    return all + (again == 0 ? "" : ", " + Numbers.count(again, "trial") + " more than once");
  }

  /** The strategies by the mean over their seeds, the best first. */
  public static Table ranking(StoredStudy study, List<StoredTrial> trials) {
    List<Place> places = StudyRanking.of(study, trials).stream().limit(MOST_ROWS).toList();
    StudyLabels labels = StudyLabels.of(study);
    List<StoredTrial> shown = places.stream().map(Place::first).toList();
    Set<String> tests = new TreeSet<>();
    places.forEach(place -> tests.addAll(place.first().result().test().keySet()));
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number(study.judged().words()));
    tests.forEach(test -> columns.add(Column.number("test " + test)));
    columns.add(Column.number("trials"));
    columns.add(Column.number("steps"));
    columns.add(Column.text("for"));
    columns.add(Column.text("strategy"));
    List<List<String>> rows = new ArrayList<>();
    for (Place place : places) {
      List<String> row = new ArrayList<>();
      row.add(
          Double.isFinite(place.mean())
              ? Figures.show(place.mean(), place.values().halfWidth())
              : notDone(place));
      for (String test : tests) {
        row.add(
            fixed(
                place.trials().stream()
                    .mapToDouble(trial -> trial.result().test().getOrDefault(test, Double.NaN))
                    .average()
                    .orElse(Double.NaN)));
      }
      row.add(Integer.toString(place.trials().size()));
      row.add(Long.toString(place.first().trial().horizon().steps()));
      row.add(place.first().phase());
      row.add(labels.shown(place.first().trial(), shown));
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  /** How far the trials are, where none has finished: each in a row. */
  public static Table unfinished(StoredStudy study, List<StoredTrial> trials) {
    List<Column> columns =
        List.of(
            Column.text("state"),
            Column.number("made"),
            Column.number("of steps"),
            Column.number(study.judged().words()),
            Column.number("seed"),
            Column.text("strategy"));
    List<List<String>> rows = new ArrayList<>();
    for (StoredTrial each : trials.subList(0, Math.min(MOST_ROWS, trials.size()))) {
      rows.add(
          List.of(
              each.state(),
              Integer.toString(each.made()),
              Long.toString(each.trial().horizon().steps()),
              fixed(each.last()),
              Long.toString(each.trial().seed()),
              each.trial().strategy().toString()));
    }
    return new Table(columns, rows);
  }

  /** How many trials did what instead of finishing, such as {@code 2 diverged}. */
  private static String notDone(Place place) {
    Map<String, Integer> states = new TreeMap<>();
    for (StoredTrial trial : place.trials()) {
      if (!trial.state().equals("done")) {
        states.merge(trial.state(), 1, Integer::sum);
      }
    }
    return states.isEmpty()
        ? fixed(Double.NaN)
        : states.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(Collectors.joining(", "));
  }

  /** What is probably a slip in the groups and in the strategies of the ranking, a line each. */
  public static String warnings(StoredStudy study, List<StoredTrial> trials) {
    return StrategyWarnings.of(
        study.warnings(),
        StudyRanking.of(study, trials).stream()
            .limit(MOST_ROWS)
            .map(place -> place.first().trial())
            .toList());
  }

  /** Why trials failed or diverged, one line each, the first few. */
  public static String reasons(List<StoredTrial> trials) {
    return Unfinished.ofStored(trials);
  }

  private static String fixed(double number) {
    return Double.isNaN(number) ? "–" : Figures.show(number);
  }
}
