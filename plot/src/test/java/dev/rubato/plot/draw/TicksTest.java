package dev.rubato.plot.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

  private static List<String> labels(List<Ticks.Tick> ticks) {
    return ticks.stream().map(Ticks.Tick::label).filter(label -> !label.isEmpty()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 6, 0 0.2 0.4 0.6 0.8 1.0",
    "0, 100, 6, 0 20 40 60 80 100",
    "-1, 1, 5, -1.0 -0.5 0 0.5 1.0",
    "0, 3e-4, 4, 0 1e-4 2e-4 3e-4",
    "0, 2.5e-4, 7, 0 5e-5 1e-4 1.5e-4 2e-4 2.5e-4",
    "0, 0.003, 4, 0 1e-3 2e-3 3e-3",
    "0, 0.1, 3, 0 0.05 0.10",
    "0, 20000, 5, 0 5k 10k 15k 20k",
    "9999, 10001, 3, 9999 10000 10001",
    "0, 3e6, 4, 0 1M 2M 3M",
    "0, 1.5e6, 4, 0 0.5M 1M 1.5M",
    "0, 4e9, 5, 0 1e9 2e9 3e9 4e9",
    "1.00001, 1.00003, 3, 1.00001 1.00002 1.00003",
  })
  void linearMarksAreRoundAndShort(double low, double high, int most, String expected) {
    assertThat(labels(Ticks.linear(low, high, most))).containsExactly(expected.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "1e-5, 0.1, 6, 1e-5 1e-4 0.001 0.01 0.1",
    "1e-3, 0.1, 10, 0.001 0.002 0.005 0.01 0.02 0.05 0.1",
    "0.24, 2.5, 8, 0.3 0.5 1 2",
    "0.1, 1, 30, 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1",
    "1, 1e6, 7, 1 10 100 1000 10k 100k 1M",
    "1e-12, 1, 5, 1e-12 1e-9 1e-6 0.001 1",
    "0.21, 0.29, 5, 0.22 0.24 0.26 0.28",
  })
  void logarithmicMarksAreDecadesAndTheirParts(double low, double high, int most, String expected) {
    assertThat(labels(Ticks.log(low, high, most))).containsExactly(expected.split(" "));
  }

  @Test
  void betweenDecadesStandMarksWithoutLabels() {
    assertThat(Ticks.log(0.01, 0.1, 2))
        .filteredOn(Ticks.Tick::minor)
        .extracting(Ticks.Tick::value)
        .containsExactly(0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09);
  }

  @Test
  void marksLieInTheRangeInRisingOrderAndAreNeverTooMany() {
    long seed = 20250101;
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      double a = Math.pow(10, random.nextInt(600) - 300) * random.nextGaussian();
      double b = random.nextBoolean() ? a * (1 + random.nextDouble()) : random.nextGaussian();
      double low = Math.min(a, b);
      double high = Math.max(a, b);
      int most = 1 + random.nextInt(12);
      check(Ticks.linear(low, high, most), low, high, most, seed + ":" + i);
      double from = Math.max(Double.MIN_VALUE, Math.min(Math.abs(a), Math.abs(b)));
      double to = Math.max(Math.abs(a), Math.abs(b));
      check(Ticks.log(from, to, most), from, to, most, "log " + seed + ":" + i);
    }
  }

  private static void check(
      List<Ticks.Tick> ticks, double low, double high, int most, String seed) {
    assertThat(labels(ticks)).as(seed).hasSizeLessThanOrEqualTo(most).doesNotHaveDuplicates();
    double before = Double.NEGATIVE_INFINITY;
    double slack = 1e-9 * (high / 2 - low / 2) + Math.ulp(Math.max(Math.abs(low), Math.abs(high)));
    for (Ticks.Tick tick : ticks) {
      double half = tick.value() / 2;
      if (!(tick.value() > before && low / 2 - slack <= half && half <= high / 2 + slack)) {
        fail("%s: the mark %s after %s in %s to %s", seed, tick.value(), before, low, high);
      }
      before = tick.value();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.02, 2.1, 3, 0.1 1",
    "0.18, 0.9, 3, 0.2 0.5",
    "0.3, 6, 3, 0.3 1 3",
    "0.18, 0.32, 3, 0.20 0.25 0.30",
  })
  void aSmallLogarithmicAxisIsMarkedAlongItsWholeLength(
      double low, double high, int most, String expected) {
    assertThat(String.join(" ", labels(Ticks.log(low, high, most)))).isEqualTo(expected);
  }

  @Test
  void aLabelSaysTheValueOfItsMark() {
    for (Ticks.Tick tick : Ticks.linear(-0.37, 12.4, 9)) {
      assertThat(Double.parseDouble(tick.label())).isCloseTo(tick.value(), within(1e-12));
    }
    for (Ticks.Tick tick : Ticks.log(3e-8, 0.7, 9)) {
      if (!tick.minor()) {
        assertThat(Double.parseDouble(tick.label())).isEqualTo(tick.value());
      }
    }
  }

  @Test
  void theWholeRangeOfDoubleHasMarks() {
    assertThat(Ticks.linear(-Double.MAX_VALUE, Double.MAX_VALUE, 5)).hasSizeBetween(2, 5);
    assertThat(Ticks.linear(0, Double.MIN_VALUE, 5)).isNotEmpty();
    assertThat(Ticks.log(Double.MIN_VALUE, Double.MAX_VALUE, 5)).hasSizeBetween(2, 5);
    assertThat(Ticks.linear(7, 7, 5)).containsExactly(new Ticks.Tick(7, "7"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "0.1, 0.1",
    "3e-4, 3e-4",
    "0.123456, 0.1235",
    "12345, 12345",
    "-1234.5678, -1235",
    "2.5e-9, 2.5e-9",
    "123456789, 1.235e8",
    "1e7, 1e7",
    "9999999, 9999999",
    "NaN, none",
    "Infinity, ∞",
    "-Infinity, −∞",
  })
  void numbersForAReaderAreShort(double value, String expected) {
    assertThat(Ticks.number(value)).isEqualTo(expected);
  }

  @Test
  void impossibleAxesAreErrors() {
    assertThatThrownBy(() -> Ticks.linear(2, 1, 5))
        .hasMessage("an axis needs finite ends in rising order, was 2.0 to 1.0");
    assertThatThrownBy(() -> Ticks.linear(0, Double.POSITIVE_INFINITY, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Ticks.log(0, 1, 5))
        .hasMessage("low must be above 0 on a logarithmic axis, was 0.0");
    assertThatThrownBy(() -> Ticks.linear(0, 1, 0)).hasMessage("most must be at least 1, was 0");
  }
}
