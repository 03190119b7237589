package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class EngineCheckTest {
  @Test
  void theEngineIsSoundWhereTheTestsRun() {
    EngineCheck check = EngineCheck.run(40);
    assertThat(check).isEqualTo(new EngineCheck(40, 0, 0));
    assertThat(check.isSound()).isTrue();
  }

  @Test
  void arraysThatNobodyHasWrittenHoldNaN() {
    try (NDManager manager = Engine.newManager()) {
      int filled = 0;
      for (int size = 1 << 5; size <= 1 << 12; size *= 2) {
        EngineCheck.fillFreeMemory(manager);
        NDArray unwritten = manager.create(new Shape(size), DataType.FLOAT32);
        for (float each : unwritten.toFloatArray()) {
          filled += Float.isNaN(each) ? 1 : 0;
        }
      }
      assertThat(filled).isPositive();
    }
  }

  @Test
  void oneFaultIsEnough() {
    assertThat(new EngineCheck(1000, 1, 0).isSound()).isFalse();
    assertThat(new EngineCheck(1000, 0, 1).isSound()).isFalse();
  }
}
