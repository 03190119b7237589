package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.argument.Word;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.optimizer.MeasuringKernel;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.Sgd;
import dev.rubato.schedule.Horizon;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the update of every optimizer, with its defaults and with each flag. */
class KernelPropertiesTest {
  private static final int MANY = 2 * Tensor.BLOCK + 7; // two whole blocks and a part of one
  private static final int STEPS = 20;
  private static final double LOSS = 2; // for those that ask for one

  /** Every optimizer of the catalogue, plain, with each of its flags, and with a momentum. */
  static Stream<String> optimizers() {
    List<String> optimizers = new ArrayList<>();
    for (Algorithm algorithm : Algorithms.all()) {
      String name = algorithm.signature().name();
      optimizers.add(name);
      if (!algorithm.needsLoss()) {
        optimizers.add(name + "(clip-norm=1, clip-value=0.01)");
      }
      for (var parameter : algorithm.ownParameters()) {
        switch (parameter.kind()) {
          case FLAG -> {
            boolean usual = Word.TRUE.equals(parameter.fallback());
            optimizers.add(name + "(" + parameter.name() + "=" + !usual + ")");
          }
          case CHOICE ->
              parameter
                  .choices()
                  .forEach(
                      choice -> optimizers.add(name + "(" + parameter.name() + "=" + choice + ")"));
          default -> {
            if (parameter.name().equals("momentum")) {
              optimizers.add(name + "(momentum=0.9)");
              if (algorithm == Sgd.ALGORITHM) {
                optimizers.add("sgd(momentum=0.9, rate-inside=true)");
              }
            }
          }
        }
      }
    }
    return optimizers.stream().distinct();
  }

  private static Stepper stepper(String optimizer, String rate, Tensor... tensors) {
    return new Stepper(
        Notation.strategy(optimizer + ": " + rate), Horizon.ofSteps(STEPS), List.of(tensors));
  }

