package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Optimizers that work on matrices as a whole move a DJL block's parameters of every shape and in
 * every memory to the same bits as plain arrays, on another number of threads too.
 */
class MatricesInDjlTest {
  private static final int STEPS = 5;
  private static final Horizon HORIZON = Horizon.ofSteps(STEPS);

  /** So large that the matrices' bands are shared by threads. */
  private static final Shape LARGE = new Shape(96, 130);

  private final Random random = new Random(5);

  /** A block of parameters that is only a sum of each times what the gradient shall be. */
  private final class Heap extends AbstractBlock {
    private final List<Parameter> all = new ArrayList<>();

    Parameter add(String name, NDArray array) {
      Parameter added =
          addParameter(Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).build());
      added.setArray(array);
      all.add(added);
      return added;
    }

    void backward() {
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
          NDManager scope = all.get(0).getArray().getManager().newSubManager()) {
        NDArray loss = scope.zeros(new Shape());
        for (Parameter each : all) {
          NDArray array = each.getArray();
          array.tempAttach(scope);
          NDArray slope = gaussian(scope, array.getShape()).toType(array.getDataType(), false);
          loss = loss.add(array.mul(slope).sum());
        }
        collector.backward(loss);
      }
    }

    void step(StrategyOptimizer optimizer) {
      for (Parameter each : all) {
        try (NDArray gradient = ParameterMemory.gradient(each.getArray())) {
          if (each.requiresGradient()) {
            optimizer.update(each.getId(), each.getArray(), gradient);
          }
        }
      }
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> more) {
      return inputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return inputShapes;
    }
  }

  private NDArray gaussian(NDManager manager, Shape shape) {
    float[] numbers = new float[(int) shape.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return manager.create(numbers, shape);
  }

  private Heap heap(NDManager manager) {
    Heap heap = new Heap();
    heap.add("wide", gaussian(manager, LARGE));
    heap.add("tall", gaussian(manager, new Shape(50, 20)));
    heap.add("odd", gaussian(manager, LARGE).transpose());
    heap.add("filters", gaussian(manager, new Shape(6, 3, 3, 3)));
    heap.add("bias", gaussian(manager, new Shape(20)));
    heap.add("late", gaussian(manager, new Shape(17, 17)));
    heap.all.forEach(each -> each.getArray().setRequiresGradient(true));
    heap.add("frozen", gaussian(manager, new Shape(9, 9))).freeze(true);
    return heap;
  }

  /** A parameter and its gradient in plain arrays. */
  private static final class Plain {
    final Parameter parameter;
    final float[] values;
    private final float[] slopes;

    Plain(Parameter parameter) {
      this.parameter = parameter;
      this.values = ParameterMemory.read(parameter.getArray());
      this.slopes = new float[values.length];
    }

    Tensor tensor() {
      long[] shape = parameter.getArray().getShape().getShape();
      Tensor tensor =
          Tensor.of(
              parameter.getName(),
              values,
              slopes,
              LongStream.of(shape).mapToInt(Math::toIntExact).toArray());
      return parameter.requiresGradient() ? tensor : tensor.still();
    }

    void takeGradient() {
      if (parameter.requiresGradient()) {
        float[] numbers = ParameterMemory.read(parameter.getArray().getGradient());
        System.arraycopy(numbers, 0, slopes, 0, numbers.length);
      }
    }

    boolean isFrozenAt(int step) {
      return parameter.getName().equals("frozen")
          || (parameter.getName().equals("late") && step < 2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "muon: cosine(0.02 -> 0.01)",
        "muon(nesterov=false, ns-steps=3, scale=match-rms, weight-decay=0.1): 0.002",
        "normuon(clip-norm=5): 0.02",
        "soap: 0.003",
        "adafactor: 0.01"
      })
  void everyParameterIsMovedToTheBitsOfPlainArrays(String strategy) {
    StepperOptions options =
        StepperOptions.DEFAULT.withGroups(List.of(ParameterGroup.of("late").frozenUntil(2)));
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Heap heap = heap(manager);
      List<Plain> plain = heap.all.stream().map(Plain::new).toList();
      StrategyOptimizer optimizer =
          StrategyOptimizer.builder(heap, strategy, HORIZON)
              .options(options.withThreads(2))
              .build();
      Stepper onArrays =
          new Stepper(
              Notation.strategy(strategy),
              HORIZON,
              plain.stream().map(Plain::tensor).toList(),
              options.withThreads(1));
      for (int t = 0; t < STEPS; t++) {
        heap.backward();
        plain.forEach(Plain::takeGradient);
        List<float[]> before = plain.stream().map(each -> each.values.clone()).toList();
        heap.step(optimizer);
        onArrays.step();
        for (int i = 0; i < plain.size(); i++) {
          Plain each = plain.get(i);
          String what = each.parameter.getName() + " at step " + t;
          float[] moved = ParameterMemory.read(each.parameter.getArray());
          assertThat(moved).as(what).isEqualTo(each.values);
          if (each.isFrozenAt(t)) {
            assertThat(moved).as(what).isEqualTo(before.get(i));
          } else if (t == STEPS - 1) { // soap's first step only looks
            assertThat(moved).as(what).isNotEqualTo(before.get(i));
          }
        }
      }
    }
  }

  @Test
  void halfPrecisionIsAnErrorThatNamesTheParameterAndItsType() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Heap heap = new Heap();
      NDArray half = gaussian(manager, new Shape(8, 8)).toType(DataType.FLOAT16, false);
      half.setRequiresGradient(true);
      heap.add("half", half);
      StrategyOptimizer optimizer = StrategyOptimizer.builder(heap, "muon: 0.02", HORIZON).build();
      heap.backward();
      assertThatThrownBy(() -> heap.step(optimizer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("half must be float32 to be trained, was float16");
    }
  }
}
