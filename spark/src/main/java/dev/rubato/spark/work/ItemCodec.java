package dev.rubato.spark.work;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events and spawned groups in a message, their trials as places in the group that both know. */
final class ItemCodec {
  private static final int STEPS = 0;
  private static final int EVALUATED = 1;
  private static final int FALTERED = 2;
  private static final int PAUSED = 3;
  private static final int CHECKPOINTED = 4;
  private static final int ENDED = 5;
  private static final int SPAWNED = 6;

  private final List<Trial> trials;
  private final Map<Trial, Integer> places = new HashMap<>();

  ItemCodec(List<Trial> trials) {
    this.trials = trials;
    for (int i = 0; i < trials.size(); i++) {
      places.put(trials.get(i), i);
    }
  }

  static TrialResult soFar(Trial trial, List<Evaluation> evaluations) {
    return new TrialResult(
        trial, Status.PAUSED, "", new double[0], new double[0], evaluations, Map.of());
  }

  void write(WireOutput out, Item item) {
    if (item instanceof Item.Spawned spawned) {
      TrialGroup group = spawned.group();
      together(out.number(SPAWNED), group.trials());
      out.snapshot(group.from()).number(group.until());
    } else if (item instanceof Item.Event event) {
      write(out, event.event());
    }
  }

  private void write(WireOutput out, TrialEvent event) {
    if (event instanceof TrialEvent.Steps steps) {
      all(out.number(STEPS), steps.trials());
      out.number(steps.from()).numbers(steps.rates()).numbers(steps.losses());
    } else if (event instanceof TrialEvent.Evaluated evaluated) {
      all(out.number(EVALUATED), evaluated.trials());
      out.evaluations(List.of(evaluated.evaluation()));
    } else if (event instanceof TrialEvent.Faltered faltered) {
      all(out.number(FALTERED), faltered.trials());
      out.number(faltered.step());
    } else if (event instanceof TrialEvent.Paused paused) {
      result(out.number(PAUSED), paused.soFar());
      out.snapshot(paused.snapshot());
    } else if (event instanceof TrialEvent.Checkpointed checkpointed) {
      together(out.number(CHECKPOINTED), checkpointed.soFar());
      out.snapshot(checkpointed.snapshot());
    } else if (event instanceof TrialEvent.Ended ended) {
      result(out.number(ENDED), ended.result());
    } else {
      throw new IllegalArgumentException("the driver itself says that trials begin");
    }
  }

  Item read(WireInput in) {
    int kind = in.number();
    return switch (kind) {
      case STEPS -> {
        List<Trial> of = all(in);
        int from = in.number();
        double[] rates = in.numbers();
        yield new Item.Event(new TrialEvent.Steps(of, from, rates, in.numbers()));
      }
      case EVALUATED -> new Item.Event(new TrialEvent.Evaluated(all(in), in.evaluations().get(0)));
      case FALTERED -> new Item.Event(new TrialEvent.Faltered(all(in), in.number()));
      case PAUSED -> {
        TrialResult soFar = result(in);
        Snapshot snapshot = in.snapshot();
        if (snapshot == null) {
          throw new IllegalStateException("a trial paused without a snapshot");
        }
        yield new Item.Event(new TrialEvent.Paused(soFar, snapshot));
      }
      case CHECKPOINTED -> new Item.Event(new TrialEvent.Checkpointed(together(in), in.snapshot()));
      case ENDED -> new Item.Event(new TrialEvent.Ended(result(in)));
      case SPAWNED -> {
        List<TrialResult> of = together(in);
        Snapshot from = in.snapshot();
        yield new Item.Spawned(new TrialGroup(of, from, in.longNumber()));
      }
      default -> throw new IllegalStateException("a report has an item of unknown kind " + kind);
    };
  }

  private void one(WireOutput out, Trial trial) {
    Integer place = places.get(trial);
    if (place == null) {
      throw new IllegalArgumentException("a trial of another group: " + trial);
    }
    out.number(place.intValue());
  }

  private void all(WireOutput out, List<Trial> some) {
    out.number(some.size());
    some.forEach(each -> one(out, each));
  }

  private List<Trial> all(WireInput in) {
    List<Trial> some = new ArrayList<>();
    int count = in.number();
    for (int i = 0; i < count; i++) {
      some.add(trials.get(in.number()));
    }
    return some;
  }

  private void result(WireOutput out, TrialResult result) {
    one(out, result.trial());
    out.text(result.status().name()).text(result.reason());
    out.numbers(result.rates()).numbers(result.losses());
    out.evaluations(result.evaluations()).metrics(result.test());
  }

  private TrialResult result(WireInput in) {
    Trial trial = trials.get(in.number());
    Status status = Status.valueOf(in.text());
    String reason = in.text();
    double[] rates = in.numbers();
    double[] losses = in.numbers();
    List<Evaluation> evaluations = in.evaluations();
    return new TrialResult(trial, status, reason, rates, losses, evaluations, in.metrics());
  }

  /** Trials that were one training so far, whose curve is written once. */
  private void together(WireOutput out, List<TrialResult> results) {
    out.number(results.size());
    for (TrialResult each : results) {
      one(out, each.trial());
      out.evaluations(each.evaluations());
    }
    out.numbers(results.get(0).rates()).numbers(results.get(0).losses());
  }

  private List<TrialResult> together(WireInput in) {
    List<TrialResult> bare = new ArrayList<>();
    int count = in.number();
    for (int i = 0; i < count; i++) {
      Trial trial = trials.get(in.number());
      bare.add(soFar(trial, in.evaluations()));
    }
    double[] rates = in.numbers();
    double[] losses = in.numbers();
    List<TrialResult> results = new ArrayList<>();
    for (TrialResult each : bare) {
      results.add(
          new TrialResult(
              each.trial(), Status.PAUSED, "", rates, losses, each.evaluations(), Map.of()));
    }
    return results;
  }
}
