package dev.rubato.web.bend;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.strategy.RunningStrategy;
import java.util.List;

/** Where a training and another that begins like it part. */
final class Fork {
  private Fork() {}

  /**
   * How many steps of a training are also those of another strategy: all until the first at which a
   * number differs, each told of the same evaluations.
   *
   * @param parent as far as it has come
   * @return 0 if they are different from the start, such as by another optimizer
   */
  static int of(TrialResult parent, Trial other) {
    Trial trial = parent.trial();
    if (!trial.trunk().equals(other.trunk()) || !trial.horizon().equals(other.horizon())) {
      return 0;
    }
    RunningStrategy one = trial.running();
    RunningStrategy two = other.running();
    List<Evaluation> evaluations = parent.evaluations();
    int heard = 0;
    int made = parent.losses().length;
    for (int t = 0; t < made; t++) {
      while (heard < evaluations.size() && evaluations.get(heard).t() <= t) {
        Evaluation evaluation = evaluations.get(heard++);
        one.observe(evaluation.t(), evaluation.metrics());
        two.observe(evaluation.t(), evaluation.metrics());
      }
      if (!one.agrees(two, t)) {
        return t;
      }
    }
    return made;
  }
}
