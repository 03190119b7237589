package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@code compare} promises, on cheap tasks of the half of the battery by which nothing was
 * chosen. The levels are those that docs/truth.md shows, less what so few comparisons and another
 * processor's bits may move.
 */
@Tag("long")
class CompareQualityTest {
  private static final List<BatteryTask> CHEAP =
      Stream.of("rotated-quadratic-3", "sampled-regression-10", "huge-regression", "ratings-60")
          .map(Battery::task)
          .toList();

  @Test
  void intervalsHoldTrueDifferencesAndTheAdviceIsNearlyTheBest() throws InterruptedException {
    List<CompareTable.Case> cases =
        CompareTable.cases(CHEAP, Repeats.first(5), CompareTable.JUDGE_SEEDS, 2);
    CompareTable.print(cases, System.out);
    double[] excess = CompareTable.excesses(cases);
    assertThat(CompareTable.held(cases)).isGreaterThanOrEqualTo(0.85);
    assertThat(excess[excess.length / 2]).isLessThanOrEqualTo(0.03);
    assertThat(excess[(int) (0.9 * (excess.length - 1))]).isLessThanOrEqualTo(0.25);
  }

  @Test
  void aStrategyRarelyBeatsItself() throws InterruptedException {
    List<TwinTable.Case> cases = TwinTable.cases(CHEAP, Repeats.first(100), 2);
    TwinTable.print(cases, System.out);
    assertThat(TwinTable.share(cases, TwinTable.Case::winner)).isLessThanOrEqualTo(0.12);
    assertThat(TwinTable.share(cases, TwinTable.Case::winnerUntilDecided))
        .isLessThanOrEqualTo(0.12);
  }
}
