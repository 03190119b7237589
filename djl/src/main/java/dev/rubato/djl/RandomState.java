package dev.rubato.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.RandomUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Where the random numbers of a program stand: PyTorch's on the CPU, of which dropout and first
 * values are made, and DJL's own, which shuffle data.
 *
 * <p>PyTorch's generator can't be read through DJL, but its place can be found: the next numbers,
 * drawn as a probe, are looked for in the sequence of the seed that was set. Where they are not
 * there, since no seed was set through DJL's engine, no run is like another, and the generator goes
 * on from a number drawn from itself. A second normal number that PyTorch keeps back for a later
 * call, of arrays with fewer than 16, is forgotten.
 */
final class RandomState {
  private static final int PROBE = 4; // numbers of 64 bits
  private static final int PIECE = 1 << 20;
  private static final long FARTHEST = 200_000_000; // a second or two
  private static final long SCRAMBLE = 0x5DEECE66DL; // of java.util.Random's setSeed, as specified

  private final long seed;
  private final long drawn; // numbers of 32 bits since the seed
  private final long shuffling;

  private RandomState(long seed, long drawn, long shuffling) {
    this.seed = seed;
    this.drawn = drawn;
    this.shuffling = shuffling;
  }

  /** The state now, in which the generators are left. */
  static RandomState now(NDManager manager) {
    long[] probe = draw(manager, PROBE);
    int[] known = new int[2 * PROBE];
    for (int i = 0; i < PROBE; i++) {
      long bits = probe[i] - Long.MIN_VALUE; // PyTorch adds the lower bound to 64 bits
      known[2 * i] = (int) (bits >>> 32);
      known[2 * i + 1] = (int) bits;
    }
    Integer set = Engine.getInstance().getSeed();
    long drawn = set == null ? -1 : MersenneTwister.find(set, known, FARTHEST);
    RandomState state =
        new RandomState(
            set == null || drawn < 0 ? probe[0] : set,
            Math.max(0, drawn),
            stateOf(RandomUtils.RANDOM));
    state.restore(manager);
    return state;
  }

  /** Puts the generators back into this state. */
  void restore(NDManager manager) {
    JniUtils.setSeed(seed);
    for (long left = drawn / 2; left > 0; left -= PIECE) { // each of 64 bits takes two of 32
      draw(manager, (int) Math.min(left, PIECE));
    }
    if (drawn % 2 == 1) {
      manager.randomInteger(0, 2, new Shape(1), DataType.INT64).close();
    }
    RandomUtils.RANDOM.setSeed(shuffling ^ SCRAMBLE);
  }

  private static long[] draw(NDManager manager, int count) {
    try (NDManager scope = manager.newSubManager()) {
      return scope
          .randomInteger(Long.MIN_VALUE, Long.MAX_VALUE, new Shape(count), DataType.INT64)
          .toLongArray();
    }
  }

  /** The 48 bits of a generator: the last of its serialized fields, before a closing byte. */
  private static long stateOf(Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(random);
    } catch (IOException e) {
      throw new UncheckedIOException("a generator can't be written to memory", e);
    }
    return ByteBuffer.wrap(bytes.toByteArray()).getLong(bytes.size() - 1 - Long.BYTES);
  }
}
