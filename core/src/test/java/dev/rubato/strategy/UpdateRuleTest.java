package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options that every optimizer takes, each against its formula. */
class UpdateRuleTest {
  private static final int ROWS = 3;
  private static final int COLUMNS = 5;
  private static final int SIZE = ROWS * COLUMNS;
  private static final int STEPS = 100;

  /** A matrix on its way, its gradients the same in each. */
  private static final class Way {
    final float[] p = new float[SIZE];
    final float[] g = new float[SIZE];
    final Stepper stepper;
    private final SplittableRandom random = new SplittableRandom(7);

    Way(String strategy) {
      for (int i = 0; i < SIZE; i++) {
        p[i] = (float) random.nextDouble(-1, 1);
      }
      stepper =
          new Stepper(
              Notation.strategy(strategy),
              Horizon.ofSteps(STEPS),
              List.of(Tensor.of("w", p, g, ROWS, COLUMNS)));
    }

    float[] step() {
      for (int i = 0; i < SIZE; i++) {
        g[i] = (float) random.nextDouble(-1, 1);
      }
      float[] before = p.clone();
      stepper.step();
      return before;
    }

    float[] after(int steps) {
      for (int i = 0; i < steps; i++) {
        step();
      }
      return p;
    }
  }

  private static void assertClose(float[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as("number %s", i).isCloseTo(expected[i], within(2e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "lion", "muon", "sgd(momentum=0.9)", "novograd"})
  void aCautiousUpdateKeepsWhatAgreesWithTheGradientAndIsScaled(String optimizer) {
    Way plain = new Way(optimizer + ": 0.01");
    String options = optimizer.endsWith(")") ? optimizer.replace(")", ", ") : optimizer + "(";
    Way cautious = new Way(options + "cautious=true): 0.01");
    float[] before = plain.step();
    cautious.step();
    int kept = 0;
    for (int i = 0; i < SIZE; i++) {
      kept += (plain.p[i] - before[i]) * plain.g[i] < 0 ? 1 : 0;
    }
    double[] expected = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double update = plain.p[i] - before[i];
      double scale = Math.min(1000, (double) SIZE / kept);
      expected[i] = before[i] + (update * plain.g[i] < 0 ? update * scale : 0);
    }
    assertClose(cautious.p, expected);
  }

  /** Each without weight decay but masked, and the algorithm's own decay of all weights alike. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adamw(weight-decay=5, | 0.05",
        "lion(weight-decay=5, | 0.05",
        "signum(weight-decay=5, | 0.05",
        "yogi(weight-decay=5, | 0.05",
        "laprop(weight-decay=5, | 0.05",
        "mars(weight-decay=5, | 0.05",
        "nadamw(weight-decay=5, | 0.05",
        "adabelief(weight-decay=5, | 0.05",
        "ademamix(weight-decay=5, | 0.05",
        "adafactor(weight-decay=5, | 0.05",
        "muon(weight-decay=5, | 0.05",
        "normuon(weight-decay=5, | 0.05",
        "prodigy(d0=0.1, growth-rate=1, weight-decay=50, | 0.05"
      })
  void aCautiousUpdateLeavesDecoupledDecayAsItIs(String optimizer, double share) {
    String without = optimizer.replaceAll("weight-decay=[0-9]+", "weight-decay=0");
    Way masked = new Way(without + "cautious=true): 0.01");
    Way decayed = new Way(optimizer + "cautious=true): 0.01");
    float[] before = masked.step();
    decayed.step();
    double[] expected = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      expected[i] = masked.p[i] - share * before[i];
    }
    assertClose(decayed.p, expected);
  }

  /**
   * Adan divides by 1 + lr·λ, so that its update is shorter too; SOAP's first step moves nothing.
   */
  @ParameterizedTest
  @CsvSource({"adan, 1, 0.9523809523809523", "soap, 2, 0.95"})
  void aCautiousUpdateIsShrunkWithTheWeights(String optimizer, int steps, double kept) {
    Way masked = new Way(optimizer + "(weight-decay=0, cautious=true): 0.01");
    Way decayed = new Way(optimizer + "(weight-decay=5, cautious=true): 0.01");
    float[] before = masked.after(steps - 1).clone();
    decayed.after(steps - 1);
    assertThat(decayed.p).isEqualTo(before);
    masked.step();
    decayed.step();
    double[] expected = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      expected[i] = kept * masked.p[i];
    }
    assertClose(decayed.p, expected);
  }

