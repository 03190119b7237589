package dev.rubato.strategy;

import dev.rubato.optimizer.DirectMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named parameter and its gradient where they lie in memory, in Java arrays, direct buffers or
 * out of Java's reach, and its shape, which matters to algorithms that see matrices.
 */
public abstract class Tensor {
  /** Numbers in a chunk: small enough for the cache, large enough for long loops. */
  static final int BLOCK = 16384;

  private static final int LINE = 16; // numbers that the memory gives together

  private final String name;
  private final int size;
  private final List<Integer> shape;
  private ParameterKind kind = ParameterKind.OTHER;
  private List<String> otherNames = List.of();
  private boolean still;
  private @Nullable Runnable guard;

  private Tensor(String name, int values, int gradients, int... shape) {
    if (values != gradients) {
      throw new IllegalArgumentException(
          name + " has " + values + " values, but its gradient has " + gradients);
    }
    this.name = Objects.requireNonNull(name, "name");
    this.size = values;
    this.shape = shape.length == 0 ? List.of(values) : checked(name, values, shape);
  }

  private static List<Integer> checked(String name, int values, int... shape) {
    List<Integer> dimensions = new ArrayList<>();
    long product = 1;
    for (int length : shape) {
      product = length < 0 ? -1 : Math.min(product * length, Integer.MAX_VALUE + 1L);
      dimensions.add(length);
      if (product < 0) {
        break;
      }
    }
    if (product != values) {
      throw new IllegalArgumentException(
          name
              + " has "
              + values
              + " values, which is not the product of the shape "
              + Arrays.toString(shape));
    }
    return List.copyOf(dimensions);
  }

  /**
   * A parameter in arrays of one length, updated in place.
   *
   * @param shape its dimensions, whose product is that length; of one dimension where none are
   *     given
   */
  public static Tensor of(String name, float[] values, float[] gradient, int... shape) {
    return new OfArrays(name, values, gradient, shape);
  }

  /**
   * A parameter in buffers of one length, from their first element, updated in place.
   *
   * @param shape its dimensions, whose product is that length; of one dimension where none are
   *     given
   */
  public static Tensor of(String name, FloatBuffer values, FloatBuffer gradient, int... shape) {
    return new OfBuffers(name, values, gradient, direct(values), direct(gradient), shape);
  }

  /**
   * A parameter in direct buffers of one length and of the processor's order, from their first
   * byte, updated in place. On a Java that was started with {@code --add-modules
   * jdk.incubator.vector}, the kernels that can ({@link dev.rubato.optimizer.DirectKernel}) work on
   * them without a copy.
   *
   * @param shape its dimensions, whose product is a quarter of that length; of one dimension where
   *     none are given
   * @throws IllegalArgumentException where a buffer is not direct, of the other order or no whole
   *     number of floats, or where the values are read-only
   */
  public static Tensor of(String name, ByteBuffer values, ByteBuffer gradient, int... shape) {
    ByteBuffer p = whole(name, values);
    ByteBuffer g = whole(name, gradient);
    return new OfBuffers(
        name, p.asFloatBuffer(), g.asFloatBuffer(), DirectMemory.of(p), DirectMemory.of(g), shape);
  }

  /**
   * A parameter in memory that Java does not reach.
   *
   * @param shape its dimensions, whose product is its size; of one dimension where none are given
   */
  public static Tensor of(String name, RemoteParameter remote, int... shape) {
    return new Remote(name, remote, shape);
  }

  private static @Nullable DirectMemory direct(FloatBuffer buffer) {
    return buffer.order() == ByteOrder.nativeOrder()
        ? DirectMemory.of(buffer.duplicate().clear())
        : null;
  }

