package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The interval by which it is measured what a page costs a study. */
class SlowdownTest {
  @Test
  void aShareIsThatOfOnePage() {
    Slowdown slowdown = new Slowdown();
    for (int i = 0; i < 6; i++) {
      slowdown.add(1.2, 1, 10);
    }
    assertThat(slowdown.estimate().median()).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void ofSixPairsTheIntervalIsAllOfThemAndOfTwentyFourTheSeventhFromEachEnd() {
    assertThat(counted(6)).isEqualTo(new Slowdown.Estimate(0.5, 1.75, 3));
    assertThat(counted(24)).isEqualTo(new Slowdown.Estimate(3.5, 6.25, 9));
  }

  /** With shares of a half, one, one and a half, and so on. */
  private static Slowdown.Estimate counted(int pairs) {
    Slowdown slowdown = new Slowdown();
    for (int i = pairs; i >= 1; i--) {
      slowdown.add(1 + i, 1, 1);
    }
    return slowdown.estimate();
  }

  @Test
  void theIntervalHoldsTheTruthAsOftenAsItPromisesWhateverTheNoise() {
    Random random = new Random(7);
    int held = 0;
    int rounds = 2000;
    for (int round = 0; round < rounds; round++) {
      Slowdown slowdown = new Slowdown();
      for (int i = 0; i < 20; i++) {
        double noise = random.nextGaussian() / (0.1 + random.nextDouble()); // heavy tails
        slowdown.add(10 + 0.02 + noise, 10, 0.5);
      }
      held += slowdown.estimate().holds(0.002) ? 1 : 0;
    }
    assertThat((double) held / rounds).isBetween(0.94, 0.985);
  }
}
