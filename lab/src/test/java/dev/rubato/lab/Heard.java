package dev.rubato.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A listener that remembers what it hears of each trial. */
public final class Heard implements TrialListener {
  public final List<TrialEvent> events = new ArrayList<>();

  @Override
  public void hear(TrialEvent event) {
    events.add(event);
  }

  /** Words for what was heard of a trial, such as "begun 0", "steps 0..4", "evaluated 4". */
  public List<String> words(Trial trial) {
    List<String> words = new ArrayList<>();
    for (TrialEvent event : events) {
      if (event instanceof TrialEvent.Begun begun && begun.trials().contains(trial)) {
        words.add("begun " + begun.made());
      } else if (event instanceof TrialEvent.Steps steps && steps.trials().contains(trial)) {
        words.add("steps " + steps.from() + ".." + (steps.from() + steps.count()));
      } else if (event instanceof TrialEvent.Evaluated it && it.trials().contains(trial)) {
        words.add("evaluated " + it.evaluation().t());
      } else if (event instanceof TrialEvent.Paused it && it.soFar().trial().equals(trial)) {
        words.add("paused " + it.soFar().losses().length);
      } else if (event instanceof TrialEvent.Ended it && it.result().trial().equals(trial)) {
        words.add("ended " + it.result().losses().length);
      }
    }
    return words;
  }

  /** The rates of all steps of a trial, one batch after the other. */
  public double[] rates(Trial trial) {
    return batches(trial).stream().flatMapToDouble(each -> Arrays.stream(each.rates())).toArray();
  }

  /** The losses of all steps of a trial, one batch after the other. */
  public double[] losses(Trial trial) {
    return batches(trial).stream().flatMapToDouble(each -> Arrays.stream(each.losses())).toArray();
  }

  public List<TrialEvent.Steps> batches(Trial trial) {
    List<TrialEvent.Steps> batches = new ArrayList<>();
    for (TrialEvent event : events) {
      if (event instanceof TrialEvent.Steps steps && steps.trials().contains(trial)) {
        batches.add(steps);
      }
    }
    return batches;
  }
}
