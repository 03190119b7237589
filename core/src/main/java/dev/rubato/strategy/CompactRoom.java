package dev.rubato.strategy;

import dev.rubato.optimizer.BitsKernel;
import dev.rubato.optimizer.ByteLoops;
import dev.rubato.optimizer.ThreadArrays;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Where one thread rounds a piece of numbers: their bits, their ints as {@link CompactNumbers}
 * keeps them, and their chances.
 *
 * <p>Floats become the ints of their bits by two copies through direct memory, as the compiler does
 * not vectorize {@link Float#floatToRawIntBits}.
 */
final class CompactRoom {
  /** How many numbers are rounded together. */
  static final int PIECE = 1024;

  /** Where nothing is rounded. */
  static final CompactRoom UNUSED = new CompactRoom();

  private final FloatBuffer floats;
  private final IntBuffer ints;

  /** The bits of floats. */
  final int[] bits = ThreadArrays.ints(PIECE);

  /** Several numbers to an int. */
  final int[] words = ThreadArrays.ints(PIECE / 2);

  /** For two slots where a piece of each reads its chances. */
  final int[] places = ThreadArrays.ints(2);

  /** For two slots the bits of a block's floats. */
  final int[][] blocks = {ThreadArrays.ints(BitsKernel.BLOCK), ThreadArrays.ints(BitsKernel.BLOCK)};

  /** The loops over halves of ints. */
  final CompactLoops loops = new CompactLoops();

  /** The loops over bytes. */
  final ByteLoops bytes = ByteLoops.create();

  CompactRoom() {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Float.BYTES * PIECE).order(ByteOrder.nativeOrder());
    this.floats = bytes.asFloatBuffer();
    this.ints = bytes.asIntBuffer();
  }

  /** Takes the bits of floats from an index on; after them comes 0. */
  void take(float[] numbers, int from, int count) {
    floats.put(0, numbers, from, count);
    ints.get(0, bits, 0, count);
    Arrays.fill(bits, count, PIECE, 0);
  }

  /** Puts the floats of the bits to an index on. */
  void give(float[] numbers, int to, int count) {
    ints.put(0, bits, 0, count);
    floats.get(0, numbers, to, count);
  }
}
