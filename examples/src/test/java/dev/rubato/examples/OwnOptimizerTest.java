package dev.rubato.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.AlgorithmCheck;
import org.junit.jupiter.api.Test;

/** The optimizer of one's own finds the line, and does what any optimizer must. */
class OwnOptimizerTest {
  @Test
  void itFitsTheLine() throws Exception {
    assertThat(Printed.by(() -> OwnOptimizer.main(new String[0])))
        .contains(
            "sign-momentum(momentum=linear(0.5 -> 0.9), clip-norm=10): linear(0 -> 0.1) for 10%")
        .contains("y = 2.00 x + 1.00");
  }

  @Test
  void itDoesWhatAnyOptimizerMust() {
    AlgorithmCheck.check(Optimizer.of(OwnOptimizer.SIGN_MOMENTUM), 0.05);
  }
}
