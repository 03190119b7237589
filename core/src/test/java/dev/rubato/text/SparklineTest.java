package dev.rubato.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void heightsAreShares() {
    assertThat(Sparkline.of(new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8})).isEqualTo("▁▂▃▄▅▆▇██");
    assertThat(Sparkline.ascii(new double[] {0, 0.5, 1})).isEqualTo("_~#");
  }

  @Test
  void whatHasNoHeightIsLowest() {
    assertThat(Sparkline.of(new double[] {0, 0})).isEqualTo("▁▁");
    assertThat(Sparkline.of(new double[] {-1, Double.NaN, 1})).isEqualTo("▁▁█");
  }
}
