package dev.rubato.lab;

import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.NonFiniteGradientException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Runs one trial from its first step to its last, whatever happens. */
public final class TrialRun {
  /** Validations in an epoch, at least; a step to a target is known to this precision. */
  private static final int VALIDATIONS_PER_EPOCH = 3;

  private final Task task;
  private final Trial trial;
  private final double[] rates;
  private final double[] losses;
  private final List<Evaluation> evaluations = new ArrayList<>();
  private int made;

  private TrialRun(Task task, Trial trial) {
    this.task = task;
    this.trial = trial;
    int steps = Math.toIntExact(trial.horizon().steps());
    this.rates = new double[steps];
    this.losses = new double[steps];
  }

  /**
   * Runs a trial. A training that diverges or throws gives a result that says so.
   *
   * @param progress told the number of updates made, after each
   */
  public static TrialResult run(Task task, Trial trial, LongConsumer progress) {
    return new TrialRun(task, trial).run(progress);
  }

  /** How many updates lie between two validations of a training. */
  public static long validationInterval(Horizon horizon) {
    long epoch = horizon.stepsPerEpoch() == 0 ? horizon.steps() / 10 : horizon.stepsPerEpoch();
    return Math.max(1, epoch / VALIDATIONS_PER_EPOCH);
  }

  private TrialResult run(LongConsumer progress) {
    try (Training training = task.start(trial.strategy(), trial.horizon(), trial.seed())) {
      long interval = validationInterval(trial.horizon());
      while (made < losses.length) {
        rates[made] = training.rate();
        losses[made] = training.step();
        made++;
        progress.accept(made);
        if (!Double.isFinite(losses[made - 1])) {
          return ended(
              Status.DIVERGED, "the loss was " + losses[made - 1] + " at step " + (made - 1));
        }
        if (made % interval == 0 || made == losses.length) {
          evaluations.add(new Evaluation(made, training.validate()));
        }
      }
      return new TrialResult(
          trial, Status.DONE, "", rates, losses, List.copyOf(evaluations), training.test());
    } catch (NonFiniteGradientException e) {
      return ended(Status.DIVERGED, String.valueOf(e.getMessage()));
    } catch (RuntimeException | OutOfMemoryError e) {
      return ended(Status.FAILED, e.toString());
    }
  }

  private TrialResult ended(Status status, String reason) {
    return new TrialResult(
        trial,
        status,
        reason,
        Arrays.copyOf(rates, made),
        Arrays.copyOf(losses, made),
        List.copyOf(evaluations),
        Map.of());
  }
}
