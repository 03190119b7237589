package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.core.Linear;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What is probably a slip in a strategy is told when the optimizer is made. */
class StrategyWarningsTest {
  private static final Horizon HORIZON = Horizon.ofSteps(100);
  private static final String CUT =
      "\"0.1 for 500\" is cut off: it ends after 500 steps, but there are 100";

  @Test
  void theBuildersNoticesGetIt() {
    List<String> told = new ArrayList<>();
    StrategyOptimizer.builder(
            Linear.builder().setUnits(1).build(), "sgd(momentum=0.1 for 500): 0.1 for 500", HORIZON)
        .notices(told::add)
        .build();
    assertThat(told).containsExactly(CUT, "momentum: " + CUT);
  }

  @Test
  void elseTheLoggerGetsIt() {
    List<String> told = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            told.add(entry.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.rubato.djl");
    logger.addHandler(handler);
    try {
      StrategyOptimizer.builder(Linear.builder().setUnits(1).build(), "sgd: 0.1 for 500", HORIZON)
          .build();
      assertThat(told).containsExactly(CUT);
      ScheduleTracker.of("0.1 for 500", HORIZON);
      assertThat(told).containsExactly(CUT, CUT);
    } finally {
      logger.removeHandler(handler);
    }
  }
}
