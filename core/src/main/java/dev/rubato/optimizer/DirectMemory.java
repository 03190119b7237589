package dev.rubato.optimizer;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The floats of a direct buffer where a {@link DirectKernel} can work on them: on a Java that was
 * started with {@code --add-modules jdk.incubator.vector}.
 */
public final class DirectMemory {
  private static final boolean REACHABLE = reachable();

  /** Bytes that the memory gives together, as long as the longest vectors. */
  private static final int LINE = 64;

  /** Where in a line large arrays have their first number. */
  private static final int HEADER = 16;

  private final Object lanes;
  private final int start; // in a line

  private DirectMemory(Object lanes, int start) {
    this.lanes = lanes;
    this.start = start;
  }

  /**
   * A buffer's memory, or null where no kernel can work on it: without the module, and before Java
   * 19 where the buffer is not one of bytes.
   *
   * @param buffer a direct one, in the order of the processor
   */
  public static @Nullable DirectMemory of(Buffer buffer) {
    if (!REACHABLE || !buffer.isDirect()) {
      return null;
    }
    try {
      int start = buffer instanceof ByteBuffer bytes ? bytes.alignmentOffset(0, LINE) : 0;
      return new DirectMemory(Lanes.memory(buffer), start);
    } catch (ClassCastException e) {
      return null;
    }
  }

  /** Whether this Java has the module. */
  public static boolean isReachable() {
    return REACHABLE;
  }

  private static boolean reachable() {
    try {
      return Lanes.COUNT > 0;
    } catch (LinkageError e) {
      return false; // the module is missing, or not as this code expects it
    }
  }

  /** How many numbers from an index on come before the next line of memory. */
  public int toLine(int from) {
    return toLine(start, from);
  }

  /**
   * The same in an array, as far as can be known: large arrays begin where a line does, with a
   * header.
   */
  public static int toLineOfArray(int from) {
    return toLine(HEADER, from);
  }

  private static int toLine(int start, int from) {
    return -(start / Float.BYTES + from) & (LINE / Float.BYTES - 1);
  }

  /** As {@link Lanes} sees it. */
  Object lanes() {
    return lanes;
  }
}
