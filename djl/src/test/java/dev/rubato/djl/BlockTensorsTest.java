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
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.Stepper;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class BlockTensorsTest {
  /** So many that the first layer's weights fill more than one of the optimizers' blocks. */
  private static final int MANY = 5000;

  private static Stepper stepper(BlockTensors tensors, String strategy) {
    return new Stepper(Notation.strategy(strategy), Horizon.ofSteps(100), tensors.tensors());
  }

  @Test
  void aStepMovesTheNetworksOwnParametersEachBySgdsRule() {
    try (Network network = new Network(MANY)) {
      float rate = 0x1p-10f;
      float before = network.backward(1);
      BlockTensors tensors = BlockTensors.of(network.block);
      float[][] values = new float[4][];
      float[][] gradients = new float[4][];
      for (int i = 0; i < 4; i++) {
        values[i] = network.array(i).toFloatArray();
        gradients[i] = network.array(i).getGradient().toFloatArray();
      }
      stepper(tensors, "sgd: " + rate).step();
      for (int i = 0; i < 4; i++) {
        float[] moved = network.array(i).toFloatArray();
        for (int k = 0; k < moved.length; k++) {
          moved[k] -= values[i][k] - rate * gradients[i][k];
        }
        assertThat(moved).containsOnly(0f);
      }
      assertThat(network.loss()).isLessThan(before);
    }
  }

  @Test
  void theTensorsBearTheBlocksNamesAndSizes() {
    try (Network network = new Network(8)) {
      network.backward(1);
      BlockTensors tensors = BlockTensors.of(network.block);
      assertThat(Network.names(tensors)).isEqualTo(network.names()).hasSize(4);
      assertThat(tensors.tensors())
          .extracting(tensor -> tensor.size())
          .containsExactly(32, 8, 24, 3);
    }
  }

  @Test
  void valuesWrittenThroughAViewAreTheNetworks() {
    try (Network network = new Network(8)) {
      network.backward(1);
      FloatBuffer values = BlockTensors.of(network.block).values(2);
      values.put(5, 42);
      assertThat(network.array(2).toFloatArray()[5]).isEqualTo(42);
    }
  }

  @Test
  void makingViewsLeavesValuesAndGradientsAsTheyAre() {
    try (Network network = new Network(8)) {
      network.backward(1);
      float[] values = network.array(0).toFloatArray();
      float[] gradient = network.array(0).getGradient().toFloatArray();
      BlockTensors.of(network.block);
      assertThat(network.array(0).toFloatArray()).isEqualTo(values);
      assertThat(network.array(0).getGradient().toFloatArray()).isEqualTo(gradient);
    }
  }

  @Test
  void gradientsAddUpUntilTheyAreSetToZero() {
    try (Network network = new Network(MANY)) {
      network.backward(1);
      BlockTensors tensors = BlockTensors.of(network.block);
      tensors.zeroGradients();
      for (int i = 0; i < 4; i++) {
        assertThat(network.array(i).getGradient().toFloatArray()).containsOnly(0f);
      }
      network.backward(1);
      float[] once = network.array(2).getGradient().toFloatArray();
      tensors.zeroGradients();
      network.backward(2);
      float[] twice = network.array(2).getGradient().toFloatArray();
      assertThat(once).isNotEqualTo(new float[once.length]);
      for (int k = 0; k < once.length; k++) {
        assertThat(twice[k]).isCloseTo(2 * once[k], within(1e-6f));
      }
    }
  }

  @Test
  void beforeTheFirstBackwardPassThereIsNothingToView() {
    try (Network network = new Network(8)) {
      assertThatThrownBy(() -> BlockTensors.of(network.block))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(network.names().get(0))
          .hasMessageContaining("backward pass");
    }
  }

  @Test
  void parametersThatAreNoFloat32AreAnErrorThatNamesTheType() {
    try (Network network = new Network(8, DataType.FLOAT64)) {
      network.backward(1);
      assertThatThrownBy(() -> BlockTensors.of(network.block))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(network.names().get(0))
          .hasMessageContaining("must be float32")
          .hasMessageContaining("was float64");
    }
  }

  @Test
  void aParameterWhoseMemoryIsNotInOrderIsCopiedThereAndBack() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray odd = manager.arange(32f).reshape(4, 8).transpose();
      float[] before = odd.toFloatArray();
      Lone block = new Lone(odd);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        collector.backward(block.weight.getArray().mul(3).sum());
      }
      BlockTensors tensors = BlockTensors.of(block);
      Stepper stepper = stepper(tensors, "sgd: 0.5");
      tensors.fetch();
      stepper.step();
      tensors.store();
      tensors.zeroGradients();
      float[] after = block.weight.getArray().toFloatArray();
      for (int i = 0; i < before.length; i++) {
        assertThat(after[i]).isEqualTo(before[i] - 1.5f);
      }
      assertThat(odd.getGradient().toFloatArray()).containsOnly(0);
      assertThatThrownBy(() -> tensors.values(0))
          .hasMessageContaining("odd")
          .hasMessageContaining("dense");
    }
  }

  @Test
  void anOptimizerStepsThroughCopiesTooAndLeavesNoArrayBehind() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray odd = manager.arange(32f).reshape(4, 8).transpose();
      float[] before = odd.toFloatArray();
      Lone block = new Lone(odd);
      StrategyOptimizer optimizer =
          StrategyOptimizer.builder(block, "sgd: 0.5", Horizon.ofSteps(100)).accumulate(2).build();
      int arrays = 0;
      for (int batch = 0; batch < 20; batch++) {
        if (batch == 4) {
          arrays = manager.getManagedArrays().size();
        }
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
            NDManager scope = manager.newSubManager()) {
          NDArray weight = block.weight.getArray();
          weight.tempAttach(scope);
          collector.backward(weight.mul(batch % 2 == 0 ? 1 : 3).sum());
        }
        try (NDArray gradient = odd.getGradient()) {
          optimizer.update(block.weight.getId(), odd, gradient);
        }
      }
      assertThat(optimizer.t()).isEqualTo(10);
      float[] after = ParameterMemory.read(odd);
      for (int i = 0; i < before.length; i++) {
        assertThat(after[i]).as("ten steps of half the mean of 1 and 3").isEqualTo(before[i] - 10);
      }
      assertThat(manager.getManagedArrays()).hasSize(arrays);
    }
  }

  /** A block with one parameter, in whatever memory it is given. */
  private static final class Lone extends AbstractBlock {
    private final Parameter weight =
        addParameter(Parameter.builder().setName("odd").setType(Parameter.Type.WEIGHT).build());

    Lone(NDArray array) {
      weight.setArray(array);
      array.setRequiresGradient(true);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> more) {
      return new NDList(inputs.singletonOrThrow().mul(weight.getArray()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return inputShapes;
    }
  }

  @Test
  void frozenParametersAreLeftOut() {
    try (Network network = new Network(8)) {
      network.parameter(0).freeze(true);
      network.parameter(1).freeze(true);
      network.backward(1);
      float[] frozen = network.array(0).toFloatArray();
      BlockTensors tensors = BlockTensors.of(network.block);
      assertThat(Network.names(tensors)).isEqualTo(network.names().subList(2, 4));
      stepper(tensors, "sgd: 0.5").step();
      assertThat(network.array(0).toFloatArray()).isEqualTo(frozen);
    }
  }

  @Test
  void aGradientThatIsNotFiniteIsNamedAndNothingMoves() {
    try (Network network = new Network(8)) {
      network.backward(Float.NaN);
      float[] before = network.array(0).toFloatArray();
      Stepper stepper = stepper(BlockTensors.of(network.block), "adam: 0.1");
      assertThatThrownBy(stepper::step)
          .isInstanceOf(NonFiniteGradientException.class)
          .hasMessageContaining(network.names().get(0));
      assertThat(network.array(0).toFloatArray()).isEqualTo(before);
    }
  }
}
