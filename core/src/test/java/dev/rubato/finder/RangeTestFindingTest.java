package dev.rubato.finder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RangeTestFindingTest {
  private static final double NEAR = 3;

  private static List<double[]> repeats(SyntheticCurves curves, int count) {
    List<double[]> repeats = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      repeats.add(curves.losses(RangeTest.DEFAULT));
    }
    return repeats;
  }

  private static boolean isNear(double rate, double best) {
    return rate <= NEAR * best && rate >= best / NEAR;
  }

  @Test
  void onNoisyCurvesTheDefaultIsNearTheBestRateAndAnswersNearlyAlways() {
    isNearTheBestRate(250);
  }

  @Test
  @Tag("long")
  void soItIsOnAThousandNoisyCurves() {
    isNearTheBestRate(1000);
  }

  private static void isNearTheBestRate(int seeds) {
    for (int repeats : new int[] {1, 3}) {
      int answers = 0;
      int right = 0;
      int covered = 0;
      Map<Rule, Integer> rightOf = new EnumMap<>(Rule.class);
      int rightOnLinearRates = 0;
      for (int seed = 0; seed < seeds; seed++) {
        SyntheticCurves curves = new SyntheticCurves(seed);
        RangeTestFinding finding = RangeTestFinding.of(RangeTest.DEFAULT, repeats(curves, repeats));
        if (finding.answers()) {
          answers++;
          right += isNear(finding.rate(), curves.best) ? 1 : 0;
          covered +=
              finding.low() / 1.5 <= curves.best && curves.best <= finding.high() * 1.5 ? 1 : 0;
        }
        for (Rule rule : Rule.values()) {
          double rate = finding.suggestions().getOrDefault(rule, Double.NaN);
          rightOf.merge(rule, isNear(rate, curves.best) ? 1 : 0, Integer::sum);
        }
        rightOnLinearRates += isNear(LinearSlope.steepest(finding), curves.best) ? 1 : 0;
      }
      System.out.printf(
          "%d repeats, %d curves: answers %d, of which within 3 times %d, interval covers %d;"
              + " within 3 times of all: %s, slope over linear rates %d%n",
          repeats, seeds, answers, right, covered, rightOf, rightOnLinearRates);
      assertThat(answers).isGreaterThanOrEqualTo((int) (0.9 * seeds));
      assertThat(right).isGreaterThanOrEqualTo((int) (0.95 * answers));
      assertThat(rightOnLinearRates).as("the fault of a peer").isLessThan(seeds / 2);
    }
  }

  private static double[] curve(java.util.function.DoubleUnaryOperator ofLogRate) {
    double[] losses = new double[RangeTest.DEFAULT.steps()];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = ofLogRate.applyAsDouble(Math.log10(RangeTest.DEFAULT.rate(i)));
    }
    return losses;
  }

  private static String reason(double[]... repeats) {
    RangeTestFinding finding = RangeTestFinding.of(RangeTest.DEFAULT, List.of(repeats));
    assertThat(finding.answers()).isFalse();
    assertThat(finding.rate()).isNaN();
    return finding.reason();
  }

  @Test
  void aCurveThatCarriesNoAnswerGivesNone() {
    assertThat(reason(curve(x -> 1))).contains("never falls");
    assertThat(reason(curve(x -> x + 8))).contains("never falls");
    assertThat(reason(curve(x -> 1 + 0.1 * Math.sin(1000 * x)))).containsAnyOf("noise", "falls");
    assertThat(reason(curve(x -> 1 / (1 + Math.exp(3 * (x + 7)))))).contains("lower rate");
    assertThat(reason(curve(x -> 1 / (1 + Math.exp(3 * (x - 1.5)))))).contains("higher rate");
    assertThat(reason(new double[] {1, 1, 1, Double.NaN})).contains("only 3 steps");
    assertThat(
            reason(
                curve(x -> 1 / (1 + Math.exp(9 * (x + 5)))),
                curve(x -> 1 / (1 + Math.exp(9 * (x + 1))))))
        .contains("disagree");
  }

  @Test
  void whatIsNotFiniteEndsACurve() {
    double[] clean = curve(x -> 1 / (1 + Math.exp(5 * (x + 3))));
    double[] broken = clean.clone();
    broken[90] = Double.POSITIVE_INFINITY;
    broken[91] = -50;
    RangeTestFinding finding = RangeTestFinding.of(RangeTest.DEFAULT, List.of(broken));
    assertThat(finding.smoothed()).hasSize(90);
    assertThat(finding.rate())
        .isEqualTo(RangeTestFinding.of(RangeTest.DEFAULT, List.of(clean)).rate());
    assertThat(isNear(finding.rate(), 1e-3)).isTrue();
  }

  @Test
  void aRepeatGivesAnIntervalAndTheSameAgain() {
    SyntheticCurves curves = new SyntheticCurves(5);
    List<double[]> repeats = repeats(curves, 4);
    RangeTestFinding finding = RangeTestFinding.of(RangeTest.DEFAULT, repeats);
    assertThat(finding.low()).isPositive().isLessThanOrEqualTo(finding.high());
    RangeTestFinding again = RangeTestFinding.of(RangeTest.DEFAULT, repeats);
    assertThat(again.rate()).isEqualTo(finding.rate());
    assertThat(again.low()).isEqualTo(finding.low());
    assertThat(RangeTestFinding.of(RangeTest.DEFAULT, repeats.subList(0, 1)).low()).isNaN();
  }

  @Test
  void itPrintsItsAnswerOrWhyThereIsNone() {
    double[] clean = curve(x -> 1 / (1 + Math.exp(5 * (x + 3))));
    assertThat(RangeTestFinding.of(RangeTest.DEFAULT, List.of(clean)))
        .hasToString("learning rate 1.6e-03");
    assertThat(RangeTestFinding.of(RangeTest.DEFAULT, List.of(clean, clean)).toString())
        .isEqualTo(
            "learning rate 1.6e-03, between 1.6e-03 and 1.6e-03 in 90 % of bootstrap samples");
    assertThat(RangeTestFinding.of(RangeTest.DEFAULT, List.of(curve(x -> 1))).toString())
        .startsWith("no answer: the loss never falls");
  }

  @Test
  void aDipOfNoiseAtLowRatesIsNotTheFall() {
    double[] clean = curve(x -> 1 / (1 + Math.exp(5 * (x + 3))));
    double[] dipped = clean.clone();
    for (int i = 12; i < 20; i++) {
      dipped[i] -= 0.6; // deeper and sharper than the fall, but the loss comes back from it
    }
    assertThat(isNear(RangeTestFinding.of(RangeTest.DEFAULT, List.of(dipped)).rate(), 1e-3))
        .isTrue();
  }

  @Test
  void theTestGoesFromItsFirstRateToItsLastByEqualFactors() {
    double[] rates = RangeTest.DEFAULT.rates();
    assertThat(rates[0]).isEqualTo(1e-7);
    assertThat(rates[99]).isEqualTo(10);
    for (int i = 1; i < 99; i++) {
      assertThat(rates[i + 1] / rates[i])
          .isCloseTo(rates[i] / rates[i - 1], org.assertj.core.api.Assertions.within(1e-12));
    }
  }

  @Test
  void itStopsOnDivergenceAndOnAnythingNotFinite() {
    double[] losses = {1, 1, 1, 1, 1, 0.5, 0.4, 5, 5, 5};
    assertThat(RangeTest.DEFAULT.hasDiverged(losses, 9)).isFalse();
    assertThat(RangeTest.DEFAULT.hasDiverged(losses, 10)).isTrue();
    assertThat(RangeTest.DEFAULT.hasDiverged(new double[] {Double.NaN}, 1)).isTrue();
    assertThat(RangeTest.DEFAULT.hasDiverged(new double[] {1e300}, 1)).isFalse();
  }

  @Test
  void aTestThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new RangeTest(0, 1, 100)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new RangeTest(2, 1, 100)).hasMessageContaining("higher");
    assertThatThrownBy(() -> new RangeTest(1, 2, 3)).hasMessageContaining("at least 10 steps");
    assertThatThrownBy(() -> RangeTestFinding.of(RangeTest.DEFAULT, List.of()))
        .hasMessageContaining("at least 1 repeat");
  }
}
