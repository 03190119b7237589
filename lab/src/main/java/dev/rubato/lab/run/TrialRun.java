package dev.rubato.lab.run;

import dev.rubato.lab.StepBatches;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Runs a group of trials: makes their steps once for as long as they are the same, and copies the
 * training where they diverge.
 */
public final class TrialRun {
  private final SteppedTask task;
  private final TrialGroup group;
  private final TrialListener listener;
  private final Consumer<TrialGroup> spawned;
  private final StepBatches batches;
  private final CheckpointClock clock;
  private final List<GroupPart> parts = new ArrayList<>();
  private List<Trial> trials = List.of();
  private int made;
  private boolean begun;

  private TrialRun(
      SteppedTask task,
      TrialGroup group,
      TrialListener listener,
      CheckpointClock clock,
      Consumer<TrialGroup> spawned) {
    this.task = task;
    this.group = group;
    this.listener = listener;
    this.clock = clock;
    this.spawned = spawned;
    this.made = group.made();
    this.batches = new StepBatches(listener, made);
  }

  /**
   * Runs a group until its last trial has ended, paused or moved to another group. The caller
   * reports that the group begins.
   *
   * @param listener must not throw
   * @param clock when the training is checkpointed
   * @param spawned gets the groups of trials whose next step differs from the first trial's
   */
  public static void run(
      SteppedTask task,
      TrialGroup group,
      TrialListener listener,
      CheckpointClock clock,
      Consumer<TrialGroup> spawned) {
    new TrialRun(task, group, listener, clock, spawned).run();
  }

  /** Runs a trial. A training that diverges or throws has a result that says so. */
  public static TrialResult run(SteppedTask task, Trial trial, TrialListener listener) {
    AtomicReference<TrialResult> outcome = new AtomicReference<>();
    TrialListener remembering =
        new TrialListener() {
          @Override
          public void ended(TrialEvent.Ended event) {
            outcome.set(event.result());
          }
        };
    Listeners listeners = new Listeners(List.of(remembering, listener));
    listeners.hear(new TrialEvent.Begun(List.of(trial), 0));
    run(
        task,
        TrialGroup.of(List.of(trial), false).get(0),
        listeners,
        CheckpointClock.NEVER,
        others -> {
          throw new IllegalStateException("a single trial has no group to leave");
        });
    return Objects.requireNonNull(outcome.get(), "the trial's result");
  }

  private void run() {
    Trial first = group.trials().get(0).trial();
    try (Training training = task.start(first.strategy(), first.horizon(), first.seed())) {
      group.trials().forEach(soFar -> parts.add(new GroupPart(task, soFar)));
      begun = true;
      know();
      Snapshot from = group.from();
      if (from != null) {
        training.restore(from, parts.get(0).evaluations);
      }
      run(training);
    } catch (NonFiniteGradientException e) {
      end(Status.DIVERGED, String.valueOf(e.getMessage()));
    } catch (RuntimeException | OutOfMemoryError e) {
      end(Status.FAILED, e.toString());
    }
  }

  private void run(Training training) {
    while (true) {
      if (made >= group.until()) {
        flush();
        Snapshot snapshot = training.snapshot();
        parts.forEach(part -> listener.hear(new TrialEvent.Paused(part.soFar(made), snapshot)));
        return;
      }
      if (made > group.made() && clock.isDue()) {
        checkpoint(training);
      }
      part(training);
      double rate = training.rate();
      long faltered = training.faltered();
      double loss = training.step();
      if (training.faltered() > faltered) {
        flush();
        listener.hear(new TrialEvent.Faltered(trials, made));
      }
      for (int i = 0; i < parts.size(); i++) {
        parts.get(i).rates[made] = rate;
        parts.get(i).losses[made] = loss;
      }
      made++;
      batches.made(trials, parts.get(0).rates, parts.get(0).losses, made);
      if (!Double.isFinite(loss)) {
        end(Status.DIVERGED, "the loss was " + loss + " at step " + (made - 1));
        return;
      }
      if (isEvaluated() && !evaluate(training)) {
        return;
      }
      if (isLast() && conclude(training)) {
        return;
      }
    }
  }

  private void checkpoint(Training training) {
    flush();
    long begin = System.nanoTime();
    List<TrialResult> soFar = parts.stream().map(part -> part.soFar(made)).toList();
    Snapshot snapshot = task.branches() ? training.snapshot() : null;
    listener.hear(new TrialEvent.Checkpointed(soFar, snapshot));
    clock.took(System.nanoTime() - begin);
  }

  /** Remembers who is left. */
  private void know() {
    trials = parts.stream().map(part -> part.trial).toList();
  }

