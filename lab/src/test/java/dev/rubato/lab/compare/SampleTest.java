package dev.rubato.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static Sample of(double... values) {
    return new Sample(java.util.Arrays.stream(values).boxed().toList());
  }

  @Test
  void theIntervalIsStudentsWithTheQuantilesOfThePrintedTables() {
    // t(0.975) for 1, 4 and 29 degrees of freedom: 12.706, 2.776, 2.045
    assertThat(of(1, 3).halfWidth()).isCloseTo(12.7062047362, within(1e-9));
    assertThat(of(1, 2, 3, 4, 5).halfWidth())
        .isCloseTo(2.7764451052 * Math.sqrt(2.5) / Math.sqrt(5), within(1e-9));
    Sample thirty =
        new Sample(IntStream.range(0, 30).mapToObj(i -> i % 2 == 0 ? -1.0 : 1).toList());
    assertThat(thirty.halfWidth())
        .isCloseTo(2.0452296421 * Math.sqrt(30.0 / 29) / Math.sqrt(30), within(1e-9));
  }

  @Test
  void theIntervalLiesRoundTheMean() {
    Sample sample = of(2, 4);
    assertThat(sample.mean()).isEqualTo(3);
    assertThat(sample.low()).isCloseTo(3 - 12.7062047362, within(1e-9));
    assertThat(sample.high()).isCloseTo(3 + 12.7062047362, within(1e-9));
  }

  @Test
  void equalValuesHaveAnIntervalWithoutWidth() {
    assertThat(of(0.1, 0.1, 0.1).halfWidth()).isCloseTo(0, within(1e-15));
  }

  @Test
  void ofOneValueNoIntervalIsKnown() {
    assertThat(of(7).mean()).isEqualTo(7);
    assertThat(of(7).median()).isEqualTo(7);
    assertThat(of(7).halfWidth()).isNaN();
    assertThat(of(7).low()).isNaN();
    assertThat(of(7).high()).isNaN();
  }

  @Test
  void oneInfinityMakesTheMeanInfiniteWhereverItStands() {
    assertThat(of(INF, 1, 2).mean()).isEqualTo(INF);
    assertThat(of(1, INF, 2).mean()).isEqualTo(INF);
    assertThat(of(1, 2, INF).mean()).isEqualTo(INF);
    assertThat(of(INF, INF).mean()).isEqualTo(INF);
    assertThat(of(-INF, 5).mean()).isEqualTo(-INF);
    assertThat(of(5, -INF).mean()).isEqualTo(-INF);
    assertThat(of(1, 2, INF).halfWidth()).isNaN();
  }

  @Test
  void oneNaNOrInfinitiesOfBothSignsMakeTheMeanNaN() {
    assertThat(of(1, NAN).mean()).isNaN();
    assertThat(of(NAN, 1).mean()).isNaN();
    assertThat(of(INF, -INF).mean()).isNaN();
    assertThat(of(NAN, 1).halfWidth()).isNaN();
  }

  @Test
  void theMedianIsTheMiddleInAnyOrderAndMayBeInfinite() {
    assertThat(of(9, 1, 4).median()).isEqualTo(4);
    assertThat(of(9, 1, 4, 6).median()).isEqualTo(5);
    assertThat(of(INF, 1, 4).median()).isEqualTo(4);
    assertThat(of(INF, 1, INF).median()).isEqualTo(INF);
    assertThat(of(INF, 1).median()).isEqualTo(INF);
  }

  @Test
  void samplesAreSubtractedSeedBySeed() {
    assertThat(of(5, 7, 9).minus(of(1, 2, 3)).values()).isEqualTo(List.of(4.0, 5.0, 6.0));
  }

  @Test
  void othersWidenTheIntervalAndNeverNarrowItNorMoveTheMean() {
    List<Double> values = List.of(1.0, 1.1, 0.9, 1.0, 1.0);
    Sample alone = new Sample(values);
    Sample calm = new Sample(values, List.of(5.0, 5.0, 5.0, 5.0));
    Sample wild = new Sample(values, List.of(1.0, 9.0, 1.0, 1.0));
    assertThat(calm.halfWidth()).isEqualTo(alone.halfWidth());
    // by hand: squares 0.02 + 48, 4 + 3 degrees of freedom, Student's 2.364624 for 7
    assertThat(wild.halfWidth()).isCloseTo(2.3646242516 * Math.sqrt(48.02 / 7 / 5), within(1e-9));
    assertThat(wild.mean()).isEqualTo(alone.mean());
    assertThat(new Sample(values, List.of(INF, 1.0, 9.0, 1.0, 1.0)).halfWidth())
        .as("what diverged has no spread")
        .isEqualTo(wild.halfWidth());
    assertThat(alone.halfWidth(0.99)).isGreaterThan(alone.halfWidth());
  }

  @Test
  void theOrderOfTheSeedsDoesNotMoveTheMeanNoticeably() {
    assertThat(of(1e-3, 1e3, 1).mean()).isCloseTo(of(1e3, 1, 1e-3).mean(), within(1e-12));
  }

  @Test
  void anEmptySampleIsAnError() {
    assertThatThrownBy(() -> new Sample(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one value");
  }
}
