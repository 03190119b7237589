package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Where libraries differ, as the Javadoc of each optimizer says, and what ours does. */
class LibraryDifferencesTest {
  private static final Offset<Double> NEARLY = within(1e-6);

  /** Where a parameter goes from {@code p} under these gradients. */
  private static double after(String strategy, double p, double... gradients) {
    float[] values = {(float) p};
    float[] gradient = new float[1];
    Stepper stepper = stepper(strategy, Tensor.of("p", values, gradient));
    for (double g : gradients) {
      gradient[0] = (float) g;
      stepper.step();
    }
    return values[0];
  }

  private static Stepper stepper(String strategy, Tensor... tensors) {
    return new Stepper(Notation.strategy(strategy), Horizon.ofSteps(100), List.of(tensors));
  }

  @Test
  void sgdHasTheRateOutsideTheBuffer() {
    double inside = -1 - (0.9 * 1 + 0.1 * 1);
    assertThat(after("sgd(momentum=0.9): 1 for 1 then 0.1", 0, 1, 1))
        .isCloseTo(-1 - 0.1 * 1.9, NEARLY)
        .isNotCloseTo(inside, within(0.1));
  }

  @Test
  void sgdsFirstBufferIsTheGradientItselfNotDampened() {
    assertThat(after("sgd(momentum=0.9, dampening=0.5): 1", 0, 1, 1))
        .isCloseTo(-1 - (0.9 + 0.5), NEARLY);
  }

  @Test
  void adagradStartsAtZeroWithEpsilonOutsideTheRoot() {
    assertThat(after("adagrad(epsilon=1): 1", 0, 2)).isCloseTo(-2.0 / (2 + 1), NEARLY);
  }

  @Test
  void rmspropHasEpsilonOutsideTheRoot() {
    assertThat(after("rmsprop(alpha=0.75, epsilon=1): 1", 0, 2)).isCloseTo(-2.0 / (1 + 1), NEARLY);
  }

  @Test
  void adamAddsEpsilonAfterTheBiasCorrection() {
    double before = Math.sqrt(0.001) / 0.1 * 0.1 * 2 / (Math.sqrt(0.001) * 2 + 1);
    assertThat(after("adam(epsilon=1): 1", 0, 2))
        .isCloseTo(-2.0 / (2 + 1), NEARLY)
        .isNotCloseTo(-before, within(0.1));
  }

  @Test
  void adamwsDecayIsProportionalToTheRate() {
    assertThat(after("adamw(weight-decay=0.5): 0.1", 1, 0)).isCloseTo(1 - 0.1 * 0.5, NEARLY);
  }

  @Test
  void nadamTakesEachMomentumOnceIntoItsProduct() {
    double mu = 0.9 * (1 - 0.5 * Math.pow(0.96, 4e-3));
    double next = 0.9 * (1 - 0.5 * Math.pow(0.96, 8e-3));
    double ofMean = next * 0.1 / (1 - mu * next);
    double twice = next * 0.1 / (1 - mu * mu * next);
    assertThat(after("nadam: 1", 0, 1))
        .isCloseTo(-(ofMean + 1), NEARLY)
        .isNotCloseTo(-(twice + 1), within(0.001));
  }

  @Test
  void nadamsMomentumDecayIsPyTorchsNotKeras() {
    assertThat(after("nadam(momentum-decay=1): 1", 0, 1))
        .isNotCloseTo(after("nadam: 1", 0, 1), within(0.001));
    assertThat(after("nadam(momentum-decay=4e-3): 1", 0, 1)).isEqualTo(after("nadam: 1", 0, 1));
  }

  @Test
  void nadamAddsEpsilonAfterTheBiasCorrection() {
    // with β₁ = 0 it is g/(√v̂ + ε); before the correction √v is √0.001·2
    assertThat(after("nadam(beta1=0, epsilon=1): 1", 0, 2))
        .isCloseTo(-2.0 / (2 + 1), NEARLY)
        .isNotCloseTo(-2 * Math.sqrt(0.001) / (Math.sqrt(0.001) * 2 + 1), within(0.1));
  }

  @Test
  void radamTrustsItsSecondMomentFromARhoOfFive() {
    // with β₂ = 0.999 ρ passes 4 at the fifth gradient and 5 at the sixth
    double fifth = after("radam: 0.1", 0, 4, 4, 4, 4, 4) - after("radam: 0.1", 0, 4, 4, 4, 4);
    double sixth = after("radam: 0.1", 0, 4, 4, 4, 4, 4, 4) - after("radam: 0.1", 0, 4, 4, 4, 4, 4);
    assertThat(fifth).as("plain momentum").isCloseTo(-0.4, NEARLY);
    assertThat(sixth).as("a fraction of Adam's").isBetween(-0.1, 0.0);
  }

