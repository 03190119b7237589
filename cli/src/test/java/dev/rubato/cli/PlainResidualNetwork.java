package dev.rubato.cli;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program without any class of Rubato that computes gradients of a small residual network for
 * twelve seconds, and prints in how many passes one was not finite.
 */
final class PlainResidualNetwork {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(12);

  private PlainResidualNetwork() {}

  public static void main(String[] args) {
    Engine engine = Engine.getEngine("PyTorch");
    try (NDManager manager = engine.newBaseManager()) {
      Block network =
          new SequentialBlock()
              .add(convolution(8, 3, 2))
              .add(BatchNorm.builder().build())
              .add(Activation::relu)
              .add(residual(8, 1, Blocks.identityBlock()))
              .add(residual(16, 2, convolution(16, 1, 2)))
              .add(Pool.globalAvgPool2dBlock())
              .add(Blocks.batchFlattenBlock())
              .add(Linear.builder().setUnits(10).build());
      NDArray images = manager.randomUniform(0, 1, new Shape(64, 1, 28, 28));
      NDArray labels = manager.arange(64).mod(10).toType(DataType.INT64, false);
      network.initialize(manager, DataType.FLOAT32, images.getShape());
      ParameterStore store = new ParameterStore(manager, false);
      long start = System.nanoTime();
      long notFinite = 0;
      while (System.nanoTime() - start < NANOS) {
        try (NDManager scope = manager.newSubManager();
            GradientCollector collector = engine.newGradientCollector()) {
          images.tempAttach(scope);
          labels.tempAttach(scope);
          NDList output = network.forward(store, new NDList(images), true);
          collector.backward(Loss.softmaxCrossEntropyLoss().evaluate(new NDList(labels), output));
        }
        notFinite += isFinite(network, manager) ? 0 : 1;
      }
      System.out.println(notFinite);
    }
  }

  /** Whether all gradients are, which are then 0. */
  private static boolean isFinite(Block network, NDManager manager) {
    boolean finite = true;
    try (NDManager scope = manager.newSubManager()) {
      for (Parameter parameter : network.getParameters().values()) {
        if (parameter.requiresGradient()) {
          NDArray gradient = parameter.getArray().getGradient();
          gradient.attach(scope);
          for (float each : gradient.toFloatArray()) {
            finite &= Float.isFinite(each);
          }
          gradient.set(new NDIndex("..."), 0);
        }
      }
    }
    return finite;
  }

  private static Block residual(int filters, int stride, Block skip) {
    Block way =
        new SequentialBlock()
            .add(convolution(filters, 3, stride))
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(convolution(filters, 3, 1))
            .add(BatchNorm.builder().build());
    return new SequentialBlock()
        .add(
            new ParallelBlock(
                both ->
                    new NDList(
                        NDArrays.add(
                            both.get(0).singletonOrThrow(), both.get(1).singletonOrThrow())),
                List.of(way, skip)))
        .add(Activation::relu);
  }

  private static Block convolution(int filters, int kernel, int stride) {
    return Conv2d.builder()
        .setKernelShape(new Shape(kernel, kernel))
        .setFilters(filters)
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(kernel / 2, kernel / 2))
        .build();
  }
}
