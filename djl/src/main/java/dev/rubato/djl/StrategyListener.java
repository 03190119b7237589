package dev.rubato.djl;

import ai.djl.training.Trainer;
import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import ai.djl.training.listener.TrainingListenerAdapter;
import java.util.Locale;
import java.util.Map;

/**
 * Tells a strategy of the validations that {@code EasyTrain.fit} makes: phrases such as plateau
 * follow them, the best checkpoint is kept, and the training stops early where that is asked for.
 *
 * <pre>{@code
 * config.addTrainingListeners(TrainingListener.Defaults.basic())
 *     .addTrainingListeners(new StrategyListener(optimizer).stopAfter(5));
 * }</pre>
 *
 * <p>It stands after DJL's default listeners, which work the numbers out. The loss on the
 * validation data is {@code validation-loss}; another evaluator is its own name in small letters,
 * such as {@code accuracy}. After each validation a checkpoint is written, where the optimizer has
 * a folder.
 */
public final class StrategyListener extends TrainingListenerAdapter {
  private static final String LOSS = "validation-loss";
  private static final String VALIDATE = "validate_";

  private final StrategyOptimizer optimizer;
  private final String metric;
  private final boolean largerIsBetter;
  private final int patience;
  private int epochs;

  /** A listener that keeps the checkpoint of the lowest validation loss, and never stops. */
  public StrategyListener(StrategyOptimizer optimizer) {
    this(optimizer, LOSS, false, Integer.MAX_VALUE);
  }

  private StrategyListener(
      StrategyOptimizer optimizer, String metric, boolean largerIsBetter, int patience) {
    this.optimizer = optimizer;
    this.metric = metric;
    this.largerIsBetter = largerIsBetter;
    this.patience = patience;
    optimizer.isWatched();
  }

  /** This listener, with another metric to be best in. */
  public StrategyListener best(String name, boolean larger) {
    return new StrategyListener(optimizer, name, larger, patience);
  }

  /**
   * This listener, that stops the training by DJL's {@link EarlyStoppedException} after more than
   * so many validations in a row without a better value.
   *
   * @param validations at least 0
   */
  public StrategyListener stopAfter(int validations) {
    if (validations < 0) {
      throw new IllegalArgumentException("patience must be at least 0, was " + validations);
    }
    return new StrategyListener(optimizer, metric, largerIsBetter, validations);
  }

  @Override
  public void onEpoch(Trainer trainer) {
    epochs++;
    Map<String, Float> evaluations = trainer.getTrainingResult().getEvaluations();
    if (evaluations == null || evaluations.isEmpty()) {
      throw new IllegalStateException(
          "nothing was evaluated: add TrainingListener.Defaults before this listener");
    }
    for (String watched : optimizer.metrics()) {
      optimizer.observe(watched, value(evaluations, watched));
    }
    boolean stop = isOver(value(evaluations, metric));
    optimizer.afterEvaluation();
    optimizer.writeCheckpoint();
    if (stop) {
      throw new EarlyStoppedException(
          epochs, "no better " + metric + " in " + (patience + 1) + " validations in a row");
    }
  }

  private boolean isOver(float value) {
    float[] state = optimizer.earlyStop();
    boolean better =
        !Float.isNaN(value)
            && (Float.isNaN(state[0]) || (largerIsBetter ? value > state[0] : value < state[0]));
    if (better) {
      state[0] = value;
      state[1] = 0;
      optimizer.writeBest();
      return false;
    }
    state[1]++;
    return state[1] > patience;
  }

  private static float value(Map<String, Float> evaluations, String metric) {
    if (metric.equals(LOSS)) {
      return evaluations.getOrDefault(VALIDATE + "loss", Float.NaN);
    }
    for (Map.Entry<String, Float> entry : evaluations.entrySet()) {
      if (entry.getKey().toLowerCase(Locale.ROOT).equals(VALIDATE + metric)) {
        return entry.getValue();
      }
    }
    throw new IllegalStateException(
        "the strategy watches "
            + metric
            + ", but the trainer has no such evaluator: it has "
            + evaluations.keySet());
  }
}
