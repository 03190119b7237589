package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.sink.RunCurves;
import dev.rubato.lab.sink.RunSettings;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Csv;
import dev.rubato.plot.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The trials of a stored study for programs. It does not depend on when, how often or on how many
 * threads they were run.
 */
public final class StudyExport {
  private StudyExport() {}

  /**
   * A header, and a row for each trial, with the numbers of its strategy by their names; a missing
   * number is an empty cell.
   */
  public static String csv(List<StoredTrial> trials) {
    Set<String> tests = new TreeSet<>();
    Set<String> names = new LinkedHashSet<>();
    List<Map<String, Object>> settings = new ArrayList<>();
    for (StoredTrial trial : trials) {
      tests.addAll(trial.result().test().keySet());
      Map<String, Object> own = RunSettings.of(trial.trial());
      own.keySet().removeAll(Set.of("strategy", "steps"));
      names.addAll(own.keySet());
      settings.add(own);
    }
    List<String> header =
        new ArrayList<>(
            List.of("phase", "strategy", "steps", "seed", "state", "reason", "made", "last"));
    tests.forEach(test -> header.add("test-" + test));
    header.add("trial");
    header.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      StoredTrial trial = trials.get(i);
      List<String> row = new ArrayList<>();
      row.add(trial.phase());
      row.add(trial.trial().strategy().toString());
      row.add(Long.toString(trial.trial().horizon().steps()));
      row.add(Long.toString(trial.trial().seed()));
      row.add(trial.state());
      row.add(trial.result().reason());
      row.add(Integer.toString(trial.made()));
      row.add(cell(trial.last()));
      tests.forEach(test -> row.add(cell(trial.result().test().getOrDefault(test, Double.NaN))));
      row.add(Integer.toString(i + 1));
      for (String name : names) {
        Object value = settings.get(i).getOrDefault(name, "");
        row.add(value instanceof Double number ? cell(number) : value.toString());
      }
      rows.add(row);
    }
    return Csv.text(header, rows);
  }

  /**
   * Writes a header, and a row for each value of each trial: its number, by which it is found in
   * {@link #csv}, the step, the name and the value.
   *
   * @param trials with their curves; asked for one after the other
   */
  public static void longCsv(Iterable<StoredTrial> trials, Appendable to) throws IOException {
    to.append("trial,step,name,value\n");
    int number = 0;
    try {
      for (StoredTrial trial : trials) {
        number++;
        String first = number + ",";
        RunCurves.each(
            trial.result(),
            (step, name, value) -> append(to, first, Long.toString(step), name, cell(value)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void append(Appendable to, String first, String step, String name, String value) {
    try {
      to.append(first).append(Csv.line(List.of(step, name, value)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String cell(double number) {
    return Double.isFinite(number) ? Numbers.print(number) : "";
  }

  /**
   * Writes the study and its trials with every step and evaluation.
   *
   * @param trials with their curves; asked for one after the other
   */
  public static void json(StoredStudy study, Iterable<StoredTrial> trials, Appendable to)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", study.kind());
    json.put("task", study.task());
    json.put("fingerprint", study.fingerprint());
    json.put("command", study.command());
    json.put("judged-by", study.judged().name());
    json.put("trials", written(trials));
    Json.pretty(json, to);
  }

  private static Iterable<Map<String, Object>> written(Iterable<StoredTrial> trials) {
    return () -> {
      Iterator<StoredTrial> each = trials.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public Map<String, Object> next() {
          return json(each.next());
        }
      };
    };
  }

  private static Map<String, Object> json(StoredTrial trial) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("phase", trial.phase());
    json.put("strategy", trial.trial().strategy().toString());
    json.put("steps", trial.trial().horizon().steps());
    json.put("steps-per-epoch", trial.trial().horizon().stepsPerEpoch());
    json.put("seed", trial.trial().seed());
    json.put("versions", trial.versions());
    json.put("state", trial.state());
    json.put("reason", trial.result().reason());
    json.put("test", trial.result().test());
    List<Map<String, Object>> evaluations = new ArrayList<>();
    for (Evaluation evaluation : trial.result().evaluations()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("step", evaluation.t());
      one.putAll(evaluation.metrics());
      evaluations.add(one);
    }
    json.put("evaluations", evaluations);
    json.put("rates", trial.result().rates());
    json.put("losses", trial.result().losses());
    return json;
  }
}
