package dev.rubato.djl;

import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Evaluator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * DJL's evaluations by the names of metrics: {@code top-5-accuracy} is the evaluator {@code
 * Top_5_Accuracy} on the validation data, {@code training-top-5-accuracy} on the training data.
 */
final class Evaluations {
  private static final String LOSS = "loss";

  private Evaluations() {}

  /**
   * The evaluation's key among DJL's, such as {@code validate_Accuracy}.
   *
   * @throws IllegalArgumentException where the trainer evaluates nothing of that name
   */
  static String key(String metric, Trainer trainer, Set<String> own) {
    String name = plain(metric);
    String stage = "validate_";
    for (String training : new String[] {"training-", "train-"}) {
      if (name.startsWith(training)) {
        stage = "train_";
        name = name.substring(training.length());
      }
    }
    for (String validation : new String[] {"validation-", "validate-", "val-"}) {
      if (name.startsWith(validation)) {
        name = name.substring(validation.length());
      }
    }
    if (name.equals(LOSS)) {
      return stage + LOSS;
    }
    Set<String> known = new TreeSet<>(own);
    known.add("validation-loss");
    known.add("training-loss");
    for (Evaluator evaluator : trainer.getEvaluators()) {
      if (plain(evaluator.getName()).equals(name)) {
        return stage + evaluator.getName();
      }
      if (evaluator != trainer.getLoss()) {
        known.add(plain(evaluator.getName()));
      }
    }
    throw new IllegalArgumentException(
        "\""
            + metric
            + "\" is watched, but the trainer evaluates "
            + known
            + ": take one of these, add an evaluator to the training's configuration, or give the"
            + " metric by StrategyListener.withMetric");
  }

  /** The value, or NaN where DJL has none. */
  static double value(Trainer trainer, String key) {
    Map<String, Float> evaluations = trainer.getTrainingResult().getEvaluations();
    if (evaluations == null || evaluations.isEmpty()) {
      throw new IllegalStateException(
          "nothing was evaluated: add TrainingListener.Defaults before this listener");
    }
    return evaluations.getOrDefault(key, Float.NaN);
  }

  /** A name in small letters, its words separated by hyphens. */
  static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
  }
}
