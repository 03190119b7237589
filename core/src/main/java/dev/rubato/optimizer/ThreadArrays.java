package dev.rubato.optimizer;

/**
 * Arrays in which one thread works, each apart from those of others: what two threads write in one
 * line of memory goes to and fro between their caches, and arrays that were made one after the
 * other, or moved by the collector, may share one.
 */
public final class ThreadArrays {
  /** Bytes after an array's last number that nobody touches: two lines, which come together. */
  private static final int APART = 128;

  private ThreadArrays() {}

  /** Floats, of which only so many are used. */
  public static float[] floats(int count) {
    return new float[count + APART / Float.BYTES];
  }

  /** Ints, of which only so many are used. */
  public static int[] ints(int count) {
    return new int[count + APART / Integer.BYTES];
  }
}