  private static ByteBuffer whole(String name, ByteBuffer bytes) {
    if (bytes.capacity() % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          name + " must be floats of 4 bytes each, was in " + bytes.capacity() + " bytes");
    }
    if (!bytes.isDirect() || bytes.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          name
              + " must be in direct buffers of "
              + ByteOrder.nativeOrder()
              + ", was in "
              + bytes
              + " of "
              + bytes.order());
    }
    return bytes.duplicate().clear().order(bytes.order());
  }

  /** The same tensor, of a kind that groups can go by. */
  public final Tensor as(ParameterKind what) {
    Tensor copy = described();
    copy.kind = what;
    return copy;
  }

  /** The same tensor, which groups know by other names too: it is one, whatever it is called. */
  public final Tensor alsoCalled(List<String> names) {
    Tensor copy = described();
    copy.otherNames = List.copyOf(names);
    return copy;
  }

  /** The same tensor, which no step moves, but which is in snapshots. */
  public final Tensor still() {
    Tensor copy = described();
    copy.still = true;
    return copy;
  }

  /**
   * The same tensor, whose memory may end: a stepper touches it only after this check.
   *
   * @param check throws an IllegalStateException where the memory is gone
   */
  public final Tensor guardedBy(Runnable check) {
    Tensor copy = described();
    copy.guard = check;
    return copy;
  }

  private Tensor described() {
    Tensor copy = copy();
    copy.kind = kind;
    copy.otherNames = otherNames;
    copy.still = still;
    copy.guard = guard;
    return copy;
  }

  /** The same memory under the same name, as nobody described it. */
  abstract Tensor copy();

  /** What it is in its layer. */
  public final ParameterKind kind() {
    return kind;
  }

  /** The names that it has beside its own. */
  public final List<String> otherNames() {
    return otherNames;
  }

  /** Whether no step moves it. */
  public final boolean isStill() {
    return still;
  }

  /** What to run before the memory is touched, or null. */
  @Nullable Runnable guard() {
    return guard;
  }

  int[] dimensions() {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The name in errors, groups and checkpoints. */
  public final String name() {
    return name;
  }

  /** How many numbers it has. */
  public final int size() {
    return size;
  }

  /** Its dimensions. */
  public final List<Integer> shape() {
    return shape;
  }

  /** The array that the values are, or null where they are in a buffer. */
  float @Nullable [] array() {
    return null;
  }

  /** The array that the gradient is, or null where it is in a buffer. */
  float @Nullable [] gradientArray() {
    return null;
  }

  /** The values where a kernel can work on them in place outside of arrays, or null. */
  @Nullable DirectMemory direct() {
    return null;
  }

  /** The gradient where a kernel can read it outside of arrays, or null. */
  @Nullable DirectMemory directGradient() {
    return null;
  }

  /** What moves it where Java does not reach, or null. */
  @Nullable RemoteParameter remote() {
    return null;
  }

  /** Reads a number of each line of memory, so that what is copied next is near; a sum of them. */
  float fetch(int from, int length) {
    return 0;
  }

  /** Copies values into the beginning of an array. */
  abstract void read(int from, float[] into, int length);

  /** Copies the gradient into the beginning of an array. */
  abstract void readGradient(int from, float[] into, int length);

  /** Writes values from an array. */
  abstract void write(int to, float[] from, int start, int length);

  private static final class OfArrays extends Tensor {
    private final float[] values;
    private final float[] gradient;

    OfArrays(String name, float[] values, float[] gradient, int... shape) {
      super(name, values.length, gradient.length, shape);
      this.values = values;
      this.gradient = gradient;
    }

    @Override
    Tensor copy() {
      return new OfArrays(name(), values, gradient, dimensions());
    }

    @Override
    float[] array() {
      return values;
    }

    @Override
    float[] gradientArray() {
      return gradient;
    }

    @Override
    float fetch(int from, int length) {
      float sum = 0;
      float other = 0;
      for (int i = from; i < from + length; i += LINE) {
        sum += values[i];
        other += gradient[i];
      }
      return sum + other;
    }

    @Override
    void read(int from, float[] into, int length) {
      System.arraycopy(values, from, into, 0, length);
    }

    @Override
    void readGradient(int from, float[] into, int length) {
      System.arraycopy(gradient, from, into, 0, length);
    }

    @Override
    void write(int to, float[] from, int start, int length) {
      System.arraycopy(from, start, values, to, length);
    }
  }

  private static final class OfBuffers extends Tensor {
    private final FloatBuffer values;
    private final FloatBuffer gradient;
    private final @Nullable DirectMemory direct;
    private final @Nullable DirectMemory directGradient;

    OfBuffers(
        String name,
        FloatBuffer values,
        FloatBuffer gradient,
        @Nullable DirectMemory direct,
        @Nullable DirectMemory directGradient,
        int... shape) {
      super(name, values.capacity(), gradient.capacity(), shape);
      if (values.isReadOnly()) {
        throw new IllegalArgumentException(
            name + " can't be trained: its values are in a read-only buffer");
      }
      this.values = values;
      this.gradient = gradient;
      this.direct = direct;
      this.directGradient = directGradient;
    }

    @Override
    Tensor copy() {
      return new OfBuffers(name(), values, gradient, direct, directGradient, dimensions());
    }

    @Override
    @Nullable DirectMemory direct() {
      return direct;
    }

    @Override
    @Nullable DirectMemory directGradient() {
      return directGradient;
    }

    @Override
    float fetch(int from, int length) {
      float sum = 0;
      float other = 0;
      for (int i = from; i < from + length; i += LINE) {
        sum += values.get(i);
        other += gradient.get(i);
      }
      return sum + other;
    }

    @Override
    void read(int from, float[] into, int length) {
      values.get(from, into, 0, length);
    }

    @Override
    void readGradient(int from, float[] into, int length) {
      gradient.get(from, into, 0, length);
    }

    @Override
    void write(int to, float[] from, int start, int length) {
      values.put(to, from, start, length);
    }
  }

  private static final class Remote extends Tensor {
    private final RemoteParameter parameter;

    Remote(String name, RemoteParameter parameter, int... shape) {
      super(name, parameter.size(), parameter.size(), shape);
      this.parameter = parameter;
    }

    @Override
    Tensor copy() {
      return new Remote(name(), parameter, dimensions());
    }

    @Override
    RemoteParameter remote() {
      return parameter;
    }

    @Override
    void read(int from, float[] into, int length) {
      System.arraycopy(parameter.values(), from, into, 0, length);
    }

    @Override
    void readGradient(int from, float[] into, int length) {
      throw new IllegalStateException(name() + " has its gradient out of Java's reach");
    }

    @Override
    void write(int to, float[] from, int start, int length) {
      float[] values = length == size() ? new float[length] : parameter.values();
      System.arraycopy(from, start, values, to, length);
      parameter.set(values);
    }
  }
}
