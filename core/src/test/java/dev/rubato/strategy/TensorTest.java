package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
