package dev.rubato.report;

import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.store.StoredTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why trials failed or diverged, for people. */
final class Unfinished {
  private static final int MOST = 10;

  private Unfinished() {}

  /** One line for each of the first few trials of a stored study. */
  static String ofStored(List<StoredTrial> trials) {
    return reasons(
        trials.stream()
            .filter(trial -> isUnfinished(trial.result()) || isDisowned(trial))
            .map(StoredTrial::result)
            .toList());
  }

  private static boolean isUnfinished(TrialResult result) {
    return result.status() == Status.FAILED || result.status() == Status.DIVERGED;
  }

  /** Whether it ran, but is not reused; the others that were cancelled never did. */
  private static boolean isDisowned(StoredTrial trial) {
    return trial.result().status() == Status.CANCELLED && trial.made() > 0;
  }

  /** One line for each of the first few trials of a comparison, those on fresh seeds first. */
  static String reasons(Comparison comparison) {
    List<TrialResult> results = new ArrayList<>();
    comparison.ranking().forEach(ranked -> results.addAll(ranked.results()));
    comparison
        .ranking()
        .forEach(ranked -> ranked.tried().forEach(tried -> results.addAll(tried.results())));
    return reasons(results.stream().filter(Unfinished::isUnfinished).toList());
  }

  private static String reasons(List<TrialResult> unfinished) {
    StringBuilder text = new StringBuilder();
    for (TrialResult result : unfinished.subList(0, Math.min(MOST, unfinished.size()))) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %s, seed %d: %s\n",
              result.status().name().toLowerCase(Locale.ROOT),
              result.trial().strategy(),
              result.trial().seed(),
              result.reason()));
    }
    if (unfinished.size() > MOST) {
      text.append(String.format(Locale.ROOT, "and %d more\n", unfinished.size() - MOST));
    }
    return text.toString();
  }
}