  @Test
  void aCautiousUpdateOfLambMasksWhatIsNotDecay() {
    Way whole = new Way("lamb(weight-decay=0.5): 0.01");
    Way cautious = new Way("lamb(weight-decay=0.5, cautious=true): 0.01");
    float[] x = whole.step();
    cautious.step();
    double[] u = new double[SIZE]; // sign-like at the first step, and the decay
    double length = 0;
    double size = 0;
    for (int i = 0; i < SIZE; i++) {
      u[i] = whole.g[i] / (Math.abs(whole.g[i]) + 1e-6);
      length += Math.pow(u[i] + 0.5 * x[i], 2);
      size += (double) x[i] * x[i];
    }
    double rate = 0.01 * Math.sqrt(size / length);
    double[] expected = new double[SIZE]; // each agrees with its gradient at the first step
    for (int i = 0; i < SIZE; i++) {
      expected[i] = x[i] - rate * (u[i] + 0.5 * x[i]);
    }
    assertClose(cautious.p, expected);
    assertClose(whole.p, expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd(weight-decay=2",
        "adam(weight-decay=2",
        "adamw(weight-decay=2, decay=coupled"
      })
  void coupledDecayIsPartOfTheGradientThatAnUpdateIsHeldAgainst(String optimizer) {
    // at the first step an update has the sign of the decayed gradient everywhere
    float[] expected = new Way(optimizer + "): 0.01").after(1);
    Way cautious = new Way(optimizer + ", cautious=true): 0.01");
    cautious.step();
    for (int i = 0; i < SIZE; i++) {
      assertThat(cautious.p[i]).isCloseTo(expected[i], within(1e-6f));
    }
  }

  @Test
  void aBoundOfAnUpdateLeavesDecoupledDecayAsItIs() {
    Way plain = new Way("adamw(weight-decay=0, clip-update=0.5): 0.1");
    Way decayed = new Way("adamw(weight-decay=2, clip-update=0.5): 0.1");
    float[] before = plain.step();
    decayed.step();
    double[] expected = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      expected[i] = plain.p[i] - 0.2 * before[i];
    }
    assertClose(decayed.p, expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"decoupled", "independent", "cautious"})
  void aStepThatOnlySetsTheMeanSquareDecaysNothing(String decay) {
    Way way = new Way("adopt(weight-decay=0.1, decay=" + decay + "): 0.1");
    float[] before = way.step();
    assertThat(way.p).isEqualTo(before);
    way.step();
    assertThat(way.p).isNotEqualTo(before);
  }

