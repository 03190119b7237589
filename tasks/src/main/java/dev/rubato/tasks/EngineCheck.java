package dev.rubato.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import dev.rubato.djl.BlockTensors;
import dev.rubato.djl.Shuffle;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Whether the engine computes correctly on this processor: the gradients of a small residual
 * network, computed repeatedly from the same parameters, must be finite and bit-identical.
 *
 * <p>On some virtual machines oneDNN's AVX-512 kernels, which PyTorch 2.7.1 uses, give gradients
 * that are NaN at random, in strided convolutions with batch normalization above all. How often
 * depends on what the memory that they are given held before: so each pass is made after memory of
 * many sizes was filled with NaN and let go, which gives the fault in one of five passes instead of
 * one of hundreds. Sound kernels read nothing of it.
 *
 * @param steps forward and backward passes made
 * @param notFinite how many gave a gradient that is not finite
 * @param different how many differed from the first pass on the same batch
 */
public record EngineCheck(int steps, int notFinite, int different) {
  private static final int BATCH = 64;
  private static final int BATCHES = 4;
  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int SMALLEST = 1 << 4; // of the memory that is filled, in floats
  private static final int LARGEST = 1 << 14;
  private static final int OF_A_SIZE = 1 << 16; // floats of one size, in at most so many arrays:
  private static final int ARRAYS = 64;

  /** Whether nothing was wrong. */
  public boolean isSound() {
    return notFinite == 0 && different == 0;
  }

  /** The engine, which this starts, and its version. */
  public static String engine() {
    return Engine.version();
  }

  /** Makes this many passes, which take a few milliseconds each. */
  public static EngineCheck run(int steps) {
    try (NDManager manager = Engine.newManager()) {
      Block network = network();
      NDArray images = manager.create(new Shape(BATCH, 1, SIDE, SIDE), DataType.FLOAT32);
      NDArray labels = manager.create(new Shape(BATCH), DataType.INT64);
      Engine.initialize(network, manager, images.getShape());
      Gradients.allocate(manager, network);
      BlockTensors tensors = BlockTensors.of(network);
      fill(tensors);
      ParameterStore parameters = new ParameterStore(manager, false);
      Loss loss = Loss.softmaxCrossEntropyLoss();
      long[] first = new long[BATCHES];
      int notFinite = 0;
      int different = 0;
      for (int step = 0; step < steps; step++) {
        int batch = step % BATCHES;
        fill(images, labels, batch);
        tensors.zeroGradients();
        fillFreeMemory(manager);
        try (NDManager scope = manager.newSubManager()) {
          images.tempAttach(scope);
          labels.tempAttach(scope);
          Gradients.record();
          NDList output = network.forward(parameters, new NDList(images), true);
          Gradients.backward(scope, loss.evaluate(new NDList(labels), output));
          Gradients.stop();
          long bits = bits(network, scope);
          if (bits == 0) {
            notFinite++;
          } else if (first[batch] == 0) {
            first[batch] = bits;
          } else if (bits != first[batch]) {
            different++;
          }
        } finally {
          Gradients.stop();
        }
      }
      return new EngineCheck(steps, notFinite, different);
    }
  }

  /** Lets the engine's next arrays be where NaN was. */
  static void fillFreeMemory(NDManager manager) {
    for (int size = SMALLEST; size <= LARGEST; size *= 2) {
      try (NDManager scope =
          manager.newSubManager()) { // one size at a time, to be used again first
        for (int i = Math.max(1, Math.min(ARRAYS, OF_A_SIZE / size)); i > 0; i--) {
          scope.full(new Shape(size), Float.NaN, DataType.FLOAT32);
        }
      }
    }
  }

  static Block network() {
    return new SequentialBlock()
        .add(convolution(8, 3, 2))
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(residual(8, 1, Blocks.identityBlock()))
        .add(residual(16, 2, convolution(16, 1, 2)))
        .add(Pool.globalAvgPool2dBlock())
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(CLASSES).build());
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

  /** Parameters from a seed; scales of normalizations stay about 1. */
  private static void fill(BlockTensors tensors) {
    RandomGenerator random = Shuffle.random(1, 0);
    for (int i = 0; i < tensors.tensors().size(); i++) {
      FloatBuffer values = tensors.values(i);
      for (int k = 0; k < values.capacity(); k++) {
        values.put(k, values.get(k) + 0.2f * (random.nextFloat() - 0.5f));
      }
    }
  }

  private static void fill(NDArray images, NDArray labels, int batch) {
    RandomGenerator random = Shuffle.random(2, batch);
    FloatBuffer pixels = Engine.view(images).asFloatBuffer();
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put(i, random.nextFloat());
    }
    LongBuffer classes = Engine.view(labels).asLongBuffer();
    for (int i = 0; i < classes.capacity(); i++) {
      classes.put(i, random.nextInt(CLASSES));
    }
  }

  /** A hash of all gradients' bits; 0 if one is not finite. */
  private static long bits(Block network, NDManager scope) {
    long bits = 1;
    for (Parameter parameter : network.getParameters().values()) {
      NDArray weight = parameter.getArray();
      if (!weight.hasGradient()) {
        continue; // a running average
      }
      NDArray gradient = weight.getGradient();
      gradient.attach(scope);
      for (float each : gradient.toFloatArray()) {
        if (!Float.isFinite(each)) {
          return 0;
        }
        bits = 31 * bits + Float.floatToRawIntBits(each);
      }
    }
    return bits == 0 ? 1 : bits;
  }
}
