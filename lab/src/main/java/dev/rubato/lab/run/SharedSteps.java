package dev.rubato.lab.run;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.strategy.RunningStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the steps that must be made for some trials, if steps that they share are made once. */
final class SharedSteps {
  private final List<Walk> walks = new ArrayList<>();

  /** A trial's way through its steps. */
  private static final class Walk {
    private final Trial trial;
    private final RunningStrategy numbers;
    private final int end;
    private final List<Evaluation> evaluations;
    private int heard;

    Walk(TrialResult result) {
      this.trial = result.trial();
      this.numbers = trial.running();
      this.end = result.losses().length;
      this.evaluations = result.evaluations();
    }

    void hear(int made) {
      while (heard < evaluations.size() && evaluations.get(heard).t() <= made) {
        Evaluation evaluation = evaluations.get(heard++);
        numbers.observe(evaluation.t(), evaluation.metrics());
      }
    }
  }

  private SharedSteps() {}

  /** Steps to be made for trials that have gone as far as they will. */
  static long steps(List<TrialResult> results) {
    Map<Object, SharedSteps> kinds = new LinkedHashMap<>();
    for (TrialResult result : results) {
      if (result.losses().length > 0) {
        Walk walk = new Walk(result);
        kinds.computeIfAbsent(walk.trial.trunk(), none -> new SharedSteps()).walks.add(walk);
      }
    }
    return kinds.values().stream().mapToLong(kind -> steps(kind.walks, 0)).sum();
  }

  /** Steps to be made for trials before any is run, if no watching phrase saw anything. */
  static long planned(List<Trial> trials) {
    return steps(
        trials.stream()
            .map(
                trial -> {
                  double[] none = new double[Math.toIntExact(trial.horizon().steps())];
                  Arrays.fill(none, Double.NaN);
                  return new TrialResult(
                      trial, TrialResult.Status.PAUSED, "", none, none, List.of(), Map.of());
                })
            .toList());
  }

  private static long steps(List<Walk> together, int from) {
    List<Walk> walks = new ArrayList<>(together);
    long steps = 0;
    for (int t = from; ; t++) {
      int made = t;
      walks.removeIf(walk -> walk.end == made);
      if (walks.isEmpty()) {
        return steps;
      }
      walks.forEach(walk -> walk.hear(made));
      if (walks.size() == 1) {
        return steps + walks.get(0).end - t;
      }
      RunningStrategy lead = walks.get(0).numbers;
      List<Walk> others = new ArrayList<>();
      for (Walk walk : walks) {
        if (!walk.numbers.agrees(lead, t)) {
          others.add(walk);
        }
      }
      if (!others.isEmpty()) {
        walks.removeAll(others);
        steps += steps(others, t);
      }
      steps++;
    }
  }
}
