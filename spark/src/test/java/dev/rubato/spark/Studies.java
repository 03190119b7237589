package dev.rubato.spark;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Studies for tests, and all that they find out. */
final class Studies {
  /** Strategies that share steps, watch their losses, end early, diverge, and can't be run. */
  static final List<String> STRATEGIES =
      List.of(
          "sgd: 0.05",
          "sgd: constant(0.05) for 60% then linear(-> 0)",
          "sgd: constant(0.05) for 80% then linear(-> 0)",
          "sgd(momentum=0.9): plateau(0.02, patience=1, metric=validation-loss)",
          "adam: cosine(0.1 -> 0)",
          "sgd: 1e30",
          "sgd: plateau(0.02, patience=1, metric=accuracy)");

  private Studies() {}

  static List<Trial> trials(int epochs, int seeds) {
    Horizon horizon = Horizon.ofEpochs(epochs, Valley.STEPS_PER_EPOCH);
    List<Trial> trials = new ArrayList<>();
    for (String strategy : STRATEGIES) {
      for (int seed = 1; seed <= seeds; seed++) {
        trials.add(new Trial(Notation.strategy(strategy), horizon, seed));
      }
    }
    return trials;
  }

  /** Runs in three rungs: a third of the way, two thirds, to the end. */
  static List<TrialResult> rungs(
      Task task, Runner runner, List<Trial> trials, TrialListener listener) {
    Study study = new Study(task, runner, Ledger.NONE, List.of(listener), true);
    long steps = trials.get(0).horizon().steps();
    study.run("first", trials, steps / 3);
    study.run("second", trials, 2 * steps / 3);
    return study.run("last", trials);
  }

  /** Everything in results, down to the last bit. */
  static String bits(List<TrialResult> results) {
    StringBuilder text = new StringBuilder();
    for (TrialResult result : results) {
      text.append(result.trial()).append(' ').append(result.status()).append(result.reason());
      text.append(Arrays.hashCode(result.rates())).append(' ');
      text.append(Arrays.toString(result.losses())).append(result.evaluations());
      text.append(result.test()).append('\n');
    }
    return text.toString();
  }
}
