package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@code find} promises, on the half of the battery by which nothing was chosen. The levels
 * are those that docs/truth.md shows, less what another processor's bits may move.
 */
@Tag("long")
class FindQualityTest {
  private static final List<String> OPTIMIZERS = List.of("sgd", "sgd(momentum=0.9)", "adam");

  @Test
  void onTasksThatNothingWasChosenByTheAnswerIsNearTheBest() throws InterruptedException {
    List<FindTable.Case> all =
        FindTable.cases(
            List.of(new RateMethod.Finder()),
            Battery.tasks(Half.MEASURE),
            OPTIMIZERS,
            Repeats.first(1),
            2);
    FindTable.print(all, System.out);
    List<FindTable.Case> answered = all.stream().filter(FindTable.Case::answers).toList();
    assertThat(share(all, FindTable.Case::answers)).isGreaterThanOrEqualTo(0.95);
    assertThat(share(answered, each -> each.factor() <= 3)).isGreaterThanOrEqualTo(0.93);
    assertThat(share(answered, each -> each.excess() <= 0.1)).isGreaterThanOrEqualTo(0.85);
    assertThat(share(answered, each -> each.excess() <= 1)).isGreaterThanOrEqualTo(0.93);
    assertThat(share(answered, FindTable.Case::holds)).isGreaterThanOrEqualTo(0.85);
    assertThat(answered.stream().mapToDouble(FindTable.Case::cost).sorted().toArray())
        .satisfies(costs -> assertThat(costs[costs.length / 2]).isLessThanOrEqualTo(12));
  }

  @Test
  void alsoForTrainingsOfTenTimesTheLength() throws InterruptedException {
    List<BatteryTask> tasks =
        Battery.tasks(Half.MEASURE).stream()
            .map(task -> task.times(10))
            .filter(task -> Truth.isKnown(task, OPTIMIZERS))
            .toList();
    assertThat(tasks).hasSizeGreaterThan(10);
    List<FindTable.Case> all =
        FindTable.cases(List.of(new RateMethod.Finder()), tasks, OPTIMIZERS, Repeats.first(1), 2);
    FindTable.print(all, System.out);
    assertThat(all).allMatch(FindTable.Case::answers);
    assertThat(share(all, each -> each.factor() <= 3)).isGreaterThanOrEqualTo(0.9);
    assertThat(share(all, each -> each.excess() <= 0.1)).isGreaterThanOrEqualTo(0.8);
    assertThat(share(all, each -> each.excess() <= 1)).isGreaterThanOrEqualTo(0.9);
    assertThat(share(all, FindTable.Case::holds)).isGreaterThanOrEqualTo(0.85);
  }

  private static double share(List<FindTable.Case> cases, Predicate<FindTable.Case> which) {
    return cases.stream().filter(which).count() / (double) cases.size();
  }
}
