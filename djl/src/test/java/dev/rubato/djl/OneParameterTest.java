package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.StepperOptions;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which parameters a training has, how often each is moved, and what groups do to them. */
class OneParameterTest {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  /** Linear layers of one number each. */
  private static Linear one() {
    return Linear.builder().setUnits(1).optBias(false).build();
  }

  private Block ready(Block block, Shape shape) {
    block.initialize(manager, DataType.FLOAT32, shape);
    for (Parameter parameter : block.getParameters().values()) {
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        ParameterMemory.write(parameter.getArray(), filled(parameter));
      }
    }
    return block;
  }

  private static float[] filled(Parameter parameter) {
    float[] ones = new float[(int) parameter.getArray().size()];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private void backward(Block block, NDArray input) {
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
        NDManager scope = manager.newSubManager()) {
      NDList output = block.forward(new ParameterStore(scope, false), new NDList(input), true);
      collector.backward(output.head().sum());
    }
  }

  private static void step(StrategyOptimizer optimizer, Block block) {
    block
        .getParameters()
        .values()
        .forEach(
            parameter -> {
              if (parameter.requiresGradient()) {
                NDArray array = parameter.getArray();
                optimizer.update(parameter.getId(), array, array.getGradient());
              }
            });
  }

  private static float value(Block block, int index) {
    return block.getParameters().valueAt(index).getArray().toFloatArray()[0];
  }

  private static StrategyOptimizer optimizer(
      Block block, String strategy, Consumer<StrategyOptimizerBuilder> options) {
    StrategyOptimizerBuilder builder =
        StrategyOptimizer.builder(block, strategy, Horizon.ofSteps(100));
    options.accept(builder);
    return builder.build();
  }

  @Test
  void aLayerThatIsUsedTwiceMovesOnce() {
    Linear layer = one();
    Block block = ready(new SequentialBlock().add(layer).add(layer), new Shape(1, 1));
    assertThat(block.getParameters().keys()).as("DJL's names").hasSize(2);
    StrategyOptimizer optimizer = optimizer(block, "sgd: 0.01", b -> {});
    backward(block, manager.ones(new Shape(1, 1)));
    optimizer.update(
        block.getParameters().valueAt(0).getId(),
        block.getParameters().valueAt(0).getArray(),
        block.getParameters().valueAt(0).getArray().getGradient());
    assertThat(value(block, 0)).isEqualTo(0.98f);
    assertThat(BlockTensors.of(block).tensors()).hasSize(1);
    Snapshot snapshot = optimizer.snapshot();
    assertThat(snapshot.names())
        .containsOnlyOnce("01Linear_weight")
        .doesNotContain("02Linear_weight");
  }

  @Test
  void theNormCountsItOnceAndGroupsKnowItByEitherName() {
    Linear layer = one();
    Block block = ready(new SequentialBlock().add(layer).add(layer), new Shape(1, 1));
    StrategyOptimizer optimizer =
        optimizer(
            block, "sgd(clip-norm=1): 0.5", b -> b.groups(ParameterGroup.of("02*").rate(0.5)));
    backward(block, manager.ones(new Shape(1, 1)));
    Parameter weight = block.getParameters().valueAt(0);
    optimizer.update(weight.getId(), weight.getArray(), weight.getArray().getGradient());
    assertThat(value(block, 0)).as("a gradient of 2 clipped to 1").isEqualTo(0.75f);
  }

  @Test
  void anArrayThatTwoParametersShareMovesOnce() {
    Block first = ready(one(), new Shape(1, 1));
    Block second = one();
    second.getParameters().valueAt(0).setArray(first.getParameters().valueAt(0).getArray());
    Block block = ready(new SequentialBlock().add(first).add(second), new Shape(1, 1));
    StrategyOptimizer optimizer = optimizer(block, "sgd: 0.01", b -> {});
    backward(block, manager.ones(new Shape(1, 1)));
    step(optimizer, block);
    assertThat(optimizer.t()).isEqualTo(1);
    assertThat(value(block, 0)).isEqualTo(0.98f);
  }

  @Test
  void twoHeadsAreTrainedInTurn() {
    Block body = one();
    Block a = one();
    Block b = one();
    Block block = new SequentialBlock().add(body).add(a).add(b);
    ready(block, new Shape(1, 1));
    Block withA = new SequentialBlock().add(body).add(a);
    Block withB = new SequentialBlock().add(body).add(b);
    StrategyOptimizer optimizer = optimizer(block, "adam: 0.125", each -> {});
    NDArray input = manager.ones(new Shape(1, 1));
    backward(withA, input);
    step(optimizer, block);
    assertThat(value(block, 2)).as("not reached yet").isEqualTo(1);
    backward(withB, input);
    step(optimizer, block);
    assertThat(value(block, 2))
        .as("its first step is Adam's first")
        .isCloseTo(0.875f, within(1e-5f));
    assertThat(optimizer.t()).isEqualTo(2);
    backward(withA, input);
    step(optimizer, block);
    assertThat(optimizer.snapshot().groups())
        .containsExactly("03Linear_weight, frozen until step 1");
  }

  @Test
  void afterAGradientThatIsNotFiniteTheTrainingGoesOn() {
    Block block = ready(one(), new Shape(1, 1));
    StrategyOptimizer optimizer = optimizer(block, "sgd: 0.5", b -> {});
    backward(block, manager.create(new float[] {Float.NaN}, new Shape(1, 1)));
    assertThatThrownBy(() -> step(optimizer, block))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("not finite at step 0");
    backward(block, manager.ones(new Shape(1, 1)));
    step(optimizer, block);
    assertThat(value(block, 0)).isEqualTo(0.5f);
    assertThat(optimizer.t()).isEqualTo(1);
  }

  @Test
  void whereNoNumberIsLeftToCompareNobodyIsAccused() {
    Block block = ready(one(), new Shape(1, 1));
    StrategyOptimizer optimizer = optimizer(block, "sgd: 0.5", b -> {});
    NDArray good = manager.ones(new Shape(1, 1));
    NDArray bad = manager.create(new float[] {Float.NaN}, new Shape(1, 1));
    optimizer.gradientsAgain(() -> backward(block, good));
    backward(block, bad);
    assertThatThrownBy(() -> step(optimizer, block))
        .isNotInstanceOf(EngineFaultException.class)
        .hasMessageContaining("whether it is the same is not to be seen");
    optimizer.gradientsAgain(() -> backward(block, bad));
    backward(block, bad);
    assertThatThrownBy(() -> step(optimizer, block))
        .isNotInstanceOf(EngineFaultException.class)
        .hasMessageContaining("it is not finite either");
    backward(block, good);
    step(optimizer, block);
    assertThat(value(block, 0)).isEqualTo(0.5f);
  }

  @Test
  void theOrderOfTheBuildersCallsDoesNotMatter() {
    ParameterGroup group = ParameterGroup.of("01*").frozen();
    StepperOptions options =
        StepperOptions.DEFAULT.withThreads(1).withGroups(List.of(ParameterGroup.of("02*").rate(2)));
    List<Consumer<StrategyOptimizerBuilder>> orders =
        List.of(
            b -> b.groups(group).options(options).average(0.5),
            b -> b.average(0.5).options(options).groups(group),
            b -> b.options(options).average(0.5).groups(group));
    for (Consumer<StrategyOptimizerBuilder> order : orders) {
      Block block = ready(new SequentialBlock().add(one()).add(one()), new Shape(1, 1));
      StrategyOptimizer optimizer = optimizer(block, "sgd: 0.125", order);
      for (int t = 0; t < 2; t++) {
        backward(block, manager.ones(new Shape(1, 1)));
        step(optimizer, block);
      }
      assertThat(value(block, 0)).as("frozen").isEqualTo(1);
      assertThat(value(block, 1)).as("twice the rate").isEqualTo(0.5f);
      optimizer.toEvaluation();
      assertThat(value(block, 1)).as("the average").isGreaterThan(0.5f);
    }
    assertThatThrownBy(
            () ->
                optimizer(
                    one(),
                    "sgd: 1",
                    b -> b.average(0.5).options(StepperOptions.DEFAULT.withAverage(0.9))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two averages");
  }

  @Test
  void groupsGoByTypeAndByLayer() {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(2).build())
            .add(BatchNorm.builder().build())
            .add(Linear.builder().setUnits(1).build());
    ready(block, new Shape(2, 2));
    StrategyOptimizer optimizer =
        optimizer(
            block,
            "adamw(weight-decay=0.5): 0.25",
            b ->
                b.groups(Groups.layerwise(block, 0.5))
                    .groups(
                        Groups.ofType(
                                Parameter.Type.BIAS, Parameter.Type.GAMMA, Parameter.Type.BETA)
                            .weightDecay(0)));
    String table = optimizer.describe();
    assertThat(table.lines().map(line -> line.replaceAll("  +", " | ")))
        .contains(
            "parameter | group | rate | weight-decay | frozen",
            "01Linear_weight | 01Linear_*, rate times 0.25 | 0.0625 | 0.5 | no",
            "01Linear_bias | 01Linear_*, rate times 0.25; @bias, @scale, @shift, weight-decay 0"
                + " | 0.0625 | 0 | no",
            "03Linear_weight | 03Linear_* | 0.25 | 0.5 | no")
        .anyMatch(line -> line.contains("runningMean") && line.endsWith("not trained"));
    backward(block, manager.create(new float[][] {{1, 2}, {3, 5}}));
    step(optimizer, block);
    assertThat(optimizer.t()).isEqualTo(1);
  }

  @Test
  void aGroupOnALayerThatDjlHasFrozenIsNoContradiction() {
    Block block = ready(new SequentialBlock().add(one()).add(one()), new Shape(1, 1));
    block.getParameters().valueAt(0).freeze(true);
    StrategyOptimizer optimizer =
        optimizer(block, "sgd: 0.5", b -> b.groups(ParameterGroup.of("01*").rate(0.1)));
    backward(block, manager.ones(new Shape(1, 1)));
    step(optimizer, block);
    assertThat(value(block, 0)).isEqualTo(1);
    assertThat(value(block, 1)).isEqualTo(0.5f);
  }

  @Test
  void freezingCanHoldRunningStatistics() {
    Block norm = BatchNorm.builder().build();
    Block block = ready(new SequentialBlock().add(norm).add(one()), new Shape(2, 1));
    int mean = block.getParameters().keys().indexOf("01BatchNorm_runningMean");
    StrategyOptimizer optimizer =
        optimizer(
            block,
            "sgd: 0.5",
            b -> b.groups(ParameterGroup.of("01*").frozenUntil(2).withStatistics()));
    float before = value(block, mean);
    for (int t = 0; t < 2; t++) {
      backward(block, manager.create(new float[][] {{1}, {3}}));
      step(optimizer, block);
      assertThat(value(block, mean)).isEqualTo(before);
    }
    backward(block, manager.create(new float[][] {{1}, {3}}));
    step(optimizer, block);
    assertThat(value(block, mean)).isNotEqualTo(before);
  }

  @Test
  void afterTheModelIsClosedNoMemoryIsTouched() {
    try (Trained trained = new Trained("schedule-free-sgd: 0.1")) {
      trained.backward();
      trained.trainer.step();
      BlockTensors tensors = BlockTensors.of(trained.network.block);
      trained.network.manager.close();
      List<Runnable> calls =
          List.of(
              trained.optimizer::snapshot,
              trained.optimizer::toEvaluation,
              trained.optimizer::toTraining,
              tensors::fetch,
              tensors::store,
              tensors::zeroGradients,
              () -> tensors.values(0));
      for (Runnable call : calls) {
        assertThatThrownBy(call::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("before model.close()");
      }
      assertThat(trained.optimizer.t()).isEqualTo(1);
    }
  }
}
