package dev.rubato.finder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ProbingTest {
  private static final int STEPS = 20;

  /** A range test whose answer is near 1.5e-3, with two repeats. */
  private static Finding rangeTest() {
    double[] losses = new double[RangeTest.DEFAULT.steps()];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = 1 / (1 + Math.exp(5 * (Math.log10(RangeTest.DEFAULT.rate(i)) + 3)));
    }
    return Finding.of(RangeTest.DEFAULT, List.of(losses, losses));
  }

  private static double[] constant(double loss) {
    double[] losses = new double[STEPS];
    Arrays.fill(losses, loss);
    return losses;
  }

  /** The rates that were probed, in order, on losses by the logarithm of the rate. */
  private static List<Double> probe(Probing probing, DoubleUnaryOperator lossOfLogRate) {
    List<Double> probed = new ArrayList<>();
    for (List<Double> rates = probing.next(); !rates.isEmpty(); rates = probing.next()) {
      for (double rate : rates) {
        probed.add(rate);
        double loss = lossOfLogRate.applyAsDouble(Math.log10(rate));
        probing.add(rate, List.of(constant(loss), constant(loss)));
      }
    }
    return probed;
  }

  @Test
  void itClimbsUpOrDownToTheLowestLossAndAnswersAFifthLess() {
    for (double best : new double[] {3e-5, 1.5e-3, 0.2, 4}) {
      Probing probing = new Probing(rangeTest(), STEPS);
      double middle = Math.log10(best);
      List<Double> probed = probe(probing, x -> 1 + (x - middle) * (x - middle));
      assertThat(probed).doesNotHaveDuplicates();
      Finding finding = probing.finding();
      assertThat(finding.answers()).as(finding.reason()).isTrue();
      assertThat(finding.rate()).isCloseTo(0.8 * best, within(1e-9 * best));
      assertThat(finding.low()).isEqualTo(finding.high()).isEqualTo(finding.rate());
      assertThat(finding.probes()).hasSameSizeAs(probed);
      assertThat(finding.suggestions()).isEqualTo(rangeTest().suggestions());
    }
  }

  @Test
  void whatDivergesIsWorseThanAllElse() {
    Probing probing = new Probing(rangeTest(), STEPS);
    for (List<Double> rates = probing.next(); !rates.isEmpty(); rates = probing.next()) {
      for (double rate : rates) {
        double[] losses = constant(-Math.log10(rate));
        if (rate > 0.05) {
          losses[STEPS - 1] = Double.NaN;
        }
        boolean ends = rate > 0.02 && rate <= 0.05;
        probing.add(rate, List.of(constant(1), ends ? Arrays.copyOf(losses, STEPS - 1) : losses));
      }
    }
    Finding finding = probing.finding();
    assertThat(finding.rate()).isBetween(0.8 * 0.01, 0.8 * 0.02);
  }

  @Test
  void anEndOfTheRangeIsNoAnswer() {
    Probing up = new Probing(rangeTest(), STEPS);
    assertThat(probe(up, x -> -x).stream().max(Double::compare).orElseThrow()).isBetween(5.0, 10.0);
    assertThat(up.finding().reason()).contains("end at a higher rate");
    assertThat(up.finding().rate()).isNaN();
    Probing down = new Probing(rangeTest(), STEPS);
    probe(down, x -> x);
    assertThat(down.finding().reason()).contains("start at a lower rate");
    Probing never = new Probing(rangeTest(), STEPS);
    probe(never, x -> Double.POSITIVE_INFINITY);
    assertThat(never.finding().reason()).contains("diverge at every rate");
  }

  @Test
  void repeatsThatDisagreeWidenTheInterval() {
    Probing probing = new Probing(rangeTest(), STEPS);
    for (List<Double> rates = probing.next(); !rates.isEmpty(); rates = probing.next()) {
      for (double rate : rates) {
        double x = Math.log10(rate);
        probing.add(rate, List.of(constant((x + 3) * (x + 3)), constant((x + 2.9) * (x + 2.9))));
      }
    }
    Finding finding = probing.finding();
    assertThat(finding.rate()).isCloseTo(0.8 * Math.pow(10, -2.95), within(1e-6));
    assertThat(finding.low()).isCloseTo(0.8e-3, within(1e-6));
    assertThat(finding.high()).isCloseTo(0.8 * Math.pow(10, -2.9), within(1e-6));
  }

  @Test
  void aRangeTestWithoutAnAnswerIsNotFollowed() {
    double[] level = new double[100];
    Finding none = Finding.of(RangeTest.DEFAULT, List.of(level));
    Probing probing = new Probing(none, STEPS);
    assertThat(probing.next()).isEmpty();
    assertThat(probing.finding()).isSameAs(none);
  }

  @Test
  void whatIsNoProbeIsRefused() {
    assertThatThrownBy(() -> new Probing(rangeTest(), 9)).hasMessageContaining("at least 10 steps");
    assertThatThrownBy(() -> new Probing(rangeTest(), STEPS).add(1, List.of(constant(1))))
        .hasMessageContaining("as many repeats as the range test, 2, had 1");
  }
}
