package dev.rubato.lab.compare;

import dev.rubato.lab.Metric;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import java.util.Comparator;
import java.util.List;

/**
 * Finds trainings of one strategy that got stuck: those that ended worse than all others by far
 * more than the others differ.
 */
final class Stuck {
  /** Times the distance between the best and the worst of the others. */
  private static final double APART = 3;

  /** Of what the others gained since their first evaluation: less is no matter. */
  private static final double MATTERS = 0.1;

  private static final int FEWEST = 4;

  private Stuck() {}

  /** Those that got stuck, fewer than half; none where they are too few to say. */
  static List<TrialResult> among(List<TrialResult> results, Metric metric) {
    List<TrialResult> sorted =
        results.stream()
            .filter(each -> each.status() == Status.DONE && Double.isFinite(each.last(metric)))
            .sorted(Comparator.comparing(each -> each.last(metric), metric.bestFirst()))
            .toList();
    int count = sorted.size();
    if (count < FEWEST) {
      return List.of();
    }
    for (int good = count / 2 + 1; good < count; good++) {
      double worst = sorted.get(good - 1).last(metric);
      double spread = Math.abs(worst - sorted.get(0).last(metric));
      double gap = Math.abs(sorted.get(good).last(metric) - worst);
      if (gap > APART * spread && gap > MATTERS * gained(sorted.subList(0, good), metric)) {
        return sorted.subList(good, count);
      }
    }
    return List.of();
  }

  /** What the middle one of some trainings gained since its first evaluation, or has. */
  private static double gained(List<TrialResult> good, Metric metric) {
    TrialResult middle = good.get(good.size() / 2);
    double last = middle.last(metric);
    Double first =
        middle.evaluations().size() < 2
            ? null
            : middle.evaluations().get(0).metrics().get(metric.name());
    return first == null || !Double.isFinite(first) ? Math.abs(last) : Math.abs(first - last);
  }
}
