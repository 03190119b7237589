package dev.rubato.argument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0.09823, 0.0982",
    "0.5, 0.5000",
    "1.23456, 1.2346",
    "-1.23456, -1.2346",
    "123.45678, 123.4568",
    "1234.56789, 1234.568",
    "123456.789, 123456.8",
    "1234567.89, 1234568",
    "1.23456789e12, 1.234568e12",
    "0.0046123, 0.00461",
    "0.00046123, 4.61e-4",
    "-4.6e-9, -4.6e-9",
    "0, 0",
    "-0.0, 0",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf",
  })
  void aFigureHasTheDigitsThatMatter(double x, String shown) {
    assertThat(Figures.show(x)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0982, 0.00413, 0.0982 ± 0.0041",
    "0.0982, 0.0413, 0.0982 ± 0.0413",
    "0.0982, 0.000041, 0.098200 ± 0.000041",
    "1000000.0123, 0.0005, 1000000.01230 ± 0.00050",
    "12345.678, 300, 12346 ± 300",
    "0.000046123, 0.0000012, 4.61e-5 ± 1.2e-6",
    "0.00005, 0.5, 5e-5 ± 0.5000",
    "1.5, 1e-14, 1.5000000000 ± 1e-14",
    "1.5, 0, 1.5000 ± 0",
    "1.5, NaN, 1.5000",
    "Infinity, NaN, inf",
    "0, 0, 0 ± 0",
  })
  void aMeanHasTheDigitsOfItsInterval(double mean, double halfWidth, String shown) {
    assertThat(Figures.show(mean, halfWidth)).isEqualTo(shown);
  }

  @Test
  void noFigureIsShownAsNothing() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double x = (random.nextBoolean() ? 1 : -1) * Math.pow(10, 600 * random.nextDouble() - 300);
      double read = Double.parseDouble(Figures.show(x));
      assertThat(Math.abs(read - x)).as("%s", x).isLessThanOrEqualTo(0.006 * Math.abs(x));
    }
  }
}
