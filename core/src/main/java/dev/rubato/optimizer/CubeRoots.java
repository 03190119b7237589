package dev.rubato.optimizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Cube roots of a piece of an array, each with an error of a few units in the last place, and room
 * for what was there before.
 *
 * <p>A root is guessed by a third of the float's bits, and made better twice by Halley's rule.
 * Floats become the ints of their bits by copies through direct memory, and each loop does little,
 * so that the compiler vectorizes them all.
 */
final class CubeRoots {
  /** The most that are taken together, which stay in the nearest cache. */
  static final int PIECE = 1024;

  /** Three times it is still a float. */
  static final float LARGEST = 0x1p125f;

  /** Below it a guess by bits is none. */
  static final float LEAST = Float.MIN_NORMAL;

  /** Two thirds of the bits of 1, less what makes the guess right on average. */
  static final int BIAS = 709_970_000;

  /** Of {@link #HALF} an int's bits. */
  static final int THIRD = 0x5555;

  /** How many bits are multiplied by less than others. */
  static final int HALF = 16;

  private static final ThreadLocal<CubeRoots> ROOM = ThreadLocal.withInitial(CubeRoots::new);

  private final FloatBuffer floats;
  private final IntBuffer ints;
  private final int[] bits = ThreadArrays.ints(PIECE);
  private final float[] before = ThreadArrays.floats(PIECE);
  private final float[] bounded = ThreadArrays.floats(PIECE);
  private final float[] roots = ThreadArrays.floats(PIECE);

  private CubeRoots() {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Float.BYTES * PIECE).order(ByteOrder.nativeOrder());
    this.floats = bytes.asFloatBuffer();
    this.ints = bytes.asIntBuffer();
  }

  /** This thread's. */
  static CubeRoots room() {
    return ROOM.get();
  }

  /** Puts cube roots in the place of at most {@link #PIECE} numbers, none below 0. */
  void replace(float[] x, int from, int to) {
    int count = to - from;
    System.arraycopy(x, from, before, 0, count);
    bound(before, bounded, count);
    floats.put(0, bounded, 0, count);
    ints.get(0, bits, 0, count);
    guess(bits, count);
    ints.put(0, bits, 0, count);
    floats.get(0, roots, 0, count);
    improve(roots, bounded, count);
    improve(roots, bounded, count);
    restoreEnds(roots, before, bounded, count);
    System.arraycopy(roots, 0, x, from, count);
  }

  /** Puts back the numbers that {@link #replace} took. */
  void restore(float[] x, int from, int to) {
    System.arraycopy(before, 0, x, from, to - from);
  }

  private static void bound(float[] x, float[] into, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = Math.max(LEAST, Math.min(LARGEST, x[i]));
    }
  }

  private static void guess(int[] bits, int count) {
    for (int i = 0; i < count; i++) {
      bits[i] = (bits[i] >>> HALF) * THIRD + BIAS;
    }
  }

  private static void improve(float[] roots, float[] x, int count) {
    for (int i = 0; i < count; i++) {
      float y = roots[i];
      float cube = y * y * y;
      roots[i] = y * ((cube + 2 * x[i]) / (2 * cube + x[i]));
    }
  }

  /** The roots of 0 and of infinity. */
  private static void restoreEnds(float[] roots, float[] x, float[] bounded, int count) {
    for (int i = 0; i < count; i++) {
      roots[i] *= x[i] / bounded[i];
    }
  }
}