  @Test
  void radamAddsEpsilonBeforeTheBiasCorrection() {
    // β₂ = 0 has ρ∞ = 1; β₂ = 0.9 has ρ = 5.4… at the seventh equal gradient
    double[] gradients = {1, 1, 1, 1, 1, 1, 1};
    double correction = 1 - Math.pow(0.9, 7);
    double longest = 19;
    double rho = longest - 14 * Math.pow(0.9, 7) / correction;
    double r = Math.sqrt((rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho));
    double root = Math.sqrt(correction);
    double last =
        after("radam(beta2=0.9, epsilon=1): 1", 0, gradients)
            - after("radam(beta2=0.9, epsilon=1): 1", 0, 1, 1, 1, 1, 1, 1);
    assertThat(rho).isGreaterThan(5);
    assertThat(last).isCloseTo(-r * root / (root + 1), within(1e-5));
  }

  @Test
  void adamaxAddsEpsilonToTheGradientsSize() {
    // u = |g| + ε at first, then β₂·u is still the larger: ε is not added again
    double first = 1.0 / (1 + 1);
    double second = (0.9 * 0.1 * 1 + 0.1 * 0.5) / 0.19 / (0.999 * 2);
    assertThat(after("adamax(epsilon=1): 1", 0, 1, 0.5)).isCloseTo(-first - second, NEARLY);
  }

  @Test
  void adadeltasRhoIsPyTorchsAndEpsilonInBothRoots() {
    double expected = Math.sqrt(1) / Math.sqrt(0.1 * 4 + 1) * 2;
    assertThat(after("adadelta(epsilon=1): 1", 0, 2)).isCloseTo(-expected, NEARLY);
  }

  @Test
  void rpropTakesItsStepFromTheFirstRateThatIsNotZero() {
    assertThat(after("rprop: 0.1 for 1 then 10", 0, 1, 1)).isCloseTo(-0.1 - 0.12, NEARLY);
    assertThat(after("rprop: 0 for 2 then 0.1 for 1 then 10", 0, 1, -1, 1, 1))
        .isCloseTo(-0.1 - 0.12, NEARLY);
  }

  @Test
  void rpropDoesNotGoBackOnATurn() {
    assertThat(after("rprop: 0.1", 0, 1, -1, -1)).isCloseTo(-0.1 + 0.05, NEARLY);
  }

  @Test
  void adabeliefDoesNotRectify() {
    assertThat(after("adabelief: 0.1", 0, 4)).isCloseTo(-0.1 / 0.9, NEARLY);
  }

  @Test
  void adabeliefAddsEpsilonToItsAverageAtEachStepAndToTheRoot() {
    double s = 0.001 * 0.9 * 0.9 + 1;
    double first = 1 / (Math.sqrt(s / 0.001) + 1);
    double mean = 0.9 * 0.1 + 0.1;
    double second = 0.999 * s + 0.001 * Math.pow(1 - mean, 2) + 1;
    double root = Math.sqrt(second / (1 - 0.999 * 0.999)) + 1;
    assertThat(after("adabelief(epsilon=1): 1", 0, 1, 1))
        .isCloseTo(-first - mean / (1 - 0.81) / root, NEARLY);
  }

  @Test
  void adansBetasWeighThePastAndItsDecayDivides() {
    // m = 0.02·1, n = 0.01·1: both corrected for bias are 1
    assertThat(after("adan: 0.1", 1, 1)).isCloseTo(0.9, NEARLY);
    assertThat(after("adan(weight-decay=1): 0.1", 1, 1)).isCloseTo(0.9 / 1.1, NEARLY);
  }

  @Test
  void ademamixHasItsFullAlphaFromTheFirstStep() {
    assertThat(after("ademamix(alpha=1000): 1", 0, 1)).isCloseTo(-1 - 1000 * 0.0001, within(1e-5));
    assertThat(after("ademamix(alpha=linear(0 -> 1000)): 1", 0, 1)).isCloseTo(-1, NEARLY);
  }

  @Test
  void adoptClipsByTheFourthRootOfItsSteps() {
    // the second gradient is 100 times the first: without a clip m would be 10
    assertThat(after("adopt: 1", 0, 1, 100)).isCloseTo(-0.1, NEARLY);
    double clipped = 0.1 + (0.9 * 0.1 + 0.1 * Math.pow(2, 0.25));
    assertThat(after("adopt(beta2=0.9999): 1", 0, 1, 100, 1e6)).isCloseTo(-clipped, NEARLY);
  }

