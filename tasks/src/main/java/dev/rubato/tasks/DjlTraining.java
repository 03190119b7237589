package dev.rubato.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import dev.rubato.djl.BlockTensors;
import dev.rubato.djl.Shuffle;
import dev.rubato.lab.Training;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** One training of a {@link DjlTask}: a network, its batches in the seed's order, a strategy. */
final class DjlTraining implements Training {
  private static final int MOST_AT_ONCE = 1024; // examples that are measured together

  /** Batches to estimate running averages from: 0.9 to this power is 1 %, DJL's momentum is 0.9. */
  private static final int ESTIMATED_FROM = 40;

  private final NDManager manager = Engine.newManager();
  private final Split split;
  private final int batch;
  private final boolean accuracy;
  private final long seed;
  private final Block network;
  private final BlockTensors tensors;
  private final RunningAverages averages;
  private final Stepper stepper;
  private final boolean skips;
  private final ParameterStore parameters;
  private final Loss loss;
  private final Batch training;
  private int[] order = new int[0];
  private long faltered;

  DjlTraining(DjlTask task, Strategy strategy, Horizon horizon, long seed) {
    this.split = task.split();
    this.batch = task.batch();
    this.accuracy = task.hasAccuracy();
    this.loss = task.newLoss();
    this.network = task.newNetwork();
    this.seed = seed;
    this.training = new Batch(manager, split.train(), batch);
    DjlTask.checkNew(network);
    Engine.initialize(network, manager, training.inputs.getShape());
    DjlTask.checkTypes(network);
    Gradients.allocate(manager, network);
    this.tensors = BlockTensors.ofAll(network);
    tensors.zeroGradients();
    initialize(Shuffle.random(seed, 0));
    this.averages = new RunningAverages(tensors);
    this.parameters = new ParameterStore(manager, false);
    this.stepper =
        new Stepper(
            strategy,
            horizon,
            tensors.tensors(),
            StepperOptions.DEFAULT.withEmptyGroups()); // of which people are warned before
    this.skips = strategy.optimizerOrSgd().arguments().word("on-non-finite").equals("skip");
  }

  /** Some examples in the engine's memory, which others may replace. */
  private static final class Batch {
    private final Examples from;
    private final NDArray inputs;
    private final NDArray labels;
    private final FloatBuffer inputView;
    private final ByteBuffer labelView;

    Batch(NDManager manager, Examples from, int size) {
      this.from = from;
      long[] shape = new long[from.shape().length + 1];
      shape[0] = size;
      System.arraycopy(from.shape(), 0, shape, 1, from.shape().length);
      this.inputs = manager.create(new Shape(shape), DataType.FLOAT32);
      this.labels =
          from.hasClasses()
              ? manager.create(new Shape((long) size * from.answers()), DataType.INT64)
              : manager.create(new Shape(size, from.answers()), DataType.FLOAT32);
      this.inputView = Engine.view(inputs).asFloatBuffer();
      this.labelView = Engine.view(labels);
    }

    void put(int row, int example) {
      int width = from.width();
      inputView.put(row * width, from.inputs(), example * width, width);
      int answers = from.answers();
      if (from.hasClasses()) {
        LongBuffer view = labelView.asLongBuffer();
        for (int i = 0; i < answers; i++) {
          view.put(row * answers + i, (long) from.labels()[example * answers + i]);
        }
      } else {
        labelView.asFloatBuffer().put(row * answers, from.labels(), example * answers, answers);
      }
    }
  }

  /**
   * Weights uniform within ±√(6/(in + out)) (Glorot and Bengio 2010), where in and out count once
   * for each element of a convolution's kernel; scales of normalizations 1; other vectors, such as
   * biases, 0. Running averages stay as DJL begins them, means 0 and variances 1.
   */
  private void initialize(RandomGenerator random) {
    Map<String, Integer> places = new HashMap<>(); // a parameter of several names has one
    for (int i = 0; i < tensors.tensors().size(); i++) {
      places.put(tensors.tensors().get(i).name(), i);
    }
    for (var named : network.getParameters()) {
      Integer place = places.get(named.getKey());
      Parameter.Type type = named.getValue().getType();
      if (place == null
          || type == Parameter.Type.RUNNING_MEAN
          || type == Parameter.Type.RUNNING_VAR) {
        continue;
      }
      FloatBuffer values = tensors.values(place);
      if (type == Parameter.Type.GAMMA) {
        for (int i = 0; i < values.capacity(); i++) {
          values.put(i, 1);
        }
        continue;
      }
      float bound = bound(named.getValue().getArray().getShape().getShape());
      for (int i = 0; i < values.capacity(); i++) {
        values.put(i, bound * (2 * random.nextFloat() - 1));
      }
    }
  }

