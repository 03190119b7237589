package dev.rubato.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers are printed as the shortest decimals that read back to them. */
class NumbersTest {

  @Test
  void randomDoublesOfAllSizes() {
    for (long seed = 0; seed < 100_000; seed++) {
      double x = Double.longBitsToDouble(new SplittableRandom(seed).nextLong());
      if (Double.isFinite(x)) {
        check(x, "seed " + seed);
      }
    }
  }

  @Test
  void numbersThatPeopleWrite() {
    for (long seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String written = random.nextInt(1, 100_000) + "e" + random.nextInt(-20, 12);
      double x = Double.parseDouble(written);
      check(x, "seed " + seed);
      assertThat(new BigDecimal(Numbers.print(x))).isEqualByComparingTo(written);
    }
  }

  @Test
  void powersOfTwoWhoseNeighboursAreNotEquallyFar() {
    for (int exponent = -1074; exponent <= 1023; exponent++) {
      double power = Math.scalb(1.0, exponent);
      check(power, "2^" + exponent);
      check(-power, "-2^" + exponent);
      check(Math.nextUp(power), "above 2^" + exponent);
      check(Math.nextDown(power), "below 2^" + exponent);
    }
  }

  private static void check(double x, String source) {
    String text = Numbers.print(x);
    BigDecimal printed = new BigDecimal(text);
    BigDecimal exact = new BigDecimal(x);
    int digits = printed.stripTrailingZeros().precision();
    boolean readsBack = Double.parseDouble(text) == x;
    if (!readsBack || readsBack(exact, digits - 1, x) || isNearer(exact, printed, digits, x)) {
      fail("%s: %s is printed as %s", source, Double.toString(x), text);
    }
  }

  /** Whether a decimal of so many digits, next to {@code exact}, reads back to {@code x}. */
  private static boolean readsBack(BigDecimal exact, int digits, double x) {
    return digits > 0
        && (round(exact, digits, RoundingMode.FLOOR).doubleValue() == x
            || round(exact, digits, RoundingMode.CEILING).doubleValue() == x);
  }

  /** Whether a decimal of as many digits that reads back is nearer than what was printed. */
  private static boolean isNearer(BigDecimal exact, BigDecimal printed, int digits, double x) {
    BigDecimal nearest = round(exact, digits, RoundingMode.HALF_EVEN);
    return nearest.doubleValue() == x
        && nearest.subtract(exact).abs().compareTo(printed.subtract(exact).abs()) < 0;
  }

  private static BigDecimal round(BigDecimal exact, int digits, RoundingMode mode) {
    return exact.round(new MathContext(digits, mode));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "1, 1",
    "-3, -3",
    "0.001, 0.001",
    "0.00012, 1.2e-4",
    "3e-4, 3e-4",
    "999999999, 999999999",
    "1000000000, 1e9",
    "1234567890, 1.23456789e9",
    "123456789.5, 123456789.5",
    "-2.5e-10, -2.5e-10",
    "2e23, 2e23",
    "1e23, 1e23",
    "4.9E-324, 5e-324",
    "1.7976931348623157E308, 1.7976931348623157e308",
    "0.30000000000000004, 0.30000000000000004",
    "Infinity, inf",
    "-Infinity, -inf",
    "NaN, nan",
    "-0.0, -0",
  })
  void plainWhereThatIsShortAndScientificElsewhere(double x, String text) {
    assertThat(Numbers.print(x)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1234.5, 3, 1230",
    "0.0123456, 3, 0.0123",
    "-0.0123556, 3, -0.0124",
    "0.1, 3, 0.1",
    "9.996, 3, 10",
    "1e-300, 2, 1e-300",
    "0, 3, 0",
    // exact ties, to the even digit
    "0.03125, 3, 0.0312",
    "0.09375, 3, 0.0938",
    "100.5, 3, 100",
    "101.5, 3, 102",
    // not ties: the binary value is above or below
    "0.012350, 3, 0.0123",
    "1.005, 3, 1"
  })
  void numbersAreRoundedToSignificantDigits(double x, int digits, double rounded) {
    assertThat(Numbers.round(x, digits)).isEqualTo(rounded);
  }
}
