package dev.rubato.web.design;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.plot.Json;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a picture takes: in the processor's time, which a busy machine does not change. */
class DrawingTest {
  @Test
  void aHundredThousandStepsAreDrawnInATenthOfASecond() {
    Asked asked =
        new Asked(
            List.of(
                "adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0)",
                "sgd(momentum=linear(0.85 -> 0.95)): one-cycle(0.1)"),
            100_000,
            0,
            null,
            null,
            null);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20 && best > 100_000_000; i++) {
      long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      String json = Json.line(Drawing.of(asked));
      best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
      assertThat(json).startsWith("{");
    }
    assertThat(best / 1_000_000).as("milliseconds").isLessThan(100);
  }
}