  @Test
  void whatIsKeptOfAnUpdateChangesWithMomentum() {
    Way cautious = new Way("adam(cautious=true): 0.01");
    cautious.after(10);
    float[] before = cautious.step();
    int moved = 0;
    for (int i = 0; i < SIZE; i++) {
      if (cautious.p[i] != before[i]) {
        moved++;
        assertThat((cautious.p[i] - before[i]) * cautious.g[i]).isNegative();
      }
    }
    assertThat(moved).isBetween(1, SIZE - 1);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.05", "2, 0.1"})
  void anUpdateIsBoundedByItsRootMeanSquare(double limit, double length) {
    Way way = new Way("adam(clip-update=" + limit + "): 0.1");
    float[] before = way.step(); // of length 0.1 each
    for (int i = 0; i < SIZE; i++) {
      double moved = Math.abs(way.p[i] - before[i]);
      assertThat(moved).isCloseTo(length, within(1e-5));
    }
  }

  @Test
  void coupledDecayIsAdamsAndDecoupledIsAdamws() {
    assertThat(new Way("adamw(weight-decay=0.1, decay=coupled): 0.01").after(50))
        .isEqualTo(new Way("adam(weight-decay=0.1): 0.01").after(50));
    float[] expected = new Way("adamw(weight-decay=0.1): 0.01").after(50);
    float[] actual = new Way("adam(weight-decay=0.1, decay=decoupled): 0.01").after(50);
    for (int i = 0; i < SIZE; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  @ParameterizedTest
  @CsvSource({"decoupled, 0.02", "independent, 0.1", "corrected, 0.004"})
  void decayTakesItsShareOfEachWeight(String form, double share) {
    // the second step of a rate that is 1 at first: 0.2, of weight decay 0.1
    String rate = ": 1 for 1 then 0.2";
    Way plain = new Way("sgd" + rate);
    Way decayed = new Way("sgd(weight-decay=linear(0 -> 10), decay=" + form + ")" + rate);
    plain.step();
    decayed.step();
    float[] before = plain.step();
    decayed.step();
    double[] expected = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      expected[i] = plain.p[i] - share * before[i];
    }
    assertClose(decayed.p, expected);
  }

  @Test
  void cautiousDecayLeavesWeightsThatTheUpdateMakesLarger() {
    Way plain = new Way("sgd: 0.1");
    Way decayed = new Way("sgd(weight-decay=0.5, decay=cautious): 0.1");
    float[] before = plain.step();
    decayed.step();
    double[] expected = new double[SIZE];
    int decays = 0;
    for (int i = 0; i < SIZE; i++) {
      boolean shrinks = plain.g[i] * before[i] >= 0;
      decays += shrinks ? 1 : 0;
      expected[i] = plain.p[i] - (shrinks ? 0.05 * before[i] : 0);
    }
    assertThat(decays).isBetween(1, SIZE - 1);
    assertClose(decayed.p, expected);
  }

  @Test
  void independentDecayActsAtARateOfZeroToo() {
    float[] p = {2, -0f};
    Stepper stepper =
        new Stepper(
            Notation.strategy("adamw(weight-decay=0.1, decay=independent): 0"),
            Horizon.ofSteps(10),
            List.of(Tensor.of("w", p, new float[] {1, 1})));
    stepper.step();
    assertThat(p[0]).isCloseTo(1.8f, within(1e-6f));
  }

  @Test
  void eachNeuronsGradientIsClippedByItsWeights() {
    float[] p = {3, 4, 0, 0, 0.3f, 0.4f};
    float[] g = {6, 8, 6, 8, 0.003f, 0.004f};
    float[] before = p.clone();
    Stepper stepper =
        new Stepper(
            Notation.strategy("sgd(agc=0.1): 1"),
            Horizon.ofSteps(10),
            List.of(Tensor.of("w", p, g, 3, 2)));
    stepper.step();
    // largest norms 0.5, 1e-4 and 0.05: the last gradient is smaller
    double[] expected = {0.3, 0.4, 6e-5, 8e-5, 0.003, 0.004};
    for (int i = 0; i < p.length; i++) {
      assertThat((double) before[i] - p[i]).isCloseTo(expected[i], within(1e-6));
    }
  }

  @Test
  void aVectorIsClippedAsAWhole() {
    float[] p = {3, 4};
    Stepper stepper =
        new Stepper(
            Notation.strategy("sgd(agc=0.1): 1"),
            Horizon.ofSteps(10),
            List.of(Tensor.of("b", p, new float[] {60, 80})));
    stepper.step();
    assertThat(p[0]).isCloseTo(2.7f, within(1e-6f));
    assertThat(p[1]).isCloseTo(3.6f, within(1e-6f));
  }

  @Test
  void anAverageOfTheStrategyIsThatOfTheProgram() {
    Way ofStrategy = new Way("adam(ema=0.9): 0.01");
    Way plain = new Way("adam: 0.01");
    Stepper ofProgram =
        new Stepper(
            Notation.strategy("adam: 0.01"),
            Horizon.ofSteps(STEPS),
            List.of(Tensor.of("w", plain.p, plain.g, ROWS, COLUMNS)),
            StepperOptions.DEFAULT.withAverage(0.9));
    for (int t = 0; t < 20; t++) {
      ofStrategy.step();
      System.arraycopy(ofStrategy.g, 0, plain.g, 0, SIZE);
      ofProgram.step();
    }
    ofStrategy.stepper.toEvaluation();
    ofProgram.toEvaluation();
    assertThat(ofStrategy.p).isEqualTo(plain.p);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ema=0.9",
        "ema=0.9, ema-from=30",
        "ema=0.9, ema-from=50%",
        "ema=linear(0.5 -> 0.95)",
        "ema=linear(0.5 -> 0.95), ema-from=20",
        "tail-average=25%",
        "tail-average=100%",
        "tail-average=0.5%"
      })
  void theAverageHasTheWeightsThatItSays(String options) {
    Way way = new Way("sgd(" + options + "): 0.1");
    long from =
        options.contains("from=30")
            ? 30
            : options.contains("from=50%")
                ? 50
                : options.contains("from=20")
                    ? 20
                    : options.equals("tail-average=25%")
                        ? 75
                        : options.equals("tail-average=0.5%") ? 99 : 0;
    double[] sum = new double[SIZE];
    double weights = 0;
    for (int t = 0; t < STEPS; t++) {
      way.step();
      double keeps = options.contains("linear") ? 0.5 + 0.45 * t / STEPS : 0.9;
      boolean tail = options.startsWith("tail");
      if (t <= from) {
        Arrays.fill(sum, 0);
        weights = 0;
      }
      weights = tail ? weights + 1 : keeps * weights + (1 - keeps);
      double[] mean = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        sum[i] = tail ? sum[i] + way.p[i] : keeps * sum[i] + (1 - keeps) * way.p[i];
        mean[i] = sum[i] / weights;
      }
      way.stepper.toEvaluation();
      assertClose(way.p, mean);
      way.stepper.toTraining();
    }
  }

