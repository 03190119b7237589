package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineCheckTest {
  @Test
  void theEngineIsSoundWhereTheTestsRun() {
    EngineCheck check = EngineCheck.run(40);
    assertThat(check).isEqualTo(new EngineCheck(40, 0, 0));
    assertThat(check.isSound()).isTrue();
  }

  @Test
  void oneFaultIsEnough() {
    assertThat(new EngineCheck(1000, 1, 0).isSound()).isFalse();
    assertThat(new EngineCheck(1000, 0, 1).isSound()).isFalse();
  }
}
