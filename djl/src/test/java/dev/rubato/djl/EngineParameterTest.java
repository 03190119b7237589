package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.ParameterKind;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine's arithmetic beside ours: what moves parameters on a GPU, here on the CPU, where it is
 * the same calls.
 */
class EngineParameterTest {
  private static final int STEPS = Trained.STEPS;

  @TempDir private Path folder;

  private static boolean anywhere(NDArray array) {
    return true;
  }

  private static @Nullable Optimizer chosen(String strategy, StepperOptions options, String name) {
    Strategy parsed = Notation.strategy(strategy);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray array = manager.create(new float[] {1});
      BlockParameters.Named named =
          new BlockParameters.Named(
              name,
              List.of(),
              List.of(),
              Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).build(),
              ParameterKind.WEIGHT);
      assertThat(
              EngineParameter.byEngine(parsed, options, EngineParameter.ON_GPU)
                  .optimizer(named, array))
          .isNull();
      return EngineParameter.byEngine(parsed, options, EngineParameterTest::anywhere)
          .optimizer(named, array);
    }
  }

  private static boolean moves(String strategy) {
    return chosen(strategy, StepperOptions.DEFAULT, "w") != null;
  }

  @Test
  void onlyWhatTheEngineHasIsLeftToIt() {
    assertThat(moves("sgd: 0.1")).isTrue();
    assertThat(moves("0.1")).isTrue();
    assertThat(moves("adamw(on-non-finite=skip): 0.1")).isTrue();
    assertThat(moves("adam(amsgrad=true): 0.1")).isFalse();
    assertThat(moves("adam(bias-correction=false): 0.1")).isFalse();
    assertThat(moves("adam(state=int8): 0.1")).isFalse();
    assertThat(moves("sgd(momentum=0.9, rate-inside=true): 0.1")).isFalse();
    assertThat(moves("adam(clip-norm=1): 0.1")).isFalse();
    assertThat(moves("sgd(clip-value=1): 0.1")).isFalse();
    assertThat(moves("sgd(maximize=true): 0.1")).isFalse();
    assertThat(moves("lion: 0.1")).isFalse();
    assertThat(chosen("sgd: 1", StepperOptions.DEFAULT.withAverage(0.9), "w")).isNull();
    StepperOptions groups =
        StepperOptions.DEFAULT.withGroups(
            java.util.List.of(
                ParameterGroup.of("*").optimizer(Notation.strategy("adam: 1").optimizerOrSgd()),
                ParameterGroup.of("a*").optimizer(Notation.strategy("muon: 1").optimizerOrSgd())));
    assertThat(chosen("sgd: 1", groups, "a1")).isNull();
    assertThat(chosen("lion: 1", groups, "b1")).hasToString("adam");
  }

  /** The same trainings, one with our arithmetic and one with the engine's. */
  private static void alike(String strategy, UnaryOperator<StrategyOptimizerBuilder> options) {
    try (Trained ours = new Trained(options, strategy);
        Trained engine =
            new Trained(b -> options.apply(b).byEngine(EngineParameterTest::anywhere), strategy)
                .startAs(ours)) {
      float first = ours.backward();
      assertThat(engine.backward()).isEqualTo(first);
      for (int t = 0; t < STEPS; t++) {
        ours.trainer.step();
        engine.trainer.step();
        float expected = ours.backward();
        assertThat(engine.backward())
            .as("step %d", t)
            .isCloseTo(expected, within(1e-4f * expected + 1e-6f * first));
      }
      assertThat(ours.backward()).isLessThan(0.95f * first);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd: one-cycle(0.3)",
        "sgd(weight-decay=0.05): 0.1",
        "sgd(momentum=0.9): linear(0.1 -> 0)",
        "sgd(momentum=linear(0.5 -> 0.9), dampening=0.2, weight-decay=0.01): linear(0 -> 0.3)",
        "sgd(momentum=0.9, nesterov=true, weight-decay=0.01): 0.03",
        "adam: cosine(0.02 -> 0)",
        "adam(weight-decay=0.1, epsilon=0.01): linear(0 -> 0.05) for 20% then 0.05",
        "adam(beta1=cosine(0.95 -> 0.85), beta2=0.9): 0.01",
        "adamw: 0.02",
        "adamw(weight-decay=0.5, beta2=0.99): cosine(0.05 -> 0)"
      })
  void theEngineMovesAsOursDoes(String strategy) {
    alike(strategy, builder -> builder);
  }

  @Test
  void groupsAndMicroBatchesAreTheSame() {
    alike(
        "adamw: 0.02",
        builder ->
            builder
                .accumulate(2)
                .groups(
                    ParameterGroup.of("01*").rate(0.3).weightDecay(0.2),
                    ParameterGroup.of("*bias").frozenUntil(9),
                    ParameterGroup.of("03*")
                        .optimizer(Notation.strategy("sgd(momentum=0.9): 1").optimizerOrSgd())));
    alike("adam: 0.02", builder -> builder.groups(ParameterGroup.of("01*").frozen()));
    // one half by the engine, one by us
    alike(
        "lion: 0.01",
        builder ->
            builder.groups(
                ParameterGroup.of("01*").optimizer(Notation.strategy("adam: 1").optimizerOrSgd())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd(momentum=0.9): 0.1", "adam: 0.02", "adamw: one-cycle(0.05)"})
  void aTrainingGoesOnFromACheckpointToTheLastBitAndAlsoInOurArithmetic(String strategy)
      throws Exception {
    Path checkpoints = folder.resolve("checkpoints");
    try (Trained whole = new Trained(b -> b.byEngine(EngineParameterTest::anywhere), strategy);
        Trained half =
            new Trained(
                    b -> b.byEngine(EngineParameterTest::anywhere).checkpoints(checkpoints, 15, 2),
                    strategy)
                .startAs(whole);
        Trained rest =
            new Trained(
                b -> b.byEngine(EngineParameterTest::anywhere).checkpoints(checkpoints, 1000, 2),
                strategy);
        Trained ours = new Trained(b -> b.checkpoints(checkpoints, 1000, 2), strategy)) {
      for (int t = 0; t < STEPS; t++) {
        whole.backward();
        whole.trainer.step();
        if (t < 15) {
          half.backward();
          half.trainer.step();
        }
      }
      assertThat(rest.optimizer.resume()).isEqualTo(15);
      assertThat(ours.optimizer.resume()).isEqualTo(15);
      for (int t = 15; t < STEPS; t++) {
        rest.backward();
        rest.trainer.step();
        ours.backward();
        ours.trainer.step();
      }
      assertThat(rest.values()).isDeepEqualTo(whole.values());
      assertThat(ours.backward()).isCloseTo(whole.backward(), within(1e-4f));
    }
  }

  @Test
  void aGradientThatIsNotFiniteMovesNothing() {
    for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      try (Trained engine =
          new Trained(b -> b.byEngine(EngineParameterTest::anywhere), "adam: 0.1")) {
        engine.backward();
        NDArray gradient = ParameterMemory.gradient(engine.network.array(2));
        ParameterMemory.write(gradient, filled(gradient, broken));
        float[][] before = engine.values();
        assertThatThrownBy(engine.trainer::step).isInstanceOf(NonFiniteGradientException.class);
        assertThat(engine.values()).isDeepEqualTo(before);
      }
    }
    try (Trained engine =
        new Trained(b -> b.byEngine(EngineParameterTest::anywhere), "adamw(weight-decay=0): 0.1")) {
      engine.backward();
      NDArray gradient = ParameterMemory.gradient(engine.network.array(2));
      ParameterMemory.write(gradient, filled(gradient, 3e38f)); // finite, but not their sum
      engine.trainer.step();
      assertThat(engine.optimizer.t()).isEqualTo(1);
    }
  }

  private static float[] filled(NDArray like, float value) {
    float[] values = new float[(int) like.size()];
    Arrays.fill(values, value);
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "sgd(momentum=0.9, weight-decay=1)", "adam", "adamw"})
  void aRateOf0MovesNothingAndGradientsAre0AfterAStep(String optimizer) {
    try (Trained engine =
        new Trained(
            b -> b.byEngine(EngineParameterTest::anywhere), optimizer + ": 0 for 1 then 0.1")) {
      float[][] before = engine.values();
      for (int t = 0; t < 2; t++) {
        engine.backward();
        engine.trainer.step();
        assertThat(Arrays.deepEquals(engine.values(), before)).isEqualTo(t == 0);
        for (int i = 0; i < 4; i++) {
          try (NDArray gradient = ParameterMemory.gradient(engine.network.array(i))) {
            assertThat(gradient.toFloatArray()).containsOnly(0);
          }
        }
      }
    }
  }

  @Test
  void stepsLeaveNoArraysBehind() {
    for (String strategy : new String[] {"sgd(momentum=0.9, weight-decay=0.1): 0.1", "adam: 0.1"}) {
      try (Trained engine = new Trained(b -> b.byEngine(EngineParameterTest::anywhere), strategy)) {
        for (int t = 0; t < 5; t++) {
          engine.backward();
          int before = engine.network.manager.getManagedArrays().size();
          engine.trainer.step();
          int made = engine.network.manager.getManagedArrays().size() - before;
          assertThat(made == 0 || t == 0).as("%d arrays of step %d", made, t).isTrue();
        }
      }
    }
  }
}