  @Test
  void aTrainingGoesOnToTheSameBits() {
    String strategy =
        "adamw(agc=0.5, cautious=true, clip-update=0.8, decay=corrected, ema=linear(0.5 -> 0.9)):"
            + " cosine(0.1 -> 0)";
    Way whole = new Way(strategy);
    whole.after(40);
    Snapshot snapshot = whole.stepper.snapshot();
    float[] trained = whole.p.clone();
    whole.after(60);
    Way again = new Way(strategy);
    again.after(40);
    System.arraycopy(trained, 0, again.p, 0, SIZE);
    again.stepper.restore(snapshot);
    again.after(60);
    assertThat(again.p).isEqualTo(whole.p);
    whole.stepper.toEvaluation();
    again.stepper.toEvaluation();
    assertThat(again.p).isEqualTo(whole.p);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rprop(decay=decoupled) | rprop has no weight-decay",
        "muon(decay=coupled) | moves matrices as a whole",
        "schedule-free-sgd(cautious=true) | an average of its own",
        "schedule-free-adamw(ema=0.9) | an average of its own",
        "adam(ema=0.9, tail-average=10%) | leave one out",
        "adam(ema-from=10) | it needs ema",
        "adam(ema=1) | ema must be",
        "adam(decay=strong) | decay must be one of own, coupled",
        "adam(clip-update=0) | clip-update must be",
        "adam(agc=-1) | agc must be"
      })
  void whatMakesNoSenseSaysWhy(String optimizer, String reason) {
    assertThatThrownBy(() -> Notation.optimizer(optimizer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void anAverageOfProgramAndStrategyIsRefused() {
    float[] p = {1};
    assertThatThrownBy(
            () ->
                new Stepper(
                    Notation.strategy("adam(ema=0.9): 0.1"),
                    Horizon.ofSteps(10),
                    List.of(Tensor.of("w", p, p.clone())),
                    StepperOptions.DEFAULT.withAverage(0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both ask for an average");
  }
}
