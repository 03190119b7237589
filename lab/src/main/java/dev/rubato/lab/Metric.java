package dev.rubato.lab;

import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that an evaluation measures.
 *
 * @param name as the notation writes it, such as {@code validation-loss}
 * @param lowerIsBetter whether lower values are better
 */
public record Metric(String name, boolean lowerIsBetter) {
  private static final Set<String> HIGHER =
      Set.of(
          "accuracy",
          "acc",
          "top1",
          "top5",
          "f1",
          "auc",
          "auroc",
          "auprc",
          "precision",
          "recall",
          "sensitivity",
          "specificity",
          "bleu",
          "rouge",
          "meteor",
          "map",
          "ap",
          "ndcg",
          "mrr",
          "r2",
          "iou",
          "miou",
          "dice",
          "kappa",
          "mcc",
          "psnr",
          "ssim",
          "reward",
          "return",
          "correlation",
          "pearson",
          "spearman");
  private static final Set<String> LOWER =
      Set.of(
          "loss",
          "error",
          "err",
          "perplexity",
          "ppl",
          "rmse",
          "mse",
          "mae",
          "mape",
          "rmsle",
          "nll",
          "bpb",
          "bpc",
          "wer",
          "cer",
          "fid",
          "entropy",
          "crossentropy",
          "logloss",
          "brier",
          "regret",
          "cost",
          "distance",
          "divergence",
          "kl");

  /**
   * A metric whose name says which way is better: {@code accuracy}, {@code val_F1}; {@code
   * validation-loss}, {@code rmse}. Null where it says nothing, or both.
   */
  public static @Nullable Metric named(String name) {
    boolean higher = false;
    boolean lower = false;
    boolean turned = false;
    String words = name.replaceAll("(?<=[a-z])(?=[A-Z][a-z])", " ").toLowerCase(Locale.ROOT);
    for (String word : words.split("[^a-z0-9]+", -1)) {
      higher |= HIGHER.contains(word);
      lower |= LOWER.contains(word);
      turned |= word.equals("neg") || word.equals("negative") || word.equals("minus");
    }
    return higher == lower || turned ? null : new Metric(name, lower);
  }

  /** The name and which way is better, for people to read. */
  public String description() {
    return name.replace('-', ' ') + (lowerIsBetter ? ", lower is better" : ", higher is better");
  }

  /** Best first; NaN comes last. */
  public Comparator<Double> bestFirst() {
    return Comparator.comparing((Double value) -> value.isNaN())
        .thenComparing(lowerIsBetter ? Comparator.naturalOrder() : Comparator.reverseOrder());
  }

  /** Whether {@code value} is at least as good as {@code target}. */
  public boolean reaches(double value, double target) {
    return lowerIsBetter ? value <= target : value >= target;
  }

  /** The value of a training that failed or diverged. */
  public double worst() {
    return lowerIsBetter ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }
}
