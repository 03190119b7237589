package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an optimizer remembers in two bytes or one instead of four. */
class CompactNumbersTest {
  private static final int MANY = 1000; // three blocks of int8 and a part of one

  private static float[] random(int seed, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) (random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-6, 3)));
    }
    return numbers;
  }

  private static float[] kept(CompactNumbers format, float[] numbers, int key) {
    float[] read = new float[numbers.length];
    format.write(0, numbers, numbers.length, key, new CompactRoom());
    format.read(0, read, read.length, new CompactRoom());
    return read;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfloat16", "int8"})
  void whatIsPutBackUnchangedStaysToTheLastBit(String format) {
    for (int seed = 0; seed < 20; seed++) {
      float[] once = kept(CompactNumbers.of(format, MANY, seed % 2 == 0), random(seed, MANY), seed);
      assertThat(kept(CompactNumbers.of(format, MANY, seed % 2 == 0), once, seed + 1))
          .isEqualTo(once);
    }
  }

  @ParameterizedTest
  @CsvSource({"bfloat16, 0.0005", "int8, 0.005"})
  void aNumberIsRightOnAverage(String format, double tolerance) {
    float[] numbers = {1, 0.7f, -0.3f, 0.1f, 0.011f, -1e-3f, 1e-5f};
    double[] means = new double[numbers.length];
    int tries = 20_000;
    for (int step = 0; step < tries; step++) {
      int key = Chance.key("w", 0, step, 1);
      float[] kept = kept(CompactNumbers.of(format, numbers.length, false), numbers, key);
      for (int i = 0; i < numbers.length; i++) {
        means[i] += kept[i] / (double) tries;
      }
    }
    for (int i = 0; i < numbers.length; i++) {
      assertThat(means[i]).isCloseTo(numbers[i], within(tolerance * Math.abs(numbers[i]) + 1e-6));
    }
  }

  /** What is divided by must not become 0. */
  @Test
  void int8KeepsSmallNumbersBesideALargeOneApartFromZero() {
    float[] kept =
        kept(CompactNumbers.of("int8", 5, false), new float[] {1000, 1e-4f, 1e-12f, 0, -0f}, 7);
    assertThat(kept[0]).isCloseTo(1000, within(63f));
    assertThat(kept[1]).isCloseTo(1e-4f, within(1.3e-5f));
    assertThat(kept[2]).isPositive().isLessThan(1e-6f);
    assertThat(kept[3]).isZero();
    assertThat(kept[4]).isZero();
  }

  /** A momentum that fades reaches 0, and one that is small is so on average. */
  @Test
  void int8RoundsSmallNumbersWithSignsToZeroOrTheLeast() {
    float[] numbers = {1, 1e-5f, -1e-5f, -1e-12f};
    int zeros = 0;
    for (int key = 0; key < 1000; key++) {
      float[] kept = kept(CompactNumbers.of("int8", 4, false), numbers, key);
      assertThat(kept[1]).isNotNegative().isLessThan(4e-5f);
      assertThat(kept[2]).isNotPositive().isGreaterThan(-4e-5f);
      zeros += kept[3] == 0 ? 1 : 0;
    }
    assertThat(zeros).isGreaterThan(990);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfloat16", "int8"})
  void theLargestAndTheSmallestStayFinite(String format) {
    float largest = format.equals("int8") ? Float.MAX_VALUE : Float.intBitsToFloat(0x7f7f0000);
    for (float extreme : new float[] {largest, Float.MIN_VALUE, Float.MIN_NORMAL, 1e-40f}) {
      for (int key = 0; key < 100; key++) {
        float[] kept =
            kept(CompactNumbers.of(format, 2, false), new float[] {extreme, -extreme}, key);
        assertThat(kept[0]).isFinite().isNotNegative();
        assertThat(kept[1]).isFinite().isNotPositive();
      }
    }
  }

  @Test
  void bfloat16KeepsWhatIsNotFinite() {
    float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.intBitsToFloat(0x7f800001)};
    float[] kept = kept(CompactNumbers.of("bfloat16", 3, true), odd, 9);
    assertThat(kept).containsExactly(Float.NaN, Float.POSITIVE_INFINITY, Float.NaN);
  }

  private static Stepper stepper(String optimizer, int size) {
    return new Stepper(
        Notation.strategy(optimizer + ": 0.1"),
        Horizon.ofSteps(10),
        List.of(Tensor.of("w", new float[size], new float[size])));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "adam; 2048",
        "adam(state=bfloat16); 1024",
        "adam(state=int8); 520", // 8 scales
        "sgd(momentum=0.9, state=int8); 260"
      })
  void fewerBytesAreRemembered(String optimizer, long numbers) {
    assertThat(stepper(optimizer, 1024).remembered()).isEqualTo(numbers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sgd; it remembers nothing without momentum",
        "prodigy; it remembers a point of the model, which rounding would move",
        "schedule-free-sgd; it remembers a point of the model, which rounding would move",
        "muon; it works on matrices as a whole, whose memory it has in floats"
      })
  void whereItMakesNoSenseTheErrorSaysWhy(String name, String reason) {
    assertThatThrownBy(() -> Notation.optimizer(name + "(state=int8)"))
        .hasMessageContaining(name + " can't take state=int8: " + reason + "; leave it out");
  }

  @Test
  void aCheckpointOfAnotherFormatIsRefused() {
    Snapshot snapshot = stepper("adam", 16).snapshot();
    assertThatThrownBy(() -> stepper("adam(state=int8)", 16).restore(snapshot))
        .hasMessageContaining("belongs to adam, but in this training to adam in int8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam(state=bfloat16)", "adam(state=int8)", "lamb(state=int8)"})
  void severalChunksMoveAlikeByThreadsInBuffersAndFromCheckpoints(String optimizer) {
    Training whole = new Training(optimizer, 1, false).steps(6);
    assertThat(new Training(optimizer, 2, false).steps(6).p).isEqualTo(whole.p);
    assertThat(new Training(optimizer, 2, true).steps(6).p).isEqualTo(whole.p);
    Training half = new Training(optimizer, 1, false).steps(3);
    Training again = new Training(optimizer, 2, true);
    again.stepper.restore(half.stepper.snapshot());
    assertThat(again.steps(3).p).isEqualTo(whole.p);
  }

  /** Three chunks on their way. */
  private static final class Training {
    private static final int SIZE = 2 * Tensor.BLOCK + 7;

    private final float[] p = random(1, SIZE);
    private final float[] g = new float[SIZE];
    private final FloatBuffer values = direct();
    private final FloatBuffer gradient = direct();
    private final boolean direct;
    private final Stepper stepper;

    Training(String optimizer, int threads, boolean direct) {
      this.direct = direct;
      values.put(0, p);
      Tensor tensor = direct ? Tensor.of("w", values, gradient) : Tensor.of("w", p, g);
      this.stepper =
          new Stepper(
              Notation.strategy(optimizer + ": 0.1"),
              Horizon.ofSteps(10),
              List.of(tensor),
              StepperOptions.DEFAULT.withThreads(threads));
    }

    private static FloatBuffer direct() {
      return ByteBuffer.allocateDirect(4 * SIZE).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    Training steps(int count) {
      for (int step = 0; step < count; step++) {
        System.arraycopy(random((int) stepper.t(), SIZE), 0, g, 0, SIZE);
        gradient.put(0, g);
        stepper.step();
      }
      if (direct) {
        values.get(0, p);
      }
      return this;
    }
  }
}