  /** Tells the listener of all steps, before anything else. */
  private void flush() {
    batches.flush(trials, parts.get(0).rates, parts.get(0).losses, made);
  }

  /** Moves out those whose next step would differ from the first trial's. */
  private void part(Training training) {
    if (parts.size() == 1) {
      return;
    }
    List<GroupPart> others = new ArrayList<>();
    RunningStrategy lead = parts.get(0).numbers;
    for (GroupPart part : parts) {
      if (!part.numbers.agrees(lead, made)) {
        others.add(part);
      }
    }
    if (!others.isEmpty()) {
      flush();
      Snapshot snapshot = training.snapshot();
      parts.removeAll(others);
      know();
      spawn(others, snapshot);
    }
  }

  /** Moves trials to other groups, together if their next step is the same. */
  private void spawn(List<GroupPart> others, Snapshot snapshot) {
    List<GroupPart> left = new ArrayList<>(others);
    while (!left.isEmpty()) {
      RunningStrategy lead = left.get(0).numbers;
      List<GroupPart> together = new ArrayList<>();
      for (GroupPart part : left) {
        if (part.numbers.agrees(lead, made)) {
          together.add(part);
        }
      }
      left.removeAll(together);
      spawned.accept(
          new TrialGroup(
              together.stream().map(part -> part.soFar(made)).toList(), snapshot, group.until()));
    }
  }

  // Asked after every step, so without a stream.
  private boolean isEvaluated() {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).evaluatesAt(made)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLast() {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).steps == made) {
        return true;
      }
    }
    return false;
  }

  /** Evaluates the training; returns whether it goes on. */
  private boolean evaluate(Training training) {
    flush();
    Evaluation evaluation = new Evaluation(made, training.validate());
    List<Trial> evaluated = new ArrayList<>();
    for (GroupPart part : parts) {
      if (part.evaluatesAt(made)) {
        part.evaluations.add(evaluation);
        part.numbers.observe(made, evaluation.metrics());
        evaluated.add(part.trial);
      }
    }
    if (parts.get(0).evaluatesAt(made)) {
      training.observe(evaluation.metrics());
    }
    listener.hear(new TrialEvent.Evaluated(evaluated, evaluation));
    String judged = task.about().judged().name();
    Set<String> reported = evaluation.metrics().keySet();
    if (!reported.contains(judged)) {
      end(
          Status.FAILED,
          "no metric is called %s; the task reports %s"
              .formatted(judged, String.join(", ", new TreeSet<>(reported))));
      return false;
    }
    return watchesWhatIs(reported, training);
  }

  /** Ends the trials that wait for a metric which never comes; returns whether others go on. */
  private boolean watchesWhatIs(Set<String> reported, Training training) {
    GroupPart lead = parts.get(0);
    for (GroupPart part : List.copyOf(parts)) {
      Set<String> missing = new TreeSet<>(part.numbers.metrics());
      missing.removeAll(reported);
      if (part.evaluatesAt(made) && !missing.isEmpty()) {
        String reason =
            "the strategy watches %s, but the task reports %s"
                .formatted(String.join(", ", missing), String.join(", ", new TreeSet<>(reported)));
        end(part.result(made, Status.FAILED, reason, Map.of()));
        parts.remove(part);
      }
    }
    know();
    if (parts.contains(lead)) {
      return true;
    }
    if (!parts.isEmpty()) {
      spawn(List.copyOf(parts), training.snapshot()); // the training follows the lead's strategy
      parts.clear();
    }
    return false;
  }

  /**
   * Ends the trials that made their last step.
   *
   * @return whether none is left that this training can serve
   */
  private boolean conclude(Training training) {
    boolean leads = parts.get(0).steps == made;
    List<GroupPart> done = parts.stream().filter(part -> part.steps == made).toList();
    Map<String, Double> test = training.test();
    flush();
    done.forEach(part -> end(part.result(made, Status.DONE, "", test)));
    parts.removeAll(done);
    know();
    if (!leads) {
      return false;
    }
    if (!parts.isEmpty()) {
      spawn(List.copyOf(parts), training.snapshot()); // the strategy at work has no more steps
      parts.clear();
    }
    return true;
  }

  private void end(Status status, String reason) {
    if (begun) {
      if (!parts.isEmpty()) {
        flush();
      }
      parts.forEach(part -> end(part.result(made, status, reason, Map.of())));
    } else {
      group.trials().forEach(soFar -> end(soFar.with(status, reason)));
    }
  }

  private void end(TrialResult result) {
    listener.hear(new TrialEvent.Ended(result));
  }
}