  @Test
  void novogradTakesTheFirstGradientThatIsNotZeroWholeAndAddsEpsilonOutsideTheRoot() {
    // v is 4 after both; a start at 0 would divide by √(0.02·4), epsilon inside by √(4 + 1)
    assertThat(after("novograd(epsilon=1): 1", 0, 2)).isCloseTo(-2.0 / (2 + 1), NEARLY);
    assertThat(after("novograd(epsilon=1): 1", 0, 0, 2)).isCloseTo(-2.0 / (2 + 1), NEARLY);
    double square = 0.98 * 4 + 0.02;
    double second = 0.95 * 2 / 3.0 + 1 / (Math.sqrt(square) + 1);
    assertThat(after("novograd(epsilon=1): 1", 0, 0, 2, 1)).isCloseTo(-2.0 / 3 - second, NEARLY);
  }

  @Test
  void madgradsRateIsTheRateAlone() {
    // with epsilon in the rate, too, the first step would be of a gradient and a rate of 2
    double first = 2 / (Math.cbrt(4) + 1);
    assertThat(after("madgrad(momentum=0, epsilon=1): 1", 0, 2)).isCloseTo(-first, NEARLY);
    assertThat(after("madgrad(momentum=0, epsilon=1): 0", 0, 2)).isZero();
  }

  @Test
  void lambDoesNotDivideByTheGlobalNorm() {
    float[] p = {1, 1};
    stepper("lamb(epsilon=2): 1", Tensor.of("p", p, new float[] {4, 2})).step();
    double[] u = {4.0 / (4 + 2), 2.0 / (2 + 2)};
    double ratio = Math.sqrt(2) / Math.hypot(u[0], u[1]);
    assertThat((double) p[0]).isCloseTo(1 - ratio * u[0], NEARLY);
    assertThat((double) p[1]).isCloseTo(1 - ratio * u[1], NEARLY);
  }

  @Test
  void lambsRatioIsOneWhereThereIsNothingToDivide() {
    assertThat(after("lamb: 0.1", 0, 4)).as("a tensor of 0").isCloseTo(-0.1, NEARLY);
    assertThat(after("lamb: 0.1", 3, 0)).as("no update").isEqualTo(3);
  }

  @Test
  void larsRateIsOneWhereThereIsNothingToDivide() {
    assertThat(after("lars: 0.1", 0, 4)).as("a tensor of 0").isCloseTo(-0.4, NEARLY);
    assertThat(after("lars(weight-decay=0.5): 0.1", 3, 0))
        .as("no gradient")
        .isCloseTo(3 - 0.1 * 0.5 * 3, NEARLY);
  }

  @Test
  void adoptDividesByTheLargerOfTheRootAndEpsilon() {
    assertThat(after("adopt(epsilon=4): 1", 0, 2, 2)).isCloseTo(-0.1 * 2 / 4, NEARLY);
    assertThat(after("adopt(epsilon=1): 1", 0, 2, 2)).isCloseTo(-0.1 * 2 / 2, NEARLY);
  }

  @Test
  void adoptsFirstGradientDoesNotEnterItsMean() {
    assertThat(after("adopt: 1", 0, 2)).isZero();
    assertThat(after("adopt: 1", 0, 2, 0)).isZero();
  }

  @Test
  void larsHasTheRateOutsideTheBuffer() {
    // trust·‖p‖/‖g‖ = 0.001 at p = 1, and 0.000999 after the first step
    double first = 1 - 0.001;
    double buffer = 0.9 * 0.001 + 0.001 * first;
    assertThat(after("lars: 1 for 1 then 0.1", 1, 1, 1)).isCloseTo(first - 0.1 * buffer, NEARLY);
  }

  @Test
  void adafactorFactorsTheLastTwoDimensions() {
    // the first dimension is the longest: others factor that one and the third
    float[] stack = new float[30];
    float[][] alone = new float[5][6];
    float[] gradient = new float[30];
    float[][] slices = new float[5][6];
    for (int i = 0; i < 30; i++) {
      gradient[i] = (float) Math.cos(i * i);
      slices[i / 6][i % 6] = gradient[i];
    }
    String strategy = "adafactor(clip-threshold=1e9): 0.1";
    Stepper one = stepper(strategy, Tensor.of("w", stack, gradient, 5, 2, 3));
    Tensor[] tensors = new Tensor[5];
    for (int i = 0; i < 5; i++) {
      tensors[i] = Tensor.of("slice " + i, alone[i], slices[i], 2, 3);
    }
    Stepper five = stepper(strategy, tensors);
    for (int t = 0; t < 3; t++) {
      one.step();
      five.step();
    }
    for (int i = 0; i < 30; i++) {
      assertThat(stack[i]).isEqualTo(alone[i / 6][i % 6]);
    }
  }

  @Test
  void adafactorTakesItsRateFromOutside() {
    assertThat(after("adafactor: 0.1 for 1 then 0.3", 0, 1, 1)).isCloseTo(-0.4, NEARLY);
  }

