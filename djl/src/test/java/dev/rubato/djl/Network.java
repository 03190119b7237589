package dev.rubato.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import dev.rubato.strategy.Tensor;
import java.util.List;
import java.util.Random;

/** A small DJL network with one hidden layer, its data, and forward and backward passes. */
final class Network implements AutoCloseable {
  static final int EXAMPLES = 16;
  static final int INPUTS = 4;
  static final int CLASSES = 3;

  final NDManager manager = NDManager.newBaseManager("PyTorch");
  final SequentialBlock block;
  final float[][] inputs = new float[EXAMPLES][INPUTS];
  final int[] labels = new int[EXAMPLES];
  private final NDArray rows;
  private final NDArray classes;

  Network(int hidden, DataType type) {
    Random random = new Random(11);
    for (int e = 0; e < EXAMPLES; e++) {
      labels[e] = random.nextInt(CLASSES);
      for (int i = 0; i < INPUTS; i++) {
        inputs[e][i] = (float) random.nextGaussian() + (i == labels[e] ? 1 : 0);
      }
    }
    rows = manager.create(inputs).toType(type, false);
    classes = manager.create(labels);
    block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(hidden).build())
            .add(Activation::tanh)
            .add(Linear.builder().setUnits(CLASSES).build());
    block.initialize(manager, type, rows.getShape());
    if (type == DataType.FLOAT32) {
      start(random);
    }
  }

  /** Sets the weights: those of the engine depend on which tests were before. */
  private void start(Random random) {
    for (Parameter each : block.getParameters().values()) {
      float[] numbers = new float[(int) each.getArray().size()];
      double scale = each.getType() == Parameter.Type.WEIGHT ? 0.4 : 0;
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) (scale * random.nextGaussian());
      }
      each.getArray().set(numbers);
    }
  }

  Network(int hidden) {
    this(hidden, DataType.FLOAT32);
  }

  Parameter parameter(int index) {
    return block.getParameters().valueAt(index);
  }

  NDArray array(int index) {
    return parameter(index).getArray();
  }

  /** The loss, whose gradients times {@code factor} are added to those of the parameters. */
  float backward(float factor) {
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
        NDManager scope = manager.newSubManager()) {
      rows.tempAttach(scope);
      NDList output = block.forward(new ParameterStore(scope, false), new NDList(rows), true);
      NDArray loss = Loss.softmaxCrossEntropyLoss().evaluate(new NDList(classes), output);
      collector.backward(loss.mul(factor));
      return loss.toType(DataType.FLOAT32, false).getFloat();
    }
  }

  float loss() {
    try (NDManager scope = manager.newSubManager()) {
      rows.tempAttach(scope);
      NDList output = block.forward(new ParameterStore(scope, false), new NDList(rows), false);
      return Loss.softmaxCrossEntropyLoss().evaluate(new NDList(classes), output).getFloat();
    }
  }

  /** The names of the parameters, as the block has them. */
  List<String> names() {
    return block.getParameters().keys();
  }

  static List<String> names(BlockTensors tensors) {
    return tensors.tensors().stream().map(Tensor::name).toList();
  }

  @Override
  public void close() {
    manager.close();
  }
}
