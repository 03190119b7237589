package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {

  @Test
  void everyEpochVisitsEveryExampleOnce() {
    for (long epoch = 0; epoch < 20; epoch++) {
      int[] order = Shuffle.order(1078, 3, epoch);
      Arrays.sort(order);
      assertThat(order).isEqualTo(IntStream.range(0, 1078).toArray());
    }
  }

  @Test
  void theOrderDependsOnTheSeedAndTheEpochAlone() {
    int[] order = Shuffle.order(100, 3, 5);
    assertThat(Shuffle.order(100, 3, 5)).isEqualTo(order);
    assertThat(Shuffle.order(100, 3, 6)).isNotEqualTo(order);
    assertThat(Shuffle.order(100, 4, 5)).isNotEqualTo(order);
    assertThat(Shuffle.order(100, 4, 4)).isNotEqualTo(order);
  }

  @Test
  void theOrderIsTheSameOnEveryJavaVersion() {
    assertThat(Shuffle.order(10, 1, 0)).containsExactly(2, 9, 8, 5, 1, 0, 3, 6, 4, 7);
  }

  @Test
  void everyOrderOfThreeIsAboutAsFrequent() {
    int[] counts = new int[27];
    for (long seed = 0; seed < 6000; seed++) {
      int[] order = Shuffle.order(3, seed, 0);
      counts[order[0] * 9 + order[1] * 3 + order[2]]++;
    }
    // 1000 each, with a standard deviation of 29
    assertThat(Arrays.stream(counts).filter(count -> count > 0))
        .hasSize(6)
        .allMatch(count -> count > 850 && count < 1150);
  }

  @Test
  void purposesHaveGeneratorsOfTheirOwn() {
    RandomGenerator weights = Shuffle.random(1, 0);
    RandomGenerator order = Shuffle.random(1, 1);
    assertThat(weights.nextLong()).isNotEqualTo(order.nextLong());
    assertThat(Shuffle.random(1, 0).nextLong()).isEqualTo(Shuffle.random(1, 0).nextLong());
  }
}
