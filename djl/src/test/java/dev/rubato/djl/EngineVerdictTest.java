package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDArray;
import dev.rubato.strategy.NonFiniteGradientException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a gradient that is not finite is the engine's fault, and when that is not to be seen. */
class EngineVerdictTest {
  private static void put(NDArray array, float value) {
    try (NDArray gradient = ParameterMemory.gradient(array)) {
      float[] numbers = ParameterMemory.read(gradient);
      numbers[0] = value;
      ParameterMemory.write(gradient, numbers);
    }
  }

  private static Throwable step(Trained one, int passes, boolean broken) {
    for (int i = 0; i < passes; i++) {
      one.backward();
      one.optimizer.gradientsAgain(one::backward);
    }
    if (broken) {
      put(one.network.array(0), Float.NaN);
    }
    return catchThrowable(one.trainer::step);
  }

  @Test
  void aFaultIsOneThatElsewhereGivesTheSame() {
    try (Trained one = new Trained("sgd: 0.1")) {
      assertThat(step(one, 1, false)).isNull();
      assertThat(step(one, 1, true))
          .isInstanceOf(EngineFaultException.class)
          .hasMessageContaining("the engine faltered at step 1");
      assertThat(step(one, 1, false)).as("on").isNull();
    }
  }

  @Test
  void whatAnEarlierPassHasLeftIsNoFault() {
    try (Trained one = new Trained("sgd: 0.1")) {
      assertThat(step(one, 1, false)).isNull();
      one.backward(); // of which nobody told, and which no step used
      Throwable left = step(one, 1, true);
      assertThat(left)
          .isInstanceOf(NonFiniteGradientException.class)
          .isNotInstanceOf(EngineFaultException.class)
          .hasMessageContaining("an earlier backward pass");
      assertThat(step(one, 1, false)).as("on").isNull();
      assertThat(step(one, 2, true)).isNotInstanceOf(EngineFaultException.class);
      assertThat(step(one, 1, true)).isInstanceOf(EngineFaultException.class);
    }
  }

  @Test
  void whereAllIsBrokenThereIsNothingToCompare() {
    float nan = Float.NaN;
    assertThat(EngineFaultException.areAlike(rows(1, nan), rows(1, 2), 1)).isTrue();
    assertThat(EngineFaultException.areAlike(rows(nan, nan), rows(1, 2), 1)).isFalse();
    assertThat(EngineFaultException.areAlike(rows(0, nan), rows(0, 2), 1)).isFalse();
    assertThat(EngineFaultException.areAlike(rows(2, nan), rows(1, 2), 1)).isFalse();
    assertThat(EngineFaultException.areAlike(rows(0.5f, nan), rows(1, 2), 0.5f)).isTrue();
  }

  private static List<float[]> rows(float... numbers) {
    return List.of(numbers);
  }

  @Test
  void theRemedyThatIsTakenIsNotAdvised() {
    assertThat(EngineFaultException.remedy(null)).contains("set the environment variable");
    assertThat(EngineFaultException.remedy("AVX512_CORE")).contains("DNNL_MAX_CPU_ISA=AVX2 before");
    assertThat(EngineFaultException.remedy("avx2"))
        .contains("DNNL_MAX_CPU_ISA=avx2 is set")
        .contains("report it")
        .doesNotContain("before the program starts");
    for (String sound : new String[] {"AVX2", "avx2", "AVX2_VNNI", "SSE41"}) {
      assertThat(EngineFaultException.isAvoided(sound)).isTrue();
    }
    for (String unsound :
        new String[] {"AVX512_CORE", "DEFAULT", "ALL", "AVX10_1_512", "avx 2", ""}) {
      assertThat(EngineFaultException.isAvoided(unsound)).isFalse();
    }
    assertThat(EngineFaultException.isAvoided(null)).isFalse();
  }
}
