package dev.rubato.lab.run;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.strategy.RunningStrategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts the steps that must be made for some trials, if steps that they share are made once. */
final class SharedSteps {
  /** A trial's way through its steps. */
  private static final class Walk {
    private final Trial trial;
    private final RunningStrategy numbers;
    private final int end;
    private final Supplier<List<Evaluation>> seen;
    private @Nullable List<Evaluation> evaluations;
    private int heard;

    /**
     * Before the first step.
     *
     * @param seen asked only where the strategy watches them
     */
    Walk(Trial trial, int end, Supplier<List<Evaluation>> seen) {
      this.trial = trial;
      this.numbers = trial.running();
      this.end = end;
      this.seen = seen;
    }

    void hear(int made) {
      if (evaluations == null) {
        evaluations = numbers.metrics().isEmpty() ? List.of() : seen.get();
      }
      while (heard < evaluations.size() && evaluations.get(heard).t() <= made) {
        Evaluation evaluation = evaluations.get(heard++);
        numbers.observe(evaluation.t(), evaluation.metrics());
      }
    }
  }

  private SharedSteps() {}

  /** Steps to be made for trials that have gone as far as they will. */
  static long steps(List<TrialResult> results) {
    return count(
        results.stream()
            .filter(result -> result.made() > 0)
            .map(result -> new Walk(result.trial(), result.made(), result::evaluations)));
  }

  /** Steps to be made for trials before any is run, if no watching phrase saw anything. */
  static long planned(List<Trial> trials) {
    return count(
        trials.stream()
            .map(
                trial ->
                    new Walk(trial, Math.toIntExact(trial.horizon().steps()), () -> List.of())));
  }

  private static long count(Stream<Walk> all) {
    return all
        .collect(
            Collectors.groupingBy(
                walk -> walk.trial.trunk(), LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .mapToLong(kind -> steps(kind, 0))
        .sum();
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
      if (walks.size() == 1) {
        return steps + walks.get(0).end - t;
      }
      walks.forEach(walk -> walk.hear(made));
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
