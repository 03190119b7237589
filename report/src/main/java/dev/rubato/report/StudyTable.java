package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Column;
import dev.rubato.plot.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The trials of a stored study as tables for people. */
public final class StudyTable {
  private static final int MOST_ROWS = 20;
  private static final int MOST_REASONS = 10;

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
    return all + (again == 0 ? "" : ", " + again + " trials more than once");
  }

  /** The finished trials, the best first; of equals the one requested first. */
  public static List<StoredTrial> ranked(StoredStudy study, List<StoredTrial> trials) {
    return trials.stream()
        .filter(trial -> trial.state().equals("done"))
        .sorted(Comparator.comparing(StoredTrial::last, study.judged().bestFirst()))
        .toList();
  }

  /** The best trials. */
  public static Table best(StoredStudy study, List<StoredTrial> trials) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number(study.judged().name().replace('-', ' ')));
    List<StoredTrial> ranked = ranked(study, trials).stream().limit(MOST_ROWS).toList();
    List<String> tests =
        ranked.isEmpty()
            ? List.of()
            : List.copyOf(new TreeMap<>(ranked.get(0).result().test()).keySet());
    tests.forEach(test -> columns.add(Column.number("test " + test)));
    columns.add(Column.number("seed"));
    columns.add(Column.text("for"));
    columns.add(Column.text("strategy"));
    List<List<String>> rows = new ArrayList<>();
    for (StoredTrial trial : ranked) {
      List<String> row = new ArrayList<>();
      row.add(fixed(trial.last()));
      tests.forEach(test -> row.add(fixed(trial.result().test().getOrDefault(test, Double.NaN))));
      row.add(Numbers.print(trial.trial().seed()));
      row.add(trial.phase());
      row.add(trial.trial().strategy().toString());
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  /** Why trials failed or diverged, one line each, the first few. */
  public static String reasons(List<StoredTrial> trials) {
    StringBuilder text = new StringBuilder();
    int count = 0;
    for (StoredTrial trial : trials) {
      if (trial.state().equals("failed") || trial.state().equals("diverged")) {
        if (count++ < MOST_REASONS) {
          text.append(
              "%s: %s, seed %d: %s%n"
                  .formatted(
                      trial.state(),
                      trial.trial().strategy(),
                      trial.trial().seed(),
                      trial.result().reason()));
        }
      }
    }
    if (count > MOST_REASONS) {
      text.append("and %d more%n".formatted(count - MOST_REASONS));
    }
    return text.toString();
  }

  private static String fixed(double number) {
    return Double.isNaN(number) ? "–" : String.format(Locale.ROOT, "%.4f", number);
  }
}
