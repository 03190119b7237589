package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

/** A parameter's shape. */
class TensorTest {

  @Test
  void aShapeIsOptional() {
    assertThat(Tensor.of("w", new float[6], new float[6]).shape()).containsExactly(6);
    assertThat(Tensor.of("w", new float[6], new float[6], 2, 3).shape()).containsExactly(2, 3);
    FloatBuffer buffer = FloatBuffer.allocate(24);
    assertThat(Tensor.of("w", buffer, buffer, 2, 3, 4).shape()).containsExactly(2, 3, 4);
    assertThat(Tensor.of("w", new float[0], new float[0], 3, 0).shape()).containsExactly(3, 0);
  }

  @Test
  void aShapeHasAsManyNumbersAsTheTensor() {
    for (int[] shape :
        new int[][] {{5}, {2, 2}, {-2, -3}, {6, -1}, {65536, 65536, 6}, {Integer.MAX_VALUE, 9}}) {
      assertThatThrownBy(() -> Tensor.of("w", new float[6], new float[6], shape))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "w has 6 values, which is not the product of the shape "
                  + java.util.Arrays.toString(shape));
    }
  }

  @Test
  void buffersOfBytesAreDirectAndOfTheProcessorsOrder() {
    ByteBuffer right = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
    assertThat(Tensor.of("w", right, right, 2, 3).size()).isEqualTo(6);
    right.position(8).limit(16);
    assertThat(Tensor.of("w", right, right).size()).as("from the first byte").isEqualTo(6);
    ByteOrder other =
        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
            ? ByteOrder.LITTLE_ENDIAN
            : ByteOrder.BIG_ENDIAN;
    for (ByteBuffer wrong :
        new ByteBuffer[] {
          ByteBuffer.allocate(24).order(ByteOrder.nativeOrder()),
          ByteBuffer.allocateDirect(24).order(other)
        }) {
      assertThatThrownBy(() -> Tensor.of("w", right, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("w must be in direct buffers of " + ByteOrder.nativeOrder());
    }
  }

  @Test
  void buffersHoldFloatsThatCanBeWritten() {
    ByteOrder order = ByteOrder.nativeOrder();
    ByteBuffer odd = ByteBuffer.allocateDirect(18).order(order);
    assertThatThrownBy(() -> Tensor.of("w", odd, odd))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("w must be floats of 4 bytes each, was in 18 bytes");
    ByteBuffer values = ByteBuffer.allocateDirect(16).order(order);
    ByteBuffer fixed = values.asReadOnlyBuffer().order(order);
    assertThat(Tensor.of("w", values, fixed).size()).as("a gradient is only read").isEqualTo(4);
    assertThatThrownBy(() -> Tensor.of("w", fixed, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("w can't be trained: its values are in a read-only buffer");
  }
}
