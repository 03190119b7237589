package dev.rubato.schedule;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the name of a metric says of it. */
public final class MetricNames {
  private static final Set<String> HIGHER =
      Set.of(
          "accuracy",
          "acc",
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
          "spearman",
          "hit",
          "hits",
          "chrf",
          "gini",
          "jaccard",
          "similarity",
          "winrate",
          "likelihood");
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
          "kl",
          "errors",
          "misclassification",
          "misclassified",
          "ter",
          "smape",
          "wape",
          "mase",
          "lpips",
          "crps",
          "hinge");

  private static final int SHORT = 4;

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
    boolean top = false; // of top5_error the error counts
    boolean likelihood = false;
    String words = name.replaceAll("(?<=[a-z])(?=[A-Z][a-z])", " ").toLowerCase(Locale.ROOT);
    for (String word : words.split("[^a-z0-9]+", -1)) {
      higher |= HIGHER.contains(word);
      lower |= LOWER.contains(word);
      top |= word.matches("top\\d+");
      likelihood |= word.equals("likelihood");
      turned |= word.equals("neg") || word.equals("negative") || word.equals("minus");
    }
    if (turned && likelihood && !lower) {
      return true;
    }
    higher |= top && !lower;
    boolean unknown = higher == lower || turned;
    return unknown ? null : (Boolean) lower;
  }

  /** The names that say it, but those too short to be recognized where they are misspelt. */
  public static Set<String> known() {
    Set<String> known = new TreeSet<>(HIGHER);
    known.addAll(LOWER);
    known.removeIf(each -> each.length() < SHORT);
    return known;
  }
}
