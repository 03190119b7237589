package dev.rubato.lab.run;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Passes the events of one trial on, and from time to time what is known of it so far: for trials
 * that can't be copied while they run, so that at least their curves are kept.
 */
final class CurveKeeper implements TrialListener {
  private final Trial trial;
  private final TrialListener listener;
  private final CheckpointClock clock;
  private double[] rates = new double[0];
  private double[] losses = new double[0];
  private final List<Evaluation> evaluations = new ArrayList<>();
  private int made;

  CurveKeeper(Trial trial, TrialListener listener, CheckpointClock clock) {
    this.trial = trial;
    this.listener = listener;
    this.clock = clock;
  }

  @Override
  public void hear(TrialEvent event) {
    listener.hear(event);
    event.tell(this);
  }

  @Override
  public void steps(TrialEvent.Steps event) {
    int until = event.from() + event.count();
    if (until > rates.length) {
      long room = Math.min(trial.horizon().steps(), 2L * until);
      rates = Arrays.copyOf(rates, (int) room);
      losses = Arrays.copyOf(losses, (int) room);
    }
    System.arraycopy(event.rates(), 0, rates, event.from(), event.count());
    System.arraycopy(event.losses(), 0, losses, event.from(), event.count());
    made = until;
    if (clock.isDue()) {
      keep();
    }
  }

  @Override
  public void evaluated(TrialEvent.Evaluated event) {
    evaluations.add(event.evaluation());
  }

  private void keep() {
    long begin = System.nanoTime();
    TrialResult soFar =
        new TrialResult(
            trial,
            Status.PAUSED,
            "",
            Arrays.copyOf(rates, made),
            Arrays.copyOf(losses, made),
            // a program may report a step's metrics before its loss
            evaluations.stream().filter(each -> each.t() <= made).toList(),
            Map.of());
    listener.hear(new TrialEvent.Checkpointed(List.of(soFar), null));
    clock.took(System.nanoTime() - begin);
  }
}