  @Test
  void muonMovesAllButMatricesByAdamwAtATenthOfTheRate() {
    for (int[] shape : new int[][] {{8}, {2, 2, 2}}) {
      float[] muon = {1, 2, 3, 4, 5, 6, 7, 8};
      float[] adamw = muon.clone();
      float[] gradient = {1, -2, 3, -4, 5, -6, 7, -8};
      Stepper ours = stepper("muon(weight-decay=0.5): 0.1", Tensor.of("p", muon, gradient, shape));
      Stepper theirs =
          stepper("adamw(weight-decay=0.5): 0.01", Tensor.of("p", adamw, gradient, shape));
      for (int t = 0; t < 5; t++) {
        ours.step();
        theirs.step();
      }
      assertThat(muon).isEqualTo(adamw);
    }
  }

  @Test
  void muonsMomentumIsAnAverageSoThatAChangedMomentumKeepsItsScale() {
    float[] p = new float[4];
    float[] g = {1, 0, 0, 0};
    Stepper stepper =
        stepper(
            "muon(momentum=0.5 for 1 then 0.75, nesterov=false): 1", Tensor.of("w", p, g, 2, 2));
    stepper.step();
    g[0] = 0;
    g[3] = 1;
    float[] first = p.clone();
    stepper.step();
    // m is (0.75·0.5, 0.25·1); a sum would be (0.75·1, 1)
    double norm = Math.hypot(0.375, 0.25);
    assertThat((double) first[0] - p[0]).isCloseTo(quintic(0.375 / norm), within(1e-5));
    assertThat((double) first[3] - p[3]).isCloseTo(quintic(0.25 / norm), within(1e-5));
  }

  private static double quintic(double sigma) {
    double x = sigma;
    for (int i = 0; i < 5; i++) {
      x = 3.4445 * x - 4.7750 * Math.pow(x, 3) + 2.0315 * Math.pow(x, 5);
    }
    return x;
  }

  @Test
  void scheduleFreeAdamwsBiasCorrectionDoesNotWeighItsPoints() {
    float[] p = {0};
    Stepper stepper = stepper("schedule-free-adamw: 1", Tensor.of("p", p, new float[] {1}));
    stepper.step();
    stepper.step();
    stepper.toEvaluation();
    double weightedByPaper = -(0.001 * 1 + 0.001999 * 2) / 0.002999;
    assertThat((double) p[0])
        .as("the plain mean of −1 and −2")
        .isCloseTo(-1.5, NEARLY)
        .isNotCloseTo(weightedByPaper, within(0.1));
  }

  @Test
  void prodigyDoesNotCorrectItsBiasUnlessAsked() {
    double plain = 1e-6 * 0.1 / Math.sqrt(0.001);
    assertThat(after("prodigy: 1", 0, 1)).isCloseTo(-plain, within(1e-12));
    assertThat(after("prodigy(bias-correction=true): 1", 0, 1))
        .isCloseTo(-plain * Math.sqrt(0.001) / 0.1, within(1e-12));
  }

  @Test
  void prodigysSafeguardLeavesTheRateOutOfTheDenominator() {
    // in a warm-up small rates make s small, and so d large, unless they are left out
    assertThat(distance("prodigy: linear(0 -> 1)"))
        .isGreaterThan(2 * distance("prodigy(safeguard-warmup=true): linear(0 -> 1)"));
  }

  private static double distance(String strategy) {
    float[] p = {0};
    float[] g = new float[1];
    Stepper stepper = stepper(strategy, Tensor.of("p", p, g));
    for (int t = 0; t < 100; t++) {
      g[0] = p[0] - 1;
      stepper.step();
    }
    return stepper.snapshot().memories().get(0)[0];
  }

  @Test
  void dadaptAdamDividesByTheRootOfThisStep() {
    // s after the first gradient is (1 − √β₂)·d·g; the second gradient is ten times as long
    double root2 = Math.sqrt(0.999);
    double d = 0.1;
    double s = (1 - root2) * d;
    double v = 0.999 * 0.001 + 0.001 * 100;
    double r = (1 - root2) * d * 10 * s / (Math.sqrt(v) + 1e-8);
    double grown = r / ((1 - root2) * (root2 * s + (1 - root2) * d * 10));
    double rOfBefore = (1 - root2) * d * 10 * s / (Math.sqrt(0.001) + 1e-8);
    double grownOfBefore = rOfBefore / ((1 - root2) * (root2 * s + (1 - root2) * d * 10));
    float[] p = {0};
    float[] g = {1};
    Stepper stepper = stepper("dadapt-adam(d0=0.1): 1", Tensor.of("p", p, g));
    stepper.step();
    g[0] = 10;
    stepper.step();
    double expected = Math.max(d, grown);
    assertThat(grownOfBefore).isGreaterThan(expected);
    assertThat(stepper.snapshot().memories().get(0)[0]).isCloseTo(expected, NEARLY);
  }
}
