package dev.rubato.strategy;

import java.nio.FloatBuffer;

/**
 * A named parameter and its gradient where they lie in memory: Java arrays, or direct buffers,
 * which are worked on through a block of array at a time.
 */
public abstract class Tensor {
  /** Parameters in a block: small enough for the cache, large enough for long loops. */
  static final int BLOCK = 16384;

  private final String name;
  private final int size;

  private Tensor(String name, int values, int gradients) {
    if (values != gradients) {
      throw new IllegalArgumentException(
          name + " has " + values + " values, but its gradient has " + gradients);
    }
    this.name = name;
    this.size = values;
  }

  /** A parameter in arrays of one length, updated in place. */
  public static Tensor of(String name, float[] values, float[] gradient) {
    return new OfArrays(name, values, gradient);
  }

  /** A parameter in buffers of one length, from their first element, updated in place. */
  public static Tensor of(String name, FloatBuffer values, FloatBuffer gradient) {
    return new OfBuffers(name, values, gradient);
  }

  /** The name in errors and checkpoints. */
  public final String name() {
    return name;
  }

  /** How many numbers it has. */
  public final int size() {
    return size;
  }

  abstract int blocks();

  abstract int length(int block);

  /** The values of a block, or a copy of them in {@code scratch}. */
  abstract float[] values(int block, float[] scratch);

  /** The gradient of a block, or a copy of it in {@code scratch}. */
  abstract float[] gradient(int block, float[] scratch);

  /** Writes back the values of a block. */
  abstract void store(int block, float[] values);

  private static final class OfArrays extends Tensor {
    private final float[] values;
    private final float[] gradient;

    OfArrays(String name, float[] values, float[] gradient) {
      super(name, values.length, gradient.length);
      this.values = values;
      this.gradient = gradient;
    }

    @Override
    int blocks() {
      return 1;
    }

    @Override
    int length(int block) {
      return values.length;
    }

    @Override
    float[] values(int block, float[] scratch) {
      return values;
    }

    @Override
    float[] gradient(int block, float[] scratch) {
      return gradient;
    }

    @Override
    void store(int block, float[] updated) {}
  }

  private static final class OfBuffers extends Tensor {
    private final FloatBuffer values;
    private final FloatBuffer gradient;

    OfBuffers(String name, FloatBuffer values, FloatBuffer gradient) {
      super(name, values.capacity(), gradient.capacity());
      this.values = values;
      this.gradient = gradient;
    }

    @Override
    int blocks() {
      return (size() + BLOCK - 1) / BLOCK;
    }

    @Override
    int length(int block) {
      return Math.min(BLOCK, size() - block * BLOCK);
    }

    @Override
    float[] values(int block, float[] scratch) {
      values.get(block * BLOCK, scratch, 0, length(block));
      return scratch;
    }

    @Override
    float[] gradient(int block, float[] scratch) {
      gradient.get(block * BLOCK, scratch, 0, length(block));
      return scratch;
    }

    @Override
    void store(int block, float[] updated) {
      values.put(block * BLOCK, updated, 0, length(block));
    }
  }
}