  private static float bound(long... shape) {
    double places = 1;
    for (int i = 2; i < shape.length; i++) {
      places *= shape[i];
    }
    return shape.length < 2 ? 0 : (float) Math.sqrt(6.0 / (places * (shape[0] + shape[1])));
  }

  @Override
  public double rate() {
    return stepper.rate();
  }

  /**
   * One update. A loss or a gradient that is not finite may be the engine's fault, so the step is
   * made again from the same state: what that gives counts.
   */
  @Override
  public double step() {
    checkOpen();
    fill(stepper.t() + stepper.skipped());
    averages.keep();
    double value = gradients();
    if (Double.isFinite(value) && (!skips || tensors.gradientsAreFinite())) {
      try {
        move(value);
        return value;
      } catch (NonFiniteGradientException e) {
        // nothing was updated
      }
    }
    tensors.zeroGradients();
    averages.putBack();
    double again = gradients();
    move(again);
    faltered += Double.isFinite(again) ? 1 : 0;
    return again;
  }

  /**
   * Makes the gradients of the batch that is in place.
   *
   * @return the loss
   */
  private double gradients() {
    try (NDManager scope = manager.newSubManager()) {
      training.inputs.tempAttach(scope);
      training.labels.tempAttach(scope);
      Gradients.record();
      NDArray value = loss.evaluate(new NDList(training.labels), forward(training.inputs, true));
      Gradients.backward(scope, value);
      return value.getFloat();
    } finally {
      Gradients.stop();
    }
  }

  private void move(double value) {
    stepper.step(value);
    tensors.zeroGradients();
  }

  @Override
  public long faltered() {
    return faltered;
  }

  private NDList forward(NDArray rows, boolean learns) {
    return network.forward(parameters, new NDList(rows), learns);
  }

  /** Puts batch {@code t} of the seed's order into the engine's memory. */
  private void fill(long t) {
    int perEpoch = split.train().size() / batch;
    int within = (int) (t % perEpoch);
    if (within == 0 || order.length == 0) {
      order = Shuffle.order(split.train().size(), seed, t / perEpoch);
    }
    fill(order, within);
  }

  private void fill(int[] examples, int within) {
    for (int row = 0; row < batch; row++) {
      training.put(row, examples[within * batch + row]);
    }
  }

  /**
   * Lets training batches, the same each time, move the running averages: those that steps left
   * behind are of the point that is trained at.
   */
  private void estimateAverages() {
    int[] examples = Shuffle.order(split.train().size(), seed, 0);
    for (int i = 0; i < Math.min(ESTIMATED_FROM, examples.length / batch); i++) {
      fill(examples, i);
      try (NDManager scope = manager.newSubManager()) {
        training.inputs.tempAttach(scope);
        forward(training.inputs, true);
      }
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
    order = new int[0];
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
    Gradients.stop();
    stepper.toEvaluation();
    averages.keep();
    if (stepper.evaluatesElsewhere() && !averages.isEmpty()) {
      estimateAverages();
    }
    double sum = 0;
    long right = 0;
    for (int from = 0; from < examples.size(); from += MOST_AT_ONCE) {
      int count = Math.min(MOST_AT_ONCE, examples.size() - from);
      try (NDManager scope = manager.newSubManager()) {
        Batch some = new Batch(scope, examples, count);
        for (int i = 0; i < count; i++) {
          some.put(i, from + i);
        }
        NDList output = forward(some.inputs, false);
        sum += count * (double) loss.evaluate(new NDList(some.labels), output).getFloat();
        if (accuracy) {
          right += output.singletonOrThrow().argMax(1).eq(some.labels).countNonzero().getLong();
        }
      }
    }
    averages.putBack();
    stepper.toTraining();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(lossName, sum / examples.size());
    if (accuracy) {
      metrics.put("accuracy", right / ((double) examples.size() * examples.answers()));
    }
    return metrics;
  }

  /** The views' memory is freed once the manager is closed: writing to it crashes. */
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
