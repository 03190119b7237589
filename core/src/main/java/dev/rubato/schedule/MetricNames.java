package dev.rubato.schedule;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the name of a metric says of it. */
public final class MetricNames {
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

  private MetricNames() {}

  /**
   * Whether lower values of a metric of this name are better: of {@code accuracy} and {@code
   * val_F1} they are not, of {@code validation-loss} and {@code rmse} they are. Null where the name
   * says nothing, or both.
   */
  public static @Nullable Boolean lowerIsBetter(String name) {
    boolean higher = false;
    boolean lower = false;
    boolean turned = false;
    String words = name.replaceAll("(?<=[a-z])(?=[A-Z][a-z])", " ").toLowerCase(Locale.ROOT);
    for (String word : words.split("[^a-z0-9]+", -1)) {
      higher |= HIGHER.contains(word);
      lower |= LOWER.contains(word);
      turned |= word.equals("neg") || word.equals("negative") || word.equals("minus");
    }
    boolean unknown = higher == lower || turned;
    return unknown ? null : (Boolean) lower;
  }
}
