package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import org.junit.jupiter.api.Test;

class ScheduleTrackerTest {
  private static final Horizon HORIZON = Horizon.ofSteps(100);

  @Test
  void djlsFirstUpdateIsStep0() {
    ScheduleTracker tracker = ScheduleTracker.of("linear(1 -> 0)", HORIZON);
    assertThat(tracker.getNewValue(1)).isEqualTo(1f);
    assertThat(tracker.getNewValue(2)).isEqualTo(0.99f);
    assertThat(tracker.getNewValue(100)).isEqualTo(0.01f);
    assertThat(tracker.getNewValue(1)).as("it remembers nothing").isEqualTo(1f);
  }

  @Test
  void eachDeviceCountsOnceInAStep() {
    ScheduleTracker tracker = ScheduleTracker.of(Notation.schedule("linear(1 -> 0)"), HORIZON, 2);
    assertThat(tracker.getNewValue(1)).isEqualTo(tracker.getNewValue(2)).isEqualTo(1f);
    assertThat(tracker.getNewValue(3)).isEqualTo(tracker.getNewValue(4)).isEqualTo(0.99f);
  }

  @Test
  void aScheduleThatWatchesAMetricIsRefused() {
    assertThatThrownBy(() -> ScheduleTracker.of("plateau(0.1)", HORIZON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("validation-loss")
        .hasMessageContaining("StrategyOptimizer");
  }
}
