package dev.rubato.lab.run;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.strategy.RunningStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One trial of a group that runs: its numbers, and what it has seen so far. */
final class GroupPart {
  final Trial trial;
  final RunningStrategy numbers;
  final int steps;
  final double[] rates;
  final double[] losses;
  final List<Evaluation> evaluations;
  private final long interval;

  GroupPart(SteppedTask task, TrialResult soFar) {
    this.trial = soFar.trial();
    this.numbers = trial.running();
    soFar.evaluations().forEach(each -> numbers.observe(each.t(), each.metrics()));
    this.steps = Math.toIntExact(trial.horizon().steps());
    this.interval = task.validationInterval(trial.horizon());
    this.rates = Arrays.copyOf(soFar.rates(), steps);
    this.losses = Arrays.copyOf(soFar.losses(), steps);
    this.evaluations = new ArrayList<>(soFar.evaluations());
  }

  boolean evaluatesAt(int made) {
    return made % interval == 0 || made == steps;
  }

  TrialResult soFar(int made) {
    return result(made, Status.PAUSED, "", Map.of());
  }

  TrialResult result(int made, Status status, String reason, Map<String, Double> test) {
    return new TrialResult(
        trial,
        status,
        reason,
        Arrays.copyOf(rates, made),
        Arrays.copyOf(losses, made),
        List.copyOf(evaluations),
        test);
  }
}
