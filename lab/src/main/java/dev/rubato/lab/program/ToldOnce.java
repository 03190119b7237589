package dev.rubato.lab.program;

import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import java.util.Arrays;

/** Passes on what a trial that is run again has not told before: its steps begin anew. */
final class ToldOnce implements TrialListener {
  private final TrialListener listener;
  private int steps;
  private long evaluated = -1;

  ToldOnce(TrialListener listener) {
    this.listener = listener;
  }

  @Override
  public void steps(TrialEvent.Steps event) {
    int end = event.from() + event.count();
    if (end <= steps) {
      return;
    }
    int known = Math.max(0, steps - event.from());
    steps = end;
    listener.hear(
        known == 0
            ? event
            : new TrialEvent.Steps(
                event.trials(),
                event.from() + known,
                Arrays.copyOfRange(event.rates(), known, event.count()),
                Arrays.copyOfRange(event.losses(), known, event.count())));
  }

  @Override
  public void evaluated(TrialEvent.Evaluated event) {
    if (event.evaluation().t() > evaluated) {
      evaluated = event.evaluation().t();
      listener.hear(event);
    }
  }
}
