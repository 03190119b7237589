package dev.rubato.lab.run;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * Runs a piece: makes the steps of its trials once for as long as they are the same, and copies the
 * training where they part.
 */
public final class TrialRun {
  /** Validations in an epoch, at least; a step to a target is known to this precision. */
  private static final int VALIDATIONS_PER_EPOCH = 3;

  private final SteppedTask task;
  private final TrialGroup piece;
  private final Listener listener;
  private final List<Part> parts = new ArrayList<>();
  private int made;
  private boolean begun;

  /** Hears what becomes of a piece, on the thread that runs it. */
  public interface Listener {
    /** A step was made, of so many trials. */
    void step(int trials);

    /** A trial is through. */
    void ended(TrialResult result);

    /** A trial has made as many updates as the piece wants, and could go on from a snapshot. */
    void paused(TrialResult result, Snapshot snapshot);

    /** Trials go on by themselves. */
    void parted(TrialGroup others);
  }

  /** One trial of the piece. */
  private static final class Part {
    private final Trial trial;
    private final RunningStrategy numbers;
    private final int steps;
    private final long interval;
    private double[] rates;
    private double[] losses;
    private final List<Evaluation> evaluations;

    Part(TrialResult soFar) {
      this.trial = soFar.trial();
      this.numbers = trial.running();
      soFar.evaluations().forEach(each -> numbers.observe(each.t(), each.metrics()));
      this.steps = Math.toIntExact(trial.horizon().steps());
      this.interval = validationInterval(trial.horizon());
      this.rates = Arrays.copyOf(soFar.rates(), steps);
      this.losses = Arrays.copyOf(soFar.losses(), steps);
      this.evaluations = new ArrayList<>(soFar.evaluations());
    }

    boolean evaluatesAt(int made) {
      return made % interval == 0 || made == steps;
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

  private TrialRun(SteppedTask task, TrialGroup piece, Listener listener) {
    this.task = task;
    this.piece = piece;
    this.listener = listener;
    this.made = piece.made();
  }

  /** Runs a piece until its last trial is through, paused or on its own. */
  public static void run(SteppedTask task, TrialGroup piece, Listener listener) {
    new TrialRun(task, piece, listener).run();
  }

  /**
   * Runs a trial. A training that diverges or throws gives a result that says so.
   *
   * @param progress told the number of updates made, after each
   */
  public static TrialResult run(SteppedTask task, Trial trial, LongConsumer progress) {
    AtomicReference<TrialResult> outcome = new AtomicReference<>();
    Listener alone =
        new Listener() {
          private long made;

          @Override
          public void step(int trials) {
            progress.accept(++made);
          }

          @Override
          public void ended(TrialResult result) {
            outcome.set(result);
          }

          @Override
          public void paused(TrialResult result, Snapshot snapshot) {
            throw new IllegalStateException("a trial alone does not pause");
          }

          @Override
          public void parted(TrialGroup others) {
            throw new IllegalStateException("a trial alone has none to part from");
          }
        };
    run(task, TrialGroup.of(List.of(trial), false).get(0), alone);
    return Objects.requireNonNull(outcome.get(), "the trial's result");
  }

  /** How many updates lie between two validations of a training. */
  public static long validationInterval(Horizon horizon) {
    long epoch = horizon.stepsPerEpoch() == 0 ? horizon.steps() / 10 : horizon.stepsPerEpoch();
    return Math.max(1, epoch / VALIDATIONS_PER_EPOCH);
  }

  private void run() {
    Trial first = piece.trials().get(0).trial();
    try (Training training = task.start(first.strategy(), first.horizon(), first.seed())) {
      piece.trials().forEach(soFar -> parts.add(new Part(soFar)));
      begun = true;
      Snapshot from = piece.from();
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
      if (made >= piece.until()) {
        Snapshot snapshot = training.snapshot();
        parts.forEach(
            part -> listener.paused(part.result(made, Status.PAUSED, "", Map.of()), snapshot));
        return;
      }
      part(training);
      double rate = training.rate();
      double loss = training.step();
      for (Part part : parts) {
        part.rates[made] = rate;
        part.losses[made] = loss;
      }
      made++;
      listener.step(parts.size());
      if (!Double.isFinite(loss)) {
        end(Status.DIVERGED, "the loss was " + loss + " at step " + (made - 1));
        return;
      }
      evaluate(training);
      if (parts.stream().anyMatch(part -> part.steps == made) && conclude(training)) {
        return;
      }
    }
  }

  /** Lets those go that would make another step than the first trial. */
  private void part(Training training) {
    if (parts.size() == 1) {
      return;
    }
    List<Part> others = new ArrayList<>();
    RunningStrategy lead = parts.get(0).numbers;
    for (Part part : parts) {
      if (!part.numbers.agrees(lead, made)) {
        others.add(part);
      }
    }
    if (!others.isEmpty()) {
      parts.removeAll(others);
      release(others, training.snapshot());
    }
  }

  /** Gives each group of trials whose next step is the same to others. */
  private void release(List<Part> others, Snapshot snapshot) {
    List<Part> left = new ArrayList<>(others);
    while (!left.isEmpty()) {
      RunningStrategy lead = left.get(0).numbers;
      List<Part> together = new ArrayList<>();
      for (Part part : left) {
        if (part.numbers.agrees(lead, made)) {
          together.add(part);
        }
      }
      left.removeAll(together);
      listener.parted(
          new TrialGroup(
              together.stream()
                  .map(part -> part.result(made, Status.PAUSED, "", Map.of()))
                  .toList(),
              snapshot,
              piece.until()));
    }
  }

  private void evaluate(Training training) {
    if (parts.stream().noneMatch(part -> part.evaluatesAt(made))) {
      return;
    }
    Evaluation evaluation = new Evaluation(made, training.validate());
    for (Part part : parts) {
      if (part.evaluatesAt(made)) {
        part.evaluations.add(evaluation);
        part.numbers.observe(made, evaluation.metrics());
      }
    }
    if (parts.get(0).evaluatesAt(made)) {
      training.observe(evaluation.metrics());
    }
  }

  /**
   * Ends the trials that made their last step.
   *
   * @return whether none is left that this training can serve
   */
  private boolean conclude(Training training) {
    boolean leads = parts.get(0).steps == made;
    List<Part> done = parts.stream().filter(part -> part.steps == made).toList();
    Map<String, Double> test = training.test();
    done.forEach(part -> listener.ended(part.result(made, Status.DONE, "", test)));
    parts.removeAll(done);
    if (!leads) {
      return false;
    }
    if (!parts.isEmpty()) {
      release(List.copyOf(parts), training.snapshot()); // the strategy at work has no more steps
      parts.clear();
    }
    return true;
  }

  private void end(Status status, String reason) {
    if (begun) {
      parts.forEach(part -> listener.ended(part.result(made, status, reason, Map.of())));
    } else {
      piece.trials().forEach(soFar -> listener.ended(soFar.with(status, reason)));
    }
  }
}