  private static float[] random(SplittableRandom random, int size, double scale) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) (scale * random.nextDouble(-1, 1));
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void arraysAndDirectBuffersGiveTheSameBits(String optimizer) {
    SplittableRandom random = new SplittableRandom(1);
    float[] p = random(random, MANY, 1);
    float[] g = new float[MANY];
    FloatBuffer pBuffer = direct(p);
    FloatBuffer gBuffer = direct(g);
    Stepper arrays = stepper(optimizer, "cosine(0.1 -> 0)", Tensor.of("p", p, g));
    Stepper buffers = stepper(optimizer, "cosine(0.1 -> 0)", Tensor.of("p", pBuffer, gBuffer));
    for (int t = 0; t < STEPS; t++) {
      System.arraycopy(random(random, MANY, 1), 0, g, 0, MANY);
      gBuffer.put(0, g);
      arrays.step(LOSS);
      buffers.step(LOSS);
      float[] copy = new float[MANY];
      pBuffer.get(0, copy);
      assertThat(copy).isEqualTo(p);
    }
  }

  private static FloatBuffer direct(float[] numbers) {
    return ByteBuffer.allocateDirect(4 * numbers.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(0, numbers);
  }

  /** Those that look at one number at a time, or at all of an optimizer: not at one tensor. */
  static Stream<String> optimizersThatKnowNoTensors() {
    return optimizers().filter(optimizer -> !measuresTensors(Notation.optimizer(optimizer)));
  }

  private static boolean measuresTensors(Optimizer optimizer) {
    return optimizer.algorithm().kernel(optimizer.arguments()) instanceof MeasuringKernel kernel
        && kernel.over() == MeasuringKernel.Over.TENSOR;
  }

  @ParameterizedTest
  @MethodSource("optimizersThatKnowNoTensors")
  void manyTensorsAreUpdatedAsOneWouldBe(String optimizer) {
    SplittableRandom random = new SplittableRandom(2);
    float[] p = random(random, 10, 1);
    float[] left = {p[0], p[1], p[2]};
    float[] right = {p[3], p[4], p[5], p[6], p[7], p[8], p[9]};
    float[] g = new float[10];
    float[] ofLeft = new float[3];
    float[] ofRight = new float[7];
    Stepper one = stepper(optimizer, "0.1", Tensor.of("p", p, g));
    Stepper two =
        stepper(optimizer, "0.1", Tensor.of("l", left, ofLeft), Tensor.of("r", right, ofRight));
    for (int t = 0; t < STEPS; t++) {
      System.arraycopy(random(random, 10, 1), 0, g, 0, 10);
      System.arraycopy(g, 0, ofLeft, 0, 3);
      System.arraycopy(g, 3, ofRight, 0, 7);
      one.step(LOSS);
      two.step(LOSS);
      assertThat(left).containsExactly(p[0], p[1], p[2]);
      assertThat(right).containsExactly(p[3], p[4], p[5], p[6], p[7], p[8], p[9]);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aRateOfZeroLeavesTheParametersBitIdentical(String optimizer) {
    SplittableRandom random = new SplittableRandom(3);
    float[] p = random(random, 100, 1);
    p[0] = 0;
    p[1] = Float.MIN_VALUE;
    p[2] = Float.MAX_VALUE;
    p[3] = -0f;
    p[4] = Float.NEGATIVE_INFINITY;
    float[] before = p.clone();
    FloatBuffer buffer = direct(p);
    float[] copy = new float[100];
    float[] g = new float[100];
    FloatBuffer gBuffer = direct(g);
    Stepper stepper = stepper(optimizer, "0", Tensor.of("p", p, g));
    Stepper ofBuffer = stepper(optimizer, "0", Tensor.of("p", buffer, gBuffer));
    for (int t = 0; t < STEPS; t++) {
      System.arraycopy(random(random, 100, t % 3 == 2 ? Float.MAX_VALUE : 1), 0, g, 0, 100);
      gBuffer.put(0, g);
      stepper.step(LOSS);
      assertThat(p).isEqualTo(before);
      ofBuffer.step(LOSS);
      buffer.get(0, copy);
      assertThat(copy).isEqualTo(before);
    }
  }

  /** Buffers that overflowed while the rate was not 0 included. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void aRateThatFallsToZeroStopsTheParametersWhereTheyAre(String optimizer) {
    if (optimizer.matches("(rprop|schedule-free|madgrad|.*0.9, rate-inside).*")) {
      return; // these move on, as their papers say
    }
    SplittableRandom random = new SplittableRandom(6);
    float[] p = random(random, 100, 1);
    p[0] = -0f;
    float[] g = random(random, 100, 1);
    g[0] = 0;
    Stepper stepper = stepper(optimizer, "0.1 for 2 then 0", Tensor.of("p", p, g));
    stepper.step(LOSS);
    stepper.step(LOSS);
    float[] before = p.clone();
    for (int t = 0; t < STEPS; t++) {
      System.arraycopy(random(random, 100, t < 5 ? 1 : Float.MAX_VALUE), 0, g, 0, 100);
      stepper.step(LOSS);
      assertThat(p).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void gradientsThatWereAlwaysZeroMoveNothingUnlessWeightsDecay(String optimizer) {
    float[] p = {1, -2, 0, 1e-30f};
    float[] before = p.clone();
    Stepper stepper = stepper(optimizer, "0.1", Tensor.of("p", p, new float[4]));
    double keep = optimizer.matches("(n?adamw|soap).*") ? 1 - 0.1 * 0.01 : 1;
    int still = optimizer.startsWith("soap") ? 1 : 0; // whose first gradient moves nothing
    for (int t = 1; t <= STEPS; t++) {
      stepper.step(LOSS);
      for (int i = 0; i < p.length; i++) {
        float kept = (float) (before[i] * Math.pow(keep, t - still));
        assertThat(p[i]).isCloseTo(kept, within(Math.abs(kept) * 1e-5f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void tinyAndLargeGradientsLeaveTheParametersFinite(String optimizer) {
    for (double scale : new double[] {1e-45, 1e-40, 1e-30, 1e-20, 1e-10, 1e10, 1e18, 1e30}) {
      SplittableRandom random = new SplittableRandom(4);
      float[] p = random(random, 100, 1);
      float[] g = new float[100];
      Stepper stepper = stepper(optimizer, "1e-3", Tensor.of("p", p, g));
      for (int t = 0; t < STEPS; t++) {
        System.arraycopy(random(random, 100, scale), 0, g, 0, 100);
        stepper.step(LOSS);
        for (float number : p) {
          assertThat(number).as("gradients of %s", scale).isFinite();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void maximizingIsMinimizingTheOpposite(String optimizer) {
    SplittableRandom random = new SplittableRandom(5);
    float[] up = random(random, 100, 1);
    float[] down = up.clone();
    float[] g = new float[100];
    float[] opposite = new float[100];
    String maximizing =
        optimizer.endsWith(")")
            ? optimizer.substring(0, optimizer.length() - 1) + ", maximize=true)"
            : optimizer + "(maximize=true)";
    Stepper maximize = stepper(maximizing, "0.1", Tensor.of("p", up, g));
    Stepper minimize = stepper(optimizer, "0.1", Tensor.of("p", down, opposite));
    for (int t = 0; t < STEPS; t++) {
      System.arraycopy(random(random, 100, 1), 0, g, 0, 100);
      for (int i = 0; i < 100; i++) {
        opposite[i] = -g[i];
      }
      maximize.step(-LOSS);
      minimize.step(LOSS);
      assertThat(up).isEqualTo(down);
    }
  }

  /** Then a gradient times the distance from the start is too large for a float. */
  @Test
  void prodigyStandsALargeGradientFarFromTheStart() {
    float[] p = {0, 0};
    float[] g = new float[2];
    Stepper stepper = stepper("prodigy(d0=1e15, growth-rate=1)", "1", Tensor.of("p", p, g));
    for (int t = 0; t < STEPS; t++) {
      g[0] = t < 5 ? 1e5f : 2e23f;
      g[1] = -g[0];
      stepper.step(LOSS);
      assertThat(p[0]).isFinite().isLessThan(-1e14f);
      assertThat(p[1]).isEqualTo(-p[0]);
    }
  }
}
