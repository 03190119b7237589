package dev.rubato.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "accuracy", "acc", "val_acc", "validation-accuracy", "Top_5_Accuracy", "top5", "F1",
            "val/f1",
        "macro-F1", "AUC", "precision", "recall", "bleu", "mAP", "r2", "testAccuracy",
        "hit@10", "hits@1", "log_likelihood", "chrF"
      })
  void namesOfWhatShouldGrowSayIt(String name) {
    assertThat(Metric.named(name)).isEqualTo(new Metric(name, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss",
        "validation-loss",
        "val_loss",
        "error",
        "error-rate",
        "perplexity",
        "ppl",
        "rmse",
        "MAE",
        "mse",
        "cross-entropy",
        "valLoss",
        "WER",
        "top5_error",
        "top1-err",
        "neg_log_likelihood",
        "negative-log-likelihood",
        "misclassification",
        "misclassification_rate"
      })
  void namesOfWhatShouldShrinkSayIt(String name) {
    assertThat(Metric.named(name)).isEqualTo(new Metric(name, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "foo",
        "score2",
        "accuracy-loss",
        "neg_mse",
        "negative-loss",
        "glossy",
        "map2"
      })
  void otherNamesSayNothing(String name) {
    assertThat(Metric.named(name)).isNull();
  }
}
