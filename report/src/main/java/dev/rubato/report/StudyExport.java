package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Csv;
import dev.rubato.plot.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

  /** A header, and a row for each trial; a missing number is an empty cell. */
  public static String csv(List<StoredTrial> trials) {
    Set<String> tests = new TreeSet<>();
    trials.forEach(trial -> tests.addAll(trial.result().test().keySet()));
    List<String> header =
        new ArrayList<>(
            List.of("phase", "strategy", "steps", "seed", "state", "reason", "made", "last"));
    tests.forEach(test -> header.add("test-" + test));
    List<List<String>> rows = new ArrayList<>();
    for (StoredTrial trial : trials) {
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
      rows.add(row);
    }
    return Csv.text(header, rows);
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
