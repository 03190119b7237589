package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.DirectMemory;
import dev.rubato.schedule.Horizon;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Steps in direct memory by the processor's vectors, on a Java that has the module for them: the
 * build runs these by themselves.
 */
@EnabledIfSystemProperty(named = "rubato.vectors", matches = "true")
class VectorsTest {
  private static final int[] SIZES = {1, 16, 64, 4096, 5000, 3 * Tensor.BLOCK, 70_001};
  private static final float[] SPECIAL = {
    0, -0f, Float.MIN_VALUE, -Float.MIN_NORMAL, 1e-30f, 1e30f, Float.MAX_VALUE, -1e38f
  };

  @Test
  void theyAreThere() {
    assertThat(DirectMemory.of(direct(64))).isNotNull();
  }

  /** Wherever in a large tensor the number is, and however large the others are. */
  @Test
  void aGradientThatIsNotFiniteIsFoundByVectors() {
    int size = 2 * Tensor.BLOCK + 77;
    float[] p = new float[size];
    float[] g = new float[size];
    ByteBuffer pBytes = direct(size);
    ByteBuffer gBytes = direct(size);
    List<Stepper> steppers =
        List.of(
            stepper("sgd", Tensor.of("p", p, g)), stepper("sgd", Tensor.of("p", pBytes, gBytes)));
    float[] bad = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (float other : new float[] {0, Float.MAX_VALUE}) {
      for (int i = 0; i < size; i++) {
        g[i] = other;
        gBytes.putFloat(4 * i, other);
      }
      steppers.forEach(Stepper::step);
      for (int at : new int[] {0, 17, Tensor.BLOCK - 1, Tensor.BLOCK, size - 14, size - 1}) {
        g[at] = bad[at % 3];
        gBytes.putFloat(4 * at, bad[at % 3]);
        for (Stepper stepper : steppers) {
          assertThatThrownBy(stepper::step).hasMessageContaining("p");
        }
        g[at] = other;
        gBytes.putFloat(4 * at, other);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adam",
        "adam(weight-decay=0.1)",
        "adam(amsgrad=true)",
        "adamw(weight-decay=0.1)",
        "adamw(amsgrad=true, beta1=0.5, epsilon=0)",
        "adam(clip-norm=1)",
        "adam(maximize=true)",
        "adabelief",
        "adagrad(weight-decay=0.1)",
        "ademamix(weight-decay=0.1)",
        "laprop",
        "lion(weight-decay=0.1)",
        "nadam(weight-decay=0.1)",
        "nadamw",
        "sgd",
        "sgd(weight-decay=0.1)",
        "sgd(momentum=0.9)",
        "sgd(momentum=0.9, nesterov=true, weight-decay=0.1)",
        "sgd(momentum=0.9, rate-inside=true)",
        "adam(state=bfloat16)",
        "adamw(state=bfloat16, weight-decay=0.1)",
        "adam(state=int8)",
        "rmsprop(state=bfloat16)"
      })
  void aStepGivesTheBitsOfOneInArrays(String optimizer) {
    for (int size : SIZES) {
      SplittableRandom random = new SplittableRandom(size);
      float[] p = new float[size];
      float[] g = new float[size];
      ByteBuffer pBytes = direct(size);
      ByteBuffer gBytes = direct(size);
      float[] moved = new float[size];
      for (int i = 0; i < size; i++) {
        p[i] = number(random);
        pBytes.putFloat(4 * i, p[i]);
      }
      Stepper inArrays = stepper(optimizer, Tensor.of("p", p, g));
      Stepper inMemory = stepper(optimizer, Tensor.of("p", pBytes, gBytes));
      for (int t = 0; t < 10; t++) {
        for (int i = 0; i < size; i++) {
          g[i] = number(random);
          gBytes.putFloat(4 * i, g[i]);
        }
        inArrays.step();
        inMemory.step();
        pBytes.asFloatBuffer().get(0, moved);
        int other = firstOther(moved, p);
        assertThat(other).as("a number of %d after step %d that differs", size, t).isEqualTo(-1);
      }
      assertThat(Checkpoint.bytes(inMemory.snapshot()))
          .isEqualTo(Checkpoint.bytes(inArrays.snapshot()));
    }
  }

  /** Where two arrays have other bits, of which all NaNs have the same, or -1. */
  private static int firstOther(float[] one, float[] other) {
    for (int i = 0; i < one.length; i++) {
      if (Float.floatToIntBits(one[i]) != Float.floatToIntBits(other[i])) {
        return i;
      }
    }
    return -1;
  }

  /** Packed state is worked on by vectors or unpacked, and gives the same. */
  @ParameterizedTest
  @ValueSource(strings = {"adam(weight-decay=0.1, state=bfloat16", "adamw(state=bfloat16"})
  void packedStateGivesTheBitsOfUnpackedLoops(String optimizer) {
    int size = 3 * CompactRoom.PIECE + 100;
    float[] p = new float[size];
    float[] g = new float[size];
    float[] unpacked = new float[size];
    Stepper packed = stepper(optimizer + ")", Tensor.of("p", p, g));
    // a bound that no gradient reaches, which needs a copy
    Stepper loops = stepper(optimizer + ", clip-value=3e38)", Tensor.of("p", unpacked, g));
    SplittableRandom random = new SplittableRandom(1);
    for (int t = 0; t < 30; t++) {
      for (int i = 0; i < size; i++) {
        g[i] = (float) random.nextDouble(-1, 1);
      }
      packed.step();
      loops.step();
      assertThat(p).isEqualTo(unpacked);
    }
  }

  private static float number(SplittableRandom random) {
    return random.nextInt(8) == 0
        ? SPECIAL[random.nextInt(SPECIAL.length)]
        : (float) random.nextDouble(-1, 1);
  }

  @Test
  void aRateOfZeroChangesNothing() {
    ByteBuffer p = direct(64);
    ByteBuffer g = direct(64);
    for (int i = 0; i < 64; i++) {
      p.putFloat(4 * i, i % 2 == 0 ? -0f : i);
      g.putFloat(4 * i, Float.MAX_VALUE);
    }
    ByteBuffer before = ByteBuffer.allocate(256).put(p.duplicate()).flip();
    Stepper stepper =
        new Stepper(
            Notation.strategy("adam: 0"), Horizon.ofSteps(10), List.of(Tensor.of("p", p, g)));
    stepper.step();
    stepper.step();
    assertThat(p).isEqualTo(before);
  }

  /** Until the loop is compiled, its vectors are objects; whatever else was run before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "adam(amsgrad=true)",
        "adam",
        "adamw(weight-decay=0.1)",
        "adam(state=bfloat16)",
        "sgd(momentum=0.9)",
        "ademamix",
        "nadamw"
      })
  void aCompiledStepAllocatesNothing(String optimizer) {
    Stepper stepper =
        stepper(optimizer, Tensor.of("p", direct(Tensor.BLOCK), direct(Tensor.BLOCK)));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 1000 && allocated > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int t = 0; t < 20; t++) {
        stepper.step();
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isZero();
  }

  private static Stepper stepper(String optimizer, Tensor tensor) {
    return new Stepper(
        Notation.strategy(optimizer + ": cosine(0.1 -> 0.01)"),
        Horizon.ofSteps(100_000),
        List.of(tensor));
  }

  private static ByteBuffer direct(int size) {
    return ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder());
  }
}
