package dev.rubato.lab.sink;

import dev.rubato.lab.StudyListener;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import java.util.Arrays;
import java.util.List;

/** Tells a listener of a training whose result is known, in parts. */
final class Told {
  private Told() {}

  /** All events of the updates from {@code from} until {@code until}, without the end. */
  static void steps(StudyListener listener, TrialResult result, int from, int until) {
    listener.hear(new TrialEvent.Begun(List.of(result.trial()), from));
    int told = from;
    for (Evaluation evaluation : result.evaluations()) {
      int t = (int) evaluation.t();
      if (t > from && t <= until) {
        batch(listener, result, told, t);
        listener.hear(new TrialEvent.Evaluated(List.of(result.trial()), evaluation));
        told = t;
      }
    }
    batch(listener, result, told, until);
  }

  private static void batch(StudyListener listener, TrialResult result, int from, int until) {
    if (until > from) {
      listener.hear(
          new TrialEvent.Steps(
              List.of(result.trial()),
              from,
              Arrays.copyOfRange(result.rates(), from, until),
              Arrays.copyOfRange(result.losses(), from, until)));
    }
  }
}
