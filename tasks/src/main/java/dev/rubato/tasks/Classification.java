package dev.rubato.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import dev.rubato.djl.BlockTensors;
import dev.rubato.lab.Training;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** One training of a classifier: a network, its batches in the seed's order, and a strategy. */
final class Classification implements Training {
  private final NDManager manager = Engine.newManager();
  private final Split split;
  private final int batch;
  private final int features;
  private final long seed;
  private final Block network;
  private final BlockTensors tensors;
  private final Stepper stepper;
  private final ParameterStore parameters;
  private final Loss loss = Loss.softmaxCrossEntropyLoss();
  private final NDArray inputs;
  private final NDArray labels;
  private final FloatBuffer inputView;
  private final LongBuffer labelView;
  private int[] order = new int[0];

  Classification(
      Block network, Split split, int batch, Strategy strategy, Horizon horizon, long seed) {
    this.network = network;
    this.split = split;
    this.batch = batch;
    this.seed = seed;
    this.features = split.train().inputs()[0].length;
    Shape shape = new Shape(batch, features);
    this.inputs = manager.create(shape, DataType.FLOAT32);
    this.labels = manager.create(new Shape(batch), DataType.INT64);
    this.inputView = Engine.view(inputs).asFloatBuffer();
    this.labelView = Engine.view(labels).asLongBuffer();
    Engine.initialize(network, manager, shape);
    Gradients.allocate(manager, network);
    this.tensors = BlockTensors.of(network);
    initialize(Shuffle.random(seed, 0));
    this.parameters = new ParameterStore(manager, false);
    this.stepper = new Stepper(strategy, horizon, tensors.tensors());
  }

  /**
   * Weights uniform within ±√(6/(in + out)) (Glorot and Bengio 2010), biases 0, by our own seed.
   */
  private void initialize(RandomGenerator random) {
    int index = 0;
    for (var named : network.getParameters()) {
      long[] shape = named.getValue().getArray().getShape().getShape();
      float bound = shape.length < 2 ? 0 : (float) Math.sqrt(6.0 / (shape[0] + shape[1]));
      FloatBuffer values = tensors.values(index++);
      for (int i = 0; i < values.capacity(); i++) {
        values.put(i, bound * (2 * random.nextFloat() - 1));
      }
    }
  }

  @Override
  public double rate() {
    return stepper.rate();
  }

  @Override
  public double step() {
    checkOpen();
    fill(stepper.t());
    try (NDManager scope = manager.newSubManager()) {
      inputs.tempAttach(scope);
      labels.tempAttach(scope);
      Gradients.record();
      NDArray value = loss.evaluate(new NDList(labels), forward(inputs, true));
      Gradients.backward(scope, value);
      Gradients.stop();
      stepper.step();
      tensors.zeroGradients();
      return value.getFloat();
    } finally {
      Gradients.stop();
    }
  }

  private NDList forward(NDArray rows, boolean training) {
    return network.forward(parameters, new NDList(rows), training);
  }

  /** Puts batch {@code t} of the seed's order into the engine's memory. */
  private void fill(long t) {
    int perEpoch = split.train().size() / batch;
    int within = (int) (t % perEpoch);
    if (within == 0 || order.length == 0) {
      order = Shuffle.order(split.train().size(), seed, t / perEpoch);
    }
    for (int row = 0; row < batch; row++) {
      int example = order[within * batch + row];
      inputView.put(row * features, split.train().inputs()[example]);
      labelView.put(row, split.train().labels()[example]);
    }
  }

  @Override
  public Map<String, Double> validate() {
    return measure(split.validation(), "validation-loss");
  }

  @Override
  public void observe(Map<String, Double> metrics) {
    metrics.forEach(stepper::observe);
  }

  @Override
  public Snapshot snapshot() {
    checkOpen();
    return stepper.snapshot();
  }

  @Override
  public void restore(Snapshot snapshot, List<Evaluation> seen) {
    checkOpen();
    stepper.restore(snapshot.unwatched());
    for (Evaluation evaluation : seen) {
      evaluation.metrics().forEach((name, value) -> stepper.observe(evaluation.t(), name, value));
    }
  }

  @Override
  public Map<String, Double> test() {
    return measure(split.test(), "loss");
  }

  private Map<String, Double> measure(Examples examples, String lossName) {
    checkOpen();
    try (NDManager scope = manager.newSubManager()) {
      Gradients.stop();
      NDArray rows = scope.create(examples.inputs());
      NDArray classes = scope.create(examples.labels());
      NDList output = forward(rows, false);
      NDArray right = output.singletonOrThrow().argMax(1).toType(DataType.INT32, false).eq(classes);
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put(lossName, (double) loss.evaluate(new NDList(classes), output).getFloat());
      metrics.put("accuracy", right.countNonzero().getLong() / (double) examples.size());
      return metrics;
    }
  }

  /** What the views show is no longer ours once the manager is closed: to write there crashes. */
  private void checkOpen() {
    if (!manager.isOpen()) {
      throw new IllegalStateException("this training is closed");
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
