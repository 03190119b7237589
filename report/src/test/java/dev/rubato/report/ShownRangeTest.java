package dev.rubato.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How far an axis goes where some trainings diverge. */
class ShownRangeTest {
  private static final double[] GOOD = {2.3, 1, 0.3};
  private static final double[] GOOD_TOO = {2.4, 1.2, 0.4};
  private static final double[] AWAY = {2.3, 1e9, 1e24};

  @Test
  void oneThatDivergesDoesNotStretchTheAxisOfTheOthers() {
    for (List<double[]> curves :
        List.of(
            List.of(GOOD, AWAY), List.of(AWAY, AWAY, GOOD, AWAY), List.of(GOOD, GOOD_TOO, AWAY))) {
      ShownRange limits = ShownRange.of(curves, true);
      assertThat(limits.high()).isBetween(2.4, 100.0);
      assertThat(limits.cut(AWAY)).containsExactly(2.3, Double.NaN, Double.NaN);
      assertThat(limits.cut(GOOD)).isEqualTo(GOOD);
    }
  }

  @Test
  void whatIsBetterIsNeverLeftOut() {
    double[] better = {2.3, -50, -1e9};
    assertThat(ShownRange.of(List.of(GOOD, GOOD_TOO, better), true).cut(better)).isEqualTo(better);
  }

  @Test
  void aMetricThatShouldRiseIsLimitedBelow() {
    double[] good = {0.1, 0.8, 0.9};
    double[] away = {0.1, -1e20, Double.NEGATIVE_INFINITY};
    ShownRange limits = ShownRange.of(List.of(good, away, good), false);
    assertThat(limits.cut(away)).containsExactly(0.1, Double.NaN, Double.NaN);
    assertThat(limits.cut(good)).isEqualTo(good);
  }

  @Test
  void oneCurveAloneIsShownInFull() {
    assertThat(ShownRange.of(List.of(AWAY), true).cut(AWAY)).isEqualTo(AWAY);
    assertThat(ShownRange.of(List.of(), true).show(1e300)).isTrue();
  }
}
